/*
    protect.ts -- Protects against requests that another site has a browser send (spec web.md §18.5).
*/

import type { Blocking } from '../../../fiber/index.js'
import type { Web } from '../web.js'

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Whether the request goes on; if not, it was answered. Called only on routes with `xsrf`. */
export function protect(web: Web): Blocking<boolean> | boolean {
    if (safe.has(web.method)) {
        return true
    }
    // There are no sessions yet, so nobody has a token.
    web.connection.refuse('WEB_XSRF')
    return false
}
