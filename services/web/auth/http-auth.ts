/*
    http-auth.ts -- HTTP authentication: Basic and Digest (spec web.md §12.5 to §12.7).

        no usable Authorization header ------------------------> challenge
        Basic    on a route for Digest ------------------------> challenge
                 over plain HTTP, and that is not permitted ---> 403
                 no name and password -------------------------> challenge
                 too many failures ----------------------------> 429
                 wrong ----------------------------------------> challenge, after a while
        Digest   no proper parameters, not our nonce, ... -----> challenge
                 too many failures ----------------------------> 429
                 wrong ----------------------------------------> challenge, after a while
                 right, nonce too old or used before ----------> challenge that says so
        not the role of the route -----------------------------> 403
*/

import type { Fiber } from '../../../fiber/index.js'
import type { DigestAlgorithm } from '../config/index.js'
import type { WebErrorCode } from '../errors.js'
import type { Web } from '../web.js'
import { attempt } from './attempt.js'
import { challenge } from './challenge.js'
import { type DigestCredentials, parseBasic, parseDigest, readCredentials } from './credentials.js'
import { isDigestRight } from './digest.js'
import { verifyUser } from './verify-user.js'

/** Whether the request is of a user with `role`; null: of any user. If not, it was answered. */
export function* httpAuthenticate(web: Web, role: string | null): Fiber<boolean> {
    const { identity, connection } = web
    const credentials = readCredentials(connection.head.fields)
    identity.credentials = credentials
    identity.settle(null)
    const scheme = credentials?.authType.toLowerCase()
    if (scheme === 'basic') {
        return yield* basic(web, credentials!.authDetails, role)
    }
    if (scheme === 'digest') {
        return yield* digest(web, credentials!.authDetails, role)
    }
    return challenge(web, 'there are no credentials')
}

function* basic(web: Web, details: string, role: string | null): Fiber<boolean> {
    const { host, identity } = web
    if (web.route?.authType === 'digest') {
        return challenge(web, 'Basic on a route for Digest')
    }
    if (host.requireTlsForBasic && !web.secure) {
        web.connection.refuse('WEB_BASIC_NEEDS_TLS')
        return false
    }
    const credentials = parseBasic(details)
    identity.basic = credentials
    if (credentials === null) {
        return challenge(web, 'Basic without a name and a password')
    }
    const { username, password } = credentials
    const outcome = yield* attempt(web, username, () => verifyUser(host, username, password))
    if (outcome === 'right') {
        return admit(web, username, role, 'WEB_FORBIDDEN')
    }
    return outcome === 'wrong' && challenge(web, 'wrong password')
}

function* digest(web: Web, details: string, role: string | null): Fiber<boolean> {
    const { host, identity } = web
    const credentials = parseDigest(details)
    identity.digest = credentials
    const fault = credentials === null ? 'parameters are missing, or broken' : faultOf(web, credentials)
    if (credentials === null || fault !== null) {
        return challenge(web, `Digest: ${fault}`)
    }
    const { username, nonce, nc } = credentials
    const algorithm = algorithmOf(web)
    const state = host.nonces.stateOf(nonce, host.realm, algorithm)
    if (state === 'unknown') {
        return challenge(web, 'Digest: the nonce is not of this server')
    }
    const outcome = yield* attempt(web, username, () => {
        const stored = host.users.get(username)?.password ?? null
        return isDigestRight(algorithm, stored, web.method, credentials)
    })
    if (outcome !== 'right') {
        return outcome === 'wrong' && challenge(web, 'Digest: wrong response')
    }
    // From here on the client has shown to know the password: a new nonce is all that it needs.
    if (state === 'stale') {
        return challenge(web, 'Digest: the nonce is too old', true)
    }
    if (nc !== null && host.trackNonces) {
        const use = host.nonces.use(nonce, Number.parseInt(nc, 16))
        if (use === 'too many') {
            host.tellNoncesFull()
        }
        if (use !== 'new') {
            return challenge(web, `Digest: nonces, ${use}`, true)
        }
    }
    return admit(web, username, role, 'WEB_FORBIDDEN_HTTP')
}

/** What is wrong with the parameters of Digest, other than nonce and response (spec web.md §12.7); null: nothing. */
function faultOf(web: Web, { algorithm, opaque, uri, qop, nc, cnonce }: DigestCredentials): string | null {
    if (algorithm !== null && algorithm !== algorithmOf(web)) {
        return 'another algorithm'
    }
    if (opaque !== null && opaque !== web.host.opaque) {
        return 'another opaque'
    }
    if (!isTarget(web, uri)) {
        return 'another URI than that of the request'
    }
    if (qop !== null && (qop !== 'auth' || nc === null || cnonce === null)) {
        return 'qop is not auth, or nc or cnonce is missing'
    }
    return nc !== null && !/^[\da-f]{1,8}$/i.test(nc) ? 'nc is not a number of 8 digits' : null
}

/** Whether the client means the request: as it was sent, or the decoded path with or without its slash (spec web.md §12.7, check 5). */
function isTarget({ connection, path }: Web, uri: string): boolean {
    return uri === connection.head.target || uri === path || `/${uri}` === path
}

function algorithmOf({ route, host }: Web): DigestAlgorithm {
    return route?.algorithm ?? host.algorithm
}

/** The user is known now. Whether they have the role; if not, the request was answered. */
function admit(web: Web, username: string, role: string | null, refusal: WebErrorCode): boolean {
    const user = web.host.users.get(username)
    web.identity.settle(user)
    if (user !== null && (role === null || user.userCan(role))) {
        return true
    }
    web.connection.refuse(refusal)
    return false
}
