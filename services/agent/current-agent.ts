/*
    current-agent.ts -- The agent of the process, for code of the C face, where there is one and everybody knows it.
*/

import type { Agent } from './agent.js'

let current: Agent | null = null

/** The agent that runs; null: none does. */
export function currentAgent(): Agent | null {
    return current
}

/** @internal */
export function setCurrentAgent(agent: Agent | null): void {
    current = agent
}
