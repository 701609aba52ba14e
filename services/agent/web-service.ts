/*
    web-service.ts -- The web server as a service of the agent. Source: spec agent.md §9.
*/

import { type Fiber, formatEndpoint, parseEndpoint, SocketError } from '../../fiber/index.js'
import { ConfigError } from '../config/index.js'
import { type Web, type WebAction, type WebConfig, type WebConfigFile, WebError, WebHost } from '../web/index.js'
import type { Agent } from './agent.js'
import { type AgentConfig, isPlainObject, type PlainObject, textOf } from './config/index.js'
import { AgentError } from './errors.js'
import { fibersAction, timeLogAction } from './fiber-actions.js'
import { guarded } from './local-guard.js'
import { passwordOf } from './passwords.js'
import type { Service } from './service.js'

const highestPort = 65535

/** What web.json5 is where it says nothing else. */
const webDefaults: WebConfig = {
    listen: ['http://127.0.0.1:8080'],
    documents: '@site',
    routes: [
        { match: '/api/', handler: 'action' },
        { handler: 'file', methods: ['GET', 'HEAD'] },
    ],
}

/** @internal For the registry. */
export function make(agent: Agent): WebService {
    return new WebService(agent)
}

/** Serves what web.json5 says. */
export class WebService implements Service {
    readonly #agent: Agent
    #host: WebHost | null = null
    #next: WebHost | null = null
    #given = ''
    #config: AgentConfig | null = null
    #isRunning = false
    /** What this service has added to a host itself. */
    readonly #own = new WeakMap<WebHost, ReadonlySet<WebAction>>()

    constructor(agent: Agent) {
        this.#agent = agent
    }

    /** The server, also while it is started again: what is added to it then is not lost. Null: it has not been started yet. */
    get host(): WebHost | null {
        return this.#host
    }

    configure(config: AgentConfig): boolean {
        const { web, tls, log, profile } = config.tree
        const given = JSON.stringify([
            web,
            tls,
            isPlainObject(log) ? log.show : null,
            profile,
            config.settings.sparePorts,
        ])
        if (given === this.#given) {
            return true
        }
        this.#next = this.#makeHost(config, 0)
        this.#given = given
        this.#config = config
        return false
    }

    /** Starts the server, on other ports if those that are configured are taken. */
    *start(): Fiber<void> {
        const config = this.#config!
        for (let offset = 0; ; offset++) {
            const former = this.#host
            const host = offset === 0 ? (this.#next ?? former!) : this.#makeHost(config, offset)
            if (host !== former && former !== null) {
                this.#adopt(host, former)
            }
            this.#host = host
            this.#next = null
            try {
                yield* host.start()
                this.#isRunning = true
                return
            } catch (error) {
                if (!isInUse(error)) {
                    throw withPlace(error, config)
                }
                if (offset >= mostMoved(wantedOf(config), config.settings.sparePorts)) {
                    throw noPort(wantedOf(config), offset, error)
                }
            }
        }
    }

    *stop(): Fiber<void> {
        const grace = this.#config?.settings.timeouts.stop ?? 0
        if (this.#isRunning) {
            this.#isRunning = false
            yield* this.#host!.stop({ grace })
        }
    }

    warnings(): readonly string[] {
        const config = this.#config!
        return (this.#next ?? this.#host)?.warnings.map(text => config.sentence(text)) ?? []
    }

    statistics(): object | null {
        return this.host?.statistics() ?? null
    }

    #makeHost(config: AgentConfig, offset: number): WebHost {
        const web: WebConfig = { ...webDefaults, ...withoutNull(config.tree.web) }
        checkEndpoints(web, config)
        const listen = offset === 0 ? (web.listen ?? []) : moved(web.listen ?? [], offset)
        const { tls, log, profile } = config.tree
        const file = { web: { ...web, listen }, tls: tls ?? {}, log: log ?? {}, profile: profile ?? 'dev' }
        try {
            const host = new WebHost(file as WebConfigFile)
            this.#addActions(host)
            this.#own.set(host, new Set(host.actions))
            return host
        } catch (error) {
            if (error instanceof WebError && error.cause instanceof ConfigError) {
                throw config.error(error.cause.path, error.cause.reason, error)
            }
            throw error
        }
    }

    #addActions(host: WebHost): void {
        if (host.settings.routes.some(({ handler }) => handler === 'action')) {
            host.addAction(
                '/api/status',
                guarded(request => this.#status(request)),
            )
            host.addAction('/api/fibers', guarded(fibersAction))
            host.addAction('/api/timeLog', guarded(timeLogAction))
            const agent = this.#agent
            host.addLoginActions((username, password) => passwordOf(agent, host, username, password))
        }
    }

    /** What an application has added to the former host, it has added to the agent. */
    #adopt(host: WebHost, former: WebHost): void {
        const own = this.#own.get(former)!
        for (const action of former.actions) {
            if (!own.has(action) && !host.actions.includes(action)) {
                host.addAction(action.match, action.fn, action.role)
            }
        }
    }

    *#status(request: Web): Fiber<void> {
        yield* request.json(this.#agent.statistics())
    }
}

/** Documents that are not there, and endpoints that are none, with the place where they are named. */
function withPlace(error: unknown, config: AgentConfig): unknown {
    const i = wantedOf(config).findIndex(
        endpoint => error instanceof SocketError && error.message.startsWith(`Cannot listen on ${endpoint}: `),
    )
    if (i >= 0) {
        const wanted = "wanted an address of this machine, such as 'http://127.0.0.1:8080', or ':8080' for all of them"
        return config.error(`web.listen[${i}]`, `web.listen[${i}] is ${textOf(wantedOf(config)[i])}, ${wanted}`, error)
    }
    const given = config.get('web.documents')
    const isDocuments = error instanceof WebError && error.message.startsWith('Cannot serve documents: ')
    return isDocuments && given !== undefined
        ? config.error('web.documents', `web.documents is ${textOf(given)}, wanted a directory that can be read`, error)
        : error
}

/** The endpoints have to be readable before anything is started. */
function checkEndpoints(web: WebConfig, config: AgentConfig): void {
    if (Array.isArray(web.listen)) {
        for (const [i, endpoint] of web.listen.entries()) {
            try {
                parseEndpoint(endpoint)
            } catch (cause) {
                const wanted = (cause as Error).message.replace(/^.*: wanted /, '')
                throw config.error(
                    `web.listen[${i}]`,
                    `web.listen[${i}] is ${textOf(endpoint)}, wanted ${wanted}`,
                    cause,
                )
            }
        }
    }
}

/** What is given; a property that is null is as one that is not there. */
function withoutNull(web: unknown): PlainObject {
    const given = isPlainObject(web) ? web : {}
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
}

/** The endpoints that are configured. */
function wantedOf({ tree }: AgentConfig): readonly string[] {
    const { listen } = withoutNull(tree.web)
    return (listen as readonly string[] | undefined) ?? webDefaults.listen!
}

/** By how many the ports can be moved at most: there are none above the highest. Port 0 is any that is free, which another start gives. */
function mostMoved(endpoints: readonly string[], sparePorts: number): number {
    const highest = Math.max(...endpoints.map(parseEndpoint).map(({ port }) => port))
    return highest === 0 ? 0 : Math.min(sparePorts, highestPort - highest)
}

function noPort(wanted: readonly string[], tries: number, cause: unknown): AgentError {
    const others = tries === 0 ? '' : `, nor with one of the ${tries} ports that follow`
    const message = `Cannot listen on ${wanted.join(', ')}${others}: in use by another program`
    return new AgentError('AGENT_NO_PORT', message, { cause })
}

/** The endpoints with their ports moved up by `offset`. Port 0 already means any that is free. */
function moved(endpoints: readonly string[], offset: number): string[] {
    return endpoints.map(parseEndpoint).map(part => {
        return formatEndpoint({ ...part, port: part.port === 0 ? 0 : part.port + offset })
    })
}

function isInUse(error: unknown): boolean {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof SocketError && cause.code === 'SOCKET_IN_USE') {
            return true
        }
    }
    return false
}
