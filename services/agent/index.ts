/*
    index.ts -- The door of services/agent, which is also the door of the package: `ioto-fiber`.
*/

export { Agent } from './agent.js'
export { AgentError, type AgentErrorCode, agentErrors } from './errors.js'
export { type AgentConfig, loadConfig } from './load-config.js'
export type { AgentStatistics } from './statistics.js'
