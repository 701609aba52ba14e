/*
    index.ts -- The door of services/agent, which is also the door of the package: `ioto-fiber`.
*/

export { Agent, type AgentOptions, type Outcome } from './agent.js'
export {
    AgentConfig,
    type AgentSettings,
    type Application,
    type ConfigEntry,
    type LoadOptions,
    loadConfig,
    type Override,
    type PlainObject,
    type Serialization,
} from './config/index.js'
export { AgentError, type AgentErrorCode, agentErrors } from './errors.js'
export type { FiberList, FiberRecord } from './fiber-actions.js'
export type { AgentHooks } from './hooks.js'
export { guarded, isLocal } from './local-guard.js'
export type { ServiceState, ServiceStatus } from './runner.js'
export { type RunOptions, runAgent, serveAgent } from './serve.js'
export type { ServiceFlags } from './service-flags.js'
export type { AgentStatistics } from './statistics.js'
