/*
    protect.ts -- Protects against requests that another site has a browser send (spec web.md §18.5).
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

const unchecked: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS', 'TRACE'])

/** Whether the request goes on; if not, it was answered. Called only on routes with `xsrf`. */
export function* protect(web: Web): Fiber<boolean> {
    if (unchecked.has(web.method)) {
        return true
    }
    if (web.get) {
        return yield* web.addSecurityToken()
    }
    if (yield* web.checkSecurityToken()) {
        return true
    }
    if (!web.finalized) {
        web.connection.refuse('WEB_XSRF')
    }
    return false
}
