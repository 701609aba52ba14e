/*
    layers.ts -- Who may import whom. Arrows point down only:

        apps        what people run
        services    agent, cloud, debug                      put services together
                    web, url, mqtt, db, openai, cron         one protocol or job each
                    websock                                  shared by web and url
                    json, crypt, http, config                shared by the above
        fiber       socket, tls, event, file ...             the runtime
                    core                                     knows nothing of I/O

    Tests stand beside the tree and may import anything; nobody imports tests.
*/

/** Services from the lowest tier up. A service imports lower tiers, not its neighbours. */
const TIERS: readonly (readonly string[])[] = [
    ['json', 'crypt', 'http', 'config'],
    ['websock'],
    ['web', 'url', 'mqtt', 'db', 'openai', 'cron'],
    ['agent', 'cloud', 'debug'],
]

/** Node modules that do I/O, start threads or know the machine; fiber/core does without them. */
const IO_MODULES: ReadonlySet<string> = new Set([
    'child_process',
    'cluster',
    'dgram',
    'dns',
    'fs',
    'http',
    'http2',
    'https',
    'inspector',
    'net',
    'os',
    'readline',
    'repl',
    'stream',
    'tls',
    'tty',
    'worker_threads',
    'zlib',
])

const HEIGHT: Readonly<Record<string, number>> = { fiber: 0, services: 1, apps: 2 }

function tier(service: string): number {
    return TIERS.findIndex(names => names.includes(service))
}

function serviceFault(from: string, to: string): string | undefined {
    if (from === to) {
        return undefined
    }
    for (const service of [from, to]) {
        if (tier(service) < 0) {
            return `services/${service} has no tier: give it one in the table of layers.ts`
        }
    }
    return tier(to) < tier(from)
        ? undefined
        : `services/${from} must not import services/${to}, which is ${tier(to) === tier(from) ? 'beside' : 'above'} it`
}

/**
 * What is wrong with the direction of an import between two files of the tree, if anything.
 *
 * @param from path of the importing file from the root
 * @param to path of the imported file from the root
 */
export function layerFault(from: string, to: string): string | undefined {
    const [top = '', room = ''] = from.split('/')
    const [toTop = '', toRoom = ''] = to.split('/')
    if (top === 'test') {
        return undefined
    }
    const height = HEIGHT[top]
    const toHeight = HEIGHT[toTop]
    if (height === undefined || toHeight === undefined) {
        return `${top} must not import ${toTop}: only fiber, services and apps are importable`
    }
    if (toHeight > height) {
        return `${top} must not import ${toTop}, which is above it`
    }
    if (from.startsWith('fiber/core/') && !to.startsWith('fiber/core/')) {
        return `fiber/core must not import ${toTop}/${toRoom}: it stands on nothing but the language`
    }
    if (to.startsWith('fiber/testing/') && !from.startsWith('fiber/testing/')) {
        return 'Only tests may import fiber/testing'
    }
    if (top === 'apps' && toTop === 'apps' && room !== toRoom) {
        return `apps/${room} must not import apps/${toRoom}: put what they share into a service`
    }
    return top === 'services' && toTop === 'services' ? serviceFault(room, toRoom) : undefined
}

/** What is wrong with the import of a Node module, if anything. */
export function nodeFault(from: string, specifier: string): string | undefined {
    const name = specifier.replace(/^node:/, '').split('/')[0] ?? ''
    return from.startsWith('fiber/core/') && IO_MODULES.has(name)
        ? `fiber/core must not import ${specifier}: it knows no I/O`
        : undefined
}
