/*
    hooks.ts -- The application of the agent as it comes: actions for its pages, and an administrator, who is made at the first start. What
    they need is loaded only where the services run that they work with.
*/

import { type Fiber, fromPromise } from '../../../fiber/index.js'
import type { Agent, AgentHooks } from '../../../services/agent/index.js'

/** See `AgentHooks`. */
export const homeHooks: AgentHooks = {
    safe: true,
    *start(agent: Agent): Fiber<void> {
        const { web, db } = agent
        if (web === null || !web.settings.routes.some(({ handler }) => handler === 'action')) {
            return
        }
        const { addAgentActions } = yield* fromPromise(import('./agent-actions.js'))
        addAgentActions(agent, web)
        if (db !== null) {
            const { addDatabaseActions } = yield* fromPromise(import('./database-actions.js'))
            addDatabaseActions(agent, web)
            const { makeAdministrator } = yield* fromPromise(import('./administrator.js'))
            yield* makeAdministrator(agent)
        }
    },
}
