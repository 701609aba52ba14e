/*
    agent.ts -- The agent: starts the services that the configuration names, and stops them in order.
*/

import {
    type Fiber,
    formatEndpoint,
    logFailure,
    now,
    onUncaught,
    parseEndpoint,
    SocketError,
    setFiberLimit,
} from '../../fiber/index.js'
import { type Web, WebHost } from '../web/index.js'
import { AgentError } from './errors.js'
import type { AgentConfig } from './load-config.js'
import { type AgentStatistics, agentStatistics } from './statistics.js'

const highestPort = 65535

/** A device agent. */
export class Agent {
    /** As given. */
    readonly version: string
    readonly #config: AgentConfig
    readonly #made = now()
    #web: WebHost | null = null
    /** Undoes what `start` has set for the whole process; null: it is not running. */
    #restore: (() => void) | null = null

    /** `version` is shown by the status. */
    constructor(config: AgentConfig, version: string) {
        this.#config = config
        this.version = version
    }

    /**
     * Starts the services; their fibers belong to the scope of the caller. While the agent runs, failures that reach the root
     * are logged and do not end the process, and the configured limit of fibers holds. Throws if a service cannot start; those
     * that have started are stopped before. `AGENT_NO_PORT`: no port is free.
     */
    *start(): Fiber<void> {
        if (this.#restore !== null) {
            throw new AgentError('AGENT_MISUSE', 'Cannot start the agent: it is running, wanted a stopped one')
        }
        const handler = onUncaught(logFailure)
        const limit = setFiberLimit(this.#config.limits.fibers)
        this.#restore = () => {
            onUncaught(handler)
            setFiberLimit(limit)
            this.#restore = null
        }
        let running = false
        try {
            if (this.#config.services.web) {
                this.#web = yield* this.#startWeb()
            }
            running = true
        } finally {
            if (!running) {
                this.#restore()
            }
        }
    }

    /** Stops the services: no new requests, those in flight finish within the configured time. May be started again then. */
    *stop(): Fiber<void> {
        const web = this.#web
        this.#web = null
        try {
            if (web !== null) {
                yield* web.stop({ grace: this.#config.timeouts.stop * 1000 })
            }
        } finally {
            this.#restore?.()
        }
    }

    /** The web server; null when it does not run. */
    get web(): WebHost | null {
        return this.#web
    }

    /** What the agent is doing. Served as JSON at `/api/status`, if the configuration has a route for actions there. */
    statistics(): AgentStatistics {
        return agentStatistics(this.version, this.#made, this.#web)
    }

    /** Starts the web server, on other ports if those that are configured are taken. */
    *#startWeb(): Fiber<WebHost> {
        const { web, tls, log, sparePorts } = this.#config
        const wanted = web.listen ?? []
        let listen: readonly string[] | null = wanted
        let failure: unknown
        let tries = 0
        while (listen !== null) {
            const host = new WebHost({ web: { ...web, listen }, tls, log })
            if (host.settings.routes.some(({ handler }) => handler === 'action')) {
                host.addAction('/api/status', (request: Web) => this.#status(request))
            }
            try {
                yield* host.start()
                return host
            } catch (error) {
                if (!isInUse(error)) {
                    throw error
                }
                failure = error
            }
            tries++
            listen = tries <= sparePorts ? moved(wanted, tries) : null
        }
        const others = tries === 1 ? '' : `, nor with one of the ${tries - 1} ports that follow`
        const message = `Cannot listen on ${wanted.join(', ')}${others}: in use by another program`
        throw new AgentError('AGENT_NO_PORT', message, { cause: failure })
    }

    *#status(request: Web): Fiber<void> {
        request.addHeader('Cache-Control', 'no-store')
        yield* request.json(this.statistics())
    }
}

/** The endpoints with their ports moved up by `offset`; null: there are no such ports. */
function moved(endpoints: readonly string[], offset: number): string[] | null {
    const parts = endpoints.map(parseEndpoint)
    const highest = Math.max(...parts.map(({ port }) => port))
    if (highest === 0 || highest + offset > highestPort) {
        return null
    }
    // Port 0 already means any that is free.
    return parts.map(part => formatEndpoint({ ...part, port: part.port === 0 ? 0 : part.port + offset }))
}

function isInUse(error: unknown): boolean {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof SocketError && cause.code === 'SOCKET_IN_USE') {
            return true
        }
    }
    return false
}
