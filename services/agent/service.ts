/*
    service.ts -- Service: a part of the agent that is started and stopped. What the agent knows of one before it is loaded is its entry
    in the registry.
*/

import type { Fiber } from '../../fiber/index.js'
import type { Agent } from './agent.js'
import type { AgentConfig } from './config/index.js'
import type { ServiceFlags } from './service-flags.js'

/** A part of the agent. */
export interface Service {
    /** Starts, and returns when it is ready. Its fibers belong to the scope of the caller: a failure of one is a failure of the service. */
    start(): Fiber<void>
    /** Ends in order: what is under way is finished, nothing is left. Also after a start that failed, and twice. */
    stop(): Fiber<void>
    /**
     * Takes over another configuration. True: it is in effect, or nothing changed; false: it will be when the service has been stopped and
     * started again. Throws an `AgentError` when it cannot be used; the old one is in effect then.
     */
    configure(config: AgentConfig): boolean
    /** What is doubtful in the configuration that it has taken over last, one sentence each with its place. */
    warnings?(): readonly string[]
    /** What it is doing, as a plain record. */
    statistics(): object | null
}

/** A row of the registry. */
export interface ServiceEntry {
    readonly name: string
    /** Services that have to be ready before, and are stopped after it, where they run. */
    readonly after: readonly string[]
    /** Whether it also runs in safe mode. */
    readonly safe: boolean
    isEnabled(flags: ServiceFlags): boolean
    /** Loads it, with all that it needs. What is switched off is not loaded. */
    load(): Promise<{ make(agent: Agent): Service }>
}
