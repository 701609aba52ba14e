/*
    load-config.ts -- Reads the configuration: `ioto.json5`, and `web.json5` under its property `web`.

    Source: spec agent.md §2, §3. The files are in Ioto's relaxed JSON. The whole cascade (local, device, conditional sets) is still to
    come.
*/

import { resolve } from 'node:path'
import { type Fiber, parseEndpoint } from '../../fiber/index.js'
import { get, set } from '../json/index.js'
import { type WebConfig, WebHost, type WebTlsConfig } from '../web/index.js'
import { AgentError } from './errors.js'
import { readConfig, textOf } from './read-config.js'

/** The configuration of the agent. */
export interface AgentConfig {
    /** Which services run. */
    readonly services: {
        /** The web server. Default true. */
        readonly web: boolean
    }
    readonly limits: {
        /** Fibers at a time; 0, the default: no limit. */
        readonly fibers: number
    }
    readonly timeouts: {
        /** Seconds that requests have to finish when the agent stops. Default 10. */
        readonly stop: number
    }
    /** When a port of `web.listen` is taken, how many of the following ones are tried. Default 0. */
    readonly sparePorts: number
    /** The web server; paths are absolute. */
    readonly web: WebConfig
    /** TLS of its `https` endpoints; paths are absolute. */
    readonly tls: WebTlsConfig
    readonly log: {
        /** What of its requests and responses is traced: letters of `HBhb`. Default: nothing. */
        readonly show: string
    }
}

/** A property of `ioto.json5`: where, what it is by default, and what is wanted. */
interface Property {
    readonly path: string
    readonly initial: boolean | number | string
    readonly wanted: string
    check(value: unknown): boolean
}

const isFlag = (value: unknown) => typeof value === 'boolean'
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0
const isLetters = (value: unknown) => typeof value === 'string' && /^[HBhb]*$/.test(value)

const properties: readonly Property[] = [
    { path: 'services.web', initial: true, wanted: 'true or false', check: isFlag },
    { path: 'limits.fibers', initial: 0, wanted: 'a whole number from 0 (no limit)', check: isCount },
    { path: 'timeouts.stop', initial: 10, wanted: 'seconds from 0', check: isSeconds },
    { path: 'sparePorts', initial: 0, wanted: 'a whole number from 0', check: isCount },
    { path: 'log.show', initial: '', wanted: 'letters of H, B, h and b', check: isLetters },
]

/** What `web.json5` is where it says nothing else. */
const webDefaults: WebConfig = {
    listen: ['http://127.0.0.1:8080'],
    documents: '@site',
    routes: [
        { match: '/api/', handler: 'action' },
        { handler: 'file', methods: ['GET', 'HEAD'] },
    ],
}

/**
 * Reads the configuration from a directory. A missing `web.json5` is an empty one; a missing `ioto.json5` is an error. Unless
 * `web.json5` says otherwise the server listens on http://127.0.0.1:8080, has actions below `/api/`, and documents in `@site`.
 * `@config` and `@site` at the beginning of `documents` stand for `directory` and `site`; other relative paths are relative
 * to the process.
 *
 * Throws an `AgentError` that names the file, and the line and column, or the property, its value and what is wanted.
 */
export function* loadConfig(directory: string, site: string): Fiber<AgentConfig> {
    const file = resolve(directory, 'ioto.json5')
    const main = yield* readConfig(file)
    if (main === null) {
        throw new AgentError('AGENT_CONFIG_MISSING', `Cannot read configuration ${file}: there is no such file`)
    }
    const known: Record<string, unknown> = {}
    for (const property of properties) {
        const value = get(main, property.path) ?? property.initial
        if (!property.check(value)) {
            throw wrong(file, `${property.path} is ${textOf(value)}, wanted ${property.wanted}`)
        }
        set(known, property.path, value)
    }
    const { tls, ...rest } = main
    refuseUnknown(rest, known, '', file)
    const web = yield* loadWeb(resolve(directory, 'web.json5'), directory, site)
    return { ...known, web, tls: readTls(tls ?? {}, file, directory, site) } as AgentConfig
}

/** TLS of the web server, which knows best what it can use. */
function readTls(tls: unknown, file: string, directory: string, site: string): WebTlsConfig {
    try {
        new WebHost({ web: {}, tls: tls as WebTlsConfig })
    } catch (cause) {
        throw wrong(file, reasonOf(cause), cause)
    }
    const paths = Object.entries(tls as WebTlsConfig).map(([name, value]) => {
        const isPath = typeof value === 'string' && pathNames.has(name)
        return [name, isPath ? expand(value, directory, site) : value] as const
    })
    return Object.fromEntries(paths)
}

/** Of `tls`. */
const pathNames: ReadonlySet<string> = new Set(['authority', 'certificate', 'key'])

/** What a web server has to say about a configuration. */
function reasonOf(error: unknown): string {
    return (error as Error).message.replace(/^Cannot use the configuration of the web server: /, '')
}

function* loadWeb(file: string, directory: string, site: string): Fiber<WebConfig> {
    const web: WebConfig = { ...webDefaults, ...(yield* readConfig(file)) }
    try {
        // The server knows best what it can use.
        new WebHost(web)
    } catch (cause) {
        throw wrong(file, reasonOf(cause), cause)
    }
    for (const [i, endpoint] of (web.listen ?? []).entries()) {
        try {
            parseEndpoint(endpoint)
        } catch (cause) {
            const wanted = (cause as Error).message.replace(/^.*: wanted /, '')
            throw wrong(file, `listen[${i}] is ${textOf(endpoint)}, wanted ${wanted}`, cause)
        }
    }
    return { ...web, documents: expand(web.documents ?? '@site', directory, site) }
}

/** A misspelt property would otherwise be ignored in silence. */
function refuseUnknown(given: Record<string, unknown>, known: Record<string, unknown>, at: string, file: string): void {
    for (const [name, value] of Object.entries(given)) {
        const path = at === '' ? name : `${at}.${name}`
        if (!Object.hasOwn(known, name)) {
            const names = at === '' ? [...Object.keys(known), 'tls'] : Object.keys(known)
            throw wrong(file, `${path} is no known property, wanted one of ${names.join(', ')}`)
        }
        const inner = known[name]
        if (typeof inner === 'object' && inner !== null) {
            if (typeof value !== 'object' || value === null || Array.isArray(value)) {
                throw wrong(file, `${path} is ${textOf(value)}, wanted an object`)
            }
            refuseUnknown(value as Record<string, unknown>, inner as Record<string, unknown>, path, file)
        }
    }
}

function wrong(file: string, what: string, cause?: unknown): AgentError {
    return new AgentError('AGENT_CONFIG_VALUE', `Cannot use configuration ${file}: ${what}`, { cause })
}

function expand(path: string, directory: string, site: string): string {
    const [first, ...rest] = path.split('/')
    const base = first === '@site' ? site : first === '@config' ? directory : null
    return base === null ? resolve(path) : resolve(base, ...rest)
}
