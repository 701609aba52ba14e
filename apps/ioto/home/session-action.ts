/*
    session-action.ts -- Who is asking: the page shows a login form to those who may not see more.
*/

import type { Fiber } from '../../../fiber/index.js'
import { isLocal } from '../../../services/agent/index.js'
import type { Web } from '../../../services/web/index.js'

/** Answers `{ local, username, role }`. */
export function* sessionAction(web: Web): Fiber<void> {
    web.addHeader('Cache-Control', 'no-store')
    const isUser = web.authenticate()
    yield* web.json({ local: isLocal(web), username: isUser ? web.username : null, role: isUser ? web.role : null })
}
