/*
    identity.ts -- Test actions for cookies, sessions, forged requests and signatures. Source: spec web-test-actions.md §5, §6.
*/

import type { Fiber } from '../../../fiber/index.js'
import { uid } from '../../crypt/index.js'
import { WebError } from '../errors.js'
import type { Web } from '../web.js'

const TOKEN = 32

/** Sets a cookie as the query says. */
export function cookie(web: Web): void {
    const [name, value, path] = [web.getQueryVar('name'), web.getQueryVar('value'), web.getQueryVar('path', '/path')]
    if (name === null || value === null) {
        web.sendErrorNow(400, 'Missing name or value')
        return
    }
    try {
        web.setCookie(name, value, { path })
    } catch (error) {
        if (!(error instanceof WebError)) {
            throw error
        }
        web.sendErrorNow(404, 'Invalid cookie')
        return
    }
    web.writeResponseNow(200, 'success')
}

/** Makes a session with a token, and looks whether a client has it. */
export function* session(web: Web): Fiber<void> {
    switch (web.path) {
        case '/test/session/create': {
            const token = yield* web.setSessionVar('token', uid(TOKEN))
            if (token !== null) {
                yield* web.writeChunk(token)
            }
            break
        }
        case '/test/session/check':
            yield* web.writeChunk(web.query === web.getSessionVar('token') ? 'success' : 'token mismatch')
            break
        case '/test/session/form.html':
            yield* web.writeChunk('success')
            break
        default:
            yield* web.flush()
    }
}

/** Is there; whether it is reached, the route decides. */
export function* xsrf(web: Web): Fiber<void> {
    yield* web.writeChunk('success')
}

/** Sends back what the signature of the response lets out. The check of the user is over, and has found nobody. */
export function* signed(web: Web): Fiber<void> {
    web.identity.settle(null)
    if (web.vars !== null) {
        yield* web.writeValidatedJson(web.vars)
    } else {
        const { bodyBytes } = web
        yield* web.writeValidatedData(bodyBytes.length > 0 ? bodyBytes.toString() : null)
    }
    yield* web.finalize()
}
