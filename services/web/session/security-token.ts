/*
    security-token.ts -- The token that a page of this site gets and sends along, and that other sites cannot know (spec web.md §18.4).
*/

import type { Fiber } from '../../../fiber/index.js'
import { matches, uid } from '../../crypt/index.js'
import { WEB_SESSION_XSRF, WEB_XSRF_HEADER, WEB_XSRF_PARAM } from '../constants.js'
import type { Web } from '../web.js'
import { currentSession } from './session-of.js'

/** Characters of a token, 5 bits each. */
const LENGTH = 32

/** The token of the session, or a new one; null: there can be no session, and the request was answered. */
export function* securityToken(web: Web, isNew: boolean): Fiber<string | null> {
    const { identity } = web
    const known = isNew ? null : (identity.token ?? currentSession(web)?.cache.get(WEB_SESSION_XSRF) ?? null)
    identity.token = known ?? (yield* web.setSessionVar(WEB_SESSION_XSRF, uid(LENGTH)))
    return identity.token
}

/** Adds the token to the response. Returns whether there is one; if not, the request was answered. */
export function* addSecurityToken(web: Web, isNew: boolean): Fiber<boolean> {
    const token = yield* securityToken(web, isNew)
    if (token === null) {
        return false
    }
    web.reply.setLine(WEB_XSRF_HEADER, WEB_XSRF_HEADER, token)
    return true
}

/** Whether the request has the token of its session. If not, a new one is added to the response. */
export function* checkSecurityToken(web: Web): Fiber<boolean> {
    const wanted = currentSession(web)?.cache.get(WEB_SESSION_XSRF)
    const sent = web.getHeader(WEB_XSRF_HEADER) ?? web.getVar(WEB_XSRF_PARAM)
    if (wanted !== undefined && sent !== null && matches(sent, wanted)) {
        return true
    }
    yield* addSecurityToken(web, true)
    return false
}
