/*
    errors.ts -- The error catalogue of services/agent.
*/

import { CodedError } from '../../fiber/index.js'

/** Code -> what it means. */
export const agentErrors = {
    AGENT_APP: 'The application cannot be loaded, or its start failed',
    AGENT_CONFIG_MISSING: 'A configuration file is missing or cannot be read',
    AGENT_CONFIG_SYNTAX: 'A configuration file cannot be parsed',
    AGENT_CONFIG_VALUE: 'A property of the configuration has a wrong value',
    AGENT_IN_USE: 'Another agent runs with the same state directory',
    AGENT_MISUSE: 'The agent was used in a way that it cannot work',
    AGENT_NO_PORT: 'No port is free for the web server',
    AGENT_NOT_BUILT: 'A service is switched on that this version does not have yet',
    AGENT_SERVICE: 'A service cannot start, or failed too often',
    AGENT_STATE: 'The state directory cannot be made or written',
} as const

/** A key of the catalogue. */
export type AgentErrorCode = keyof typeof agentErrors

/** The class of errors that the agent itself raises. */
export class AgentError extends CodedError<AgentErrorCode> {
    override name = 'AgentError'
}
