/*
    errors.ts -- The error catalogue of services/agent.
*/

/** Code -> what it means. */
export const agentErrors = {
    AGENT_CONFIG_MISSING: 'A configuration file is missing or cannot be read',
    AGENT_CONFIG_SYNTAX: 'A configuration file cannot be parsed',
    AGENT_CONFIG_VALUE: 'A property of the configuration has a wrong value',
    AGENT_MISUSE: 'The agent was used in a way that it cannot work',
    AGENT_NO_PORT: 'No port is free for the web server',
} as const

/** A key of the catalogue. */
export type AgentErrorCode = keyof typeof agentErrors

/** The class of errors that the agent itself raises. */
export class AgentError extends Error {
    override name = 'AgentError'

    constructor(
        readonly code: AgentErrorCode,
        message: string,
        options?: ErrorOptions,
    ) {
        super(message, options)
    }
}
