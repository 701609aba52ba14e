/*
    index.ts -- The door of services/agent/config: what the agent is told.
*/

export { AgentConfig, type ConfigEntry } from './agent-config.js'
export { loadConfig } from './load-config.js'
export type { Application, LoadOptions, Override } from './load-options.js'
export { isPlainObject, type PlainObject } from './plain-object.js'
export { agentProperties, deviceProperties, provisionProperties } from './properties.js'
export { schemaPlaces } from './schema-places.js'
export type { AgentSettings, Serialization } from './settings.js'
export { textOf } from './text-of.js'
