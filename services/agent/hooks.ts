/*
    hooks.ts -- What an application does in an agent. Source: spec agent.md §1.
*/

import type { Fiber } from '../../fiber/index.js'
import type { PlainObject } from './config/index.js'
import type { Agent } from './agent.js'

/** The functions of an application. */
export interface AgentHooks {
    /** May change the configuration before it is checked and used. Must not wait. */
    readonly config?: ((config: PlainObject) => void) | undefined
    /**
     * Runs on a fiber when all services are ready. It may wait as long as it likes: the agent is ready meanwhile. Fibers that it spawns
     * belong to the application. A number below 0, or what it throws, stops the agent; what fails later has the application started
     * again, as `supervise` of the configuration says.
     */
    readonly start?: ((agent: Agent) => Fiber<unknown> | unknown) | undefined
    /** Whether the application also runs in safe mode: it is what a repair needs, and copes without a database. Default false. */
    readonly safe?: boolean | undefined
    /** Runs before the services are stopped. */
    readonly stop?: ((agent: Agent) => Fiber<unknown> | unknown) | undefined
}
