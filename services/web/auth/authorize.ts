/*
    authorize.ts -- Lets a request pass to a route or action that wants a role, or answers it (spec web.md §11.2, §15).
*/

import type { Blocking } from '../../../fiber/index.js'
import type { WebRoute } from '../route.js'
import type { Web } from '../web.js'
import { httpAuthenticate } from './http-auth.js'
import { authenticate } from './login.js'

/**
 * Whether the user of a request has the role of a route, which has one. If not, the request is answered: 401, a challenge, 403, or 429
 * after too many failures.
 */
export function authorizeRoute(web: Web, { role, authType }: WebRoute): Blocking<boolean> | boolean {
    if (authType !== null) {
        return httpAuthenticate(web, role)
    }
    if (!authenticate(web)) {
        web.connection.refuse('WEB_NOT_LOGGED_IN')
        return false
    }
    return authorizeAction(web, role!)
}

/** Whether the user of a request has the role of an action. If not, or if there is no user, the request is answered: 403. */
export function authorizeAction(web: Web, role: string): boolean {
    if (web.can(role)) {
        return true
    }
    web.connection.refuse('WEB_FORBIDDEN')
    return false
}
