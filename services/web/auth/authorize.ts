/*
    authorize.ts -- Lets a request pass to a route or action that wants a role, or answers it (spec web.md §11.2, §15).
*/

import type { Blocking } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/**
 * Whether the user of a request has `role`, which is not `public`. If not, the request is answered: 401, a challenge, or 403.
 * `http`: the route wants HTTP authentication.
 */
export function authorize(web: Web, _role: string, _http: boolean): Blocking<boolean> | boolean {
    // There are no users yet, so nobody has a role.
    web.connection.refuse('WEB_NOT_LOGGED_IN')
    return false
}
