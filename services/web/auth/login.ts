/*
    login.ts -- Users of sessions: who it is, logging in and out (spec web.md §12.8).
*/

import type { Fiber } from '../../../fiber/index.js'
import { WEB_SESSION_ROLE, WEB_SESSION_USERNAME } from '../constants.js'
import { currentSession, endSession, newSession } from '../session/index.js'
import type { Web } from '../web.js'

/** Whether the request is of a user. The session is looked at once per request. */
export function authenticate(web: Web): boolean {
    const { identity } = web
    if (!identity.isChecked) {
        const variables = currentSession(web)?.cache
        const username = variables?.get(WEB_SESSION_USERNAME)
        const user = username === undefined ? null : web.host.users.get(username)
        const isSame = user !== null && user.role === variables?.get(WEB_SESSION_ROLE)
        identity.settle(isSame ? user : null)
    }
    return identity.user !== null
}

/**
 * Makes the user `username` the one of the request and of a new session; a user that is not known is added, without a password. Returns
 * false if they have not `role`, or cannot be added; also if there can be no session, which was answered.
 */
export function* login(web: Web, username: string, role: string): Fiber<boolean> {
    const { host, identity } = web
    identity.settle(null)
    currentSession(web)?.cache.delete(WEB_SESSION_USERNAME)
    let user = host.users.get(username)
    if (user === null) {
        const fault = host.users.fault(username, null, role)
        if (fault !== null) {
            host.note('error', 'WEB_USER', fault)
            return false
        }
        user = host.users.add(username, null, role)
    }
    if (!user.userCan(role)) {
        return false
    }
    // A new session: whoever knew the id of the old one before is not to be this user.
    const session = yield* newSession(web, true)
    if (session === null) {
        return false
    }
    session.cache.set(WEB_SESSION_USERNAME, user.username)
    session.cache.set(WEB_SESSION_ROLE, user.role)
    identity.settle(user)
    return true
}

/** The request, and its session, are nobody's. */
export function logout(web: Web): void {
    web.identity.settle(null)
    endSession(web)
}
