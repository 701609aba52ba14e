/*
    application-service.ts -- The application as a service of the agent: `ioStart` and `ioStop`.
*/

import type { Blocking, Fiber } from '../../fiber/index.js'
import type { WebAction } from '../web/index.js'
import type { Agent } from './agent.js'
import { AgentError } from './errors.js'
import type { AgentHooks } from './hooks.js'
import type { Service } from './service.js'

/** Runs the hooks of an application. */
export class ApplicationService implements Service {
    readonly #agent: Agent
    readonly #hooks: AgentHooks
    #isStarted = false
    /** Actions of the web server that are not of the application. */
    #actions: ReadonlySet<WebAction> = new Set()

    constructor(agent: Agent, hooks: AgentHooks) {
        this.#agent = agent
        this.#hooks = hooks
    }

    configure(): boolean {
        return true
    }

    *start(): Fiber<void> {
        this.#isStarted = true
        this.#actions = new Set(this.#agent.web?.actions)
        const result = yield* called(this.#hooks.start?.(this.#agent))
        if (typeof result === 'number' && result < 0) {
            throw new AgentError('AGENT_APP', `Cannot start Ioto, ioStart() failed: it gave ${result}, wanted 0`)
        }
    }

    *stop(): Fiber<void> {
        if (this.#isStarted) {
            this.#isStarted = false
            try {
                yield* called(this.#hooks.stop?.(this.#agent))
            } finally {
                this.#removeActions()
            }
        }
    }

    statistics(): object | null {
        return null
    }

    /** What it has added would be found first when it is started again, and work with what is gone. */
    #removeActions(): void {
        const { web } = this.#agent
        for (const action of [...(web?.actions ?? [])]) {
            if (!this.#actions.has(action)) {
                web!.removeAction(action)
            }
        }
    }
}

/** The result of a hook, which may be a plain function or one of fibers. */
function* called(result: unknown): Fiber<unknown> {
    return isBlocking(result) ? yield* result : result
}

function isBlocking(value: unknown): value is Blocking<unknown> {
    return typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value)
}
