/*
    session-of.ts -- The session of a request: found by its cookie, made, ended (spec web.md §18.1).
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'
import type { WebSession } from './web-session.js'

/** The session of the request; null: it has none. The cookie is looked at once. */
export function currentSession(web: Web): WebSession | null {
    const { identity } = web
    if (identity.session === null && !identity.isSessionSought) {
        identity.isSessionSought = true
        const id = web.getCookie(web.host.sessionCookie)
        identity.session = id === null ? null : web.host.sessions.get(id)
    }
    return identity.session
}

/**
 * A new session in place of the present one; null: there are too many, and the request was answered. `isLogin`: a user has just
 * shown who they are.
 */
export function* newSession(web: Web, isLogin: boolean): Fiber<WebSession | null> {
    const { host, identity } = web
    endSession(web)
    const session = host.sessions.create(isLogin)
    if (session === null) {
        web.connection.refuse('WEB_NO_SESSION')
        yield* web.finalize()
        return null
    }
    identity.session = session
    web.setCookie(host.sessionCookie, session.id)
    return session
}

/** Ends the session of the request, if it has one, and empties its cookie, which keeps its Max-Age (spec web.md §31, K16). */
export function endSession(web: Web): void {
    const session = currentSession(web)
    if (session !== null) {
        const { host, identity } = web
        host.sessions.remove(session)
        identity.session = null
        identity.token = null
        web.setCookie(host.sessionCookie, '')
    }
}
