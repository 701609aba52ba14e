/*
    session-action.ts -- Who is asking: the page shows a login form to those who may not see more.
*/

import { type Agent, isLocal } from '../../../services/agent/index.js'
import type { WebHandler } from '../../../services/web/index.js'

/** Answers `{ local, username, role, database }`; `database`: there is one to look at. */
export function sessionAction(agent: Agent): WebHandler {
    return function* (web) {
        web.addHeader('Cache-Control', 'no-store')
        const [username, role] = web.authenticate() ? [web.username, web.role] : [null, null]
        yield* web.json({ local: isLocal(web), username, role, database: agent.db !== null })
    }
}
