/*
    hooks.ts -- The application of the agent as it comes: actions for its pages, and an administrator, who is made at the first start.
*/

import type { Agent, AgentHooks } from '../../../services/agent/index.js'
import { guarded } from '../../../services/agent/index.js'
import type { Fiber } from '../../../fiber/index.js'
import { makeAdministrator } from './administrator.js'
import { configAction } from './config-action.js'
import { findAction, modelsAction, removeAction, updateAction } from './database-actions.js'
import { cancelAction, traceAction } from './fiber-actions.js'
import { sessionAction } from './session-action.js'

/** See `AgentHooks`. */
export const homeHooks: AgentHooks = {
    *start(agent: Agent): Fiber<void> {
        const { web } = agent
        if (web === null || !web.settings.routes.some(({ handler }) => handler === 'action')) {
            return
        }
        web.addAction('/api/session', sessionAction)
        web.addAction('/api/config', guarded(configAction(agent)))
        web.addAction('/api/fiber/trace', guarded(traceAction))
        web.addAction('/api/fiber/cancel', guarded(cancelAction))
        web.addAction('/api/db/models', guarded(modelsAction(agent)))
        web.addAction('/api/db/find', guarded(findAction(agent)))
        web.addAction('/api/db/update', guarded(updateAction(agent)))
        web.addAction('/api/db/remove', guarded(removeAction(agent)))
        yield* makeAdministrator(agent)
    },
}
