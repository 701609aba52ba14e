/*
    agent-actions.ts -- Actions about the agent itself.
*/

import { type Agent, guarded } from '../../../services/agent/index.js'
import type { WebHost } from '../../../services/web/index.js'
import { configAction } from './config-action.js'
import { cancelAction, traceAction } from './fiber-actions.js'
import { liveAction } from './live-action.js'
import { levelAction } from './log-action.js'
import { sessionAction } from './session-action.js'

/** Adds them to a server. */
export function addAgentActions(agent: Agent, web: WebHost): void {
    web.addAction('/api/session', sessionAction(agent))
    web.addAction('/api/live', guarded(liveAction(agent)))
    web.addAction('/api/config', guarded(configAction(agent)))
    web.addAction('/api/log/level', guarded(levelAction(agent)))
    web.addAction('/api/fiber/trace', guarded(traceAction))
    web.addAction('/api/fiber/cancel', guarded(cancelAction))
}
