/*
    agent.ts -- The agent: starts the services that the configuration names, and stops them in order.
*/

import { type Fiber, fibers, logFailure, onUncaught, setFiberLimit, SocketError, statistics } from '../../fiber/index.js'
import { type Web, WebHost } from '../web/index.js'
import { AgentError } from './errors.js'
import type { AgentConfig } from './load-config.js'

/** How many fibers the status lists. */
const listed = 50

/** What the status page shows, as a plain record. */
export type AgentStatistics = ReturnType<Agent['statistics']>

/** A device agent. */
export class Agent {
    readonly version: string
    readonly #config: AgentConfig
    readonly #started = Date.now()
    #web: WebHost | null = null

    /** `version` is shown by the status. */
    constructor(config: AgentConfig, version: string) {
        this.#config = config
        this.version = version
    }

    /** Starts the services. Throws if one cannot start; those that have started are stopped before. */
    *start(): Fiber<void> {
        // A failing fiber is reported and the device goes on.
        onUncaught(logFailure)
        setFiberLimit(this.#config.limits.fibers)
        if (this.#config.services.web) {
            this.#web = yield* this.#startWeb()
        }
    }

    /** Stops the services: no new requests, those in flight finish within the configured time. */
    *stop(): Fiber<void> {
        const web = this.#web
        this.#web = null
        if (web !== null) {
            yield* web.stop({ grace: this.#config.timeouts.stop * 1000 })
        }
    }

    /** The web server; null when it does not run. */
    get web(): WebHost | null {
        return this.#web
    }

    /** What the agent is doing. */
    statistics() {
        const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
        const { user, system } = process.cpuUsage()
        return {
            name: 'ioto-fiber',
            version: this.version,
            pid: process.pid,
            node: process.version,
            time: Date.now(),
            uptime: Date.now() - this.#started,
            memory: { rss, heapUsed, heapTotal, external },
            cpu: { user: user / 1000, system: system / 1000 },
            runtime: statistics(),
            fibers: fibers(listed).map(task => task.statistics()),
            web: this.#web?.statistics() ?? null,
        }
    }

    *#startWeb(): Fiber<WebHost> {
        const { web, sparePorts } = this.#config
        for (let offset = 0; ; offset++) {
            const listen = (web.listen ?? []).map(endpoint => shift(endpoint, offset))
            const host = new WebHost({ ...web, listen })
            host.addAction('/api/status', (request: Web) => this.#status(request))
            try {
                yield* host.start()
                return host
            } catch (error) {
                yield* host.stop({ grace: 0 })
                if (!isInUse(error)) {
                    throw error
                }
                if (offset >= sparePorts) {
                    const tried = offset === 0 ? '' : `, nor on one of the ${offset} ports that follow`
                    throw new AgentError('AGENT_NO_PORT', `Cannot listen on ${(web.listen ?? []).join(', ')}${tried}: in use by another program`, {
                        cause: error,
                    })
                }
            }
        }
    }

    *#status(request: Web): Fiber<void> {
        request.addHeader('Cache-Control', 'no-store')
        yield* request.json(this.statistics())
    }
}

/** The endpoint with its port moved up. */
function shift(endpoint: string, offset: number): string {
    return offset === 0 ? endpoint : endpoint.replace(/:(\d+)$/, (_, port: string) => `:${Number(port) + offset}`)
}

function isInUse(error: unknown): boolean {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof SocketError && cause.code === 'SOCKET_IN_USE') {
            return true
        }
    }
    return false
}
