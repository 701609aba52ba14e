/*
    life.ts -- The life of a request, from its head to the call of its handler (spec web.md §6).

        START hook                                            only if the host has one
        redirects of the site                                 only if there are any
        route: method, redirect, role, trim, OPTIONS          404, 405, 302, 401, 403
        a WebSocket: handshake, its action, close              400, 401, 403, 404; or 101
        uploads, body, variables                              400, 413, 414, 500
        signature                                             400
        RUN hook                                              only if the host has one
        protection against forged requests                    400
        handler: an action, or a document                     404, 403

    What a route does not need is not looked at: a request for a plain route without a body goes straight to its handler, without a
    generator in between. The others take the steps in order, each in the fiber of the request.
*/

import { type Blocking, type Fiber, scope } from '../../fiber/index.js'
import { isKnownMethod } from '../http/index.js'
import { authorizeAction, authorizeRoute } from './auth/index.js'
import { readVariables } from './body/index.js'
import { WebError } from './errors.js'
import { runHook, WEB_HOOK_ACTION, WEB_HOOK_CLOSE, WEB_HOOK_END, WEB_HOOK_RUN, WEB_HOOK_START } from './hooks.js'
import { notFound } from './not-found.js'
import { answerOptions } from './options.js'
import { redirectRequest, siteRedirect } from './redirect.js'
import type { WebRoute } from './route.js'
import type { WebAction } from './router.js'
import { protect } from './session/index.js'
import { validateRequest } from './signature/index.js'
import { asksWebSocket, isLeft, leave, upgrade } from './upgrade.js'
import { withUploads } from './upload/index.js'
import type { Web } from './web.js'

const MULTIPART = 'multipart/form-data'

/** Actions serve no ranges (spec web.md §15). */
const ACTION_LINES = 'Accept-Ranges: none\r\n'

/** Begins to serve the request whose head has come. Returns what is to be run in its fiber; nothing: its response is composed. */
export function serveRequest(web: Web): Blocking<unknown> | undefined {
    const { host, connection } = web
    const { head } = connection
    const isMultipart = head.hasBody && web.mediaType === MULTIPART
    if (host.attends) {
        return isMultipart ? withUploads(web, wholeLife(web)) : wholeLife(web)
    }
    const route = host.router.route(web.path)
    if (route === null) {
        connection.refuse('WEB_NO_ROUTE')
        return undefined
    }
    web.route = route
    if (isMultipart) {
        return withUploads(web, routeLife(web, route))
    }
    if (!route.isPlain || (head.hasBody && !route.stream) || head.hasUpgrade || head.method === 'OPTIONS') {
        return routeLife(web, route)
    }
    return admits(web, route) ? handle(web, route) : undefined
}

/** All steps, with those that only some hosts have. */
function* wholeLife(web: Web): Fiber<void> {
    const { host, connection } = web
    yield* runHook(web, WEB_HOOK_START)
    if (web.error === null && !web.finalized) {
        const redirect = siteRedirect(web)
        if (redirect === null) {
            yield* chooseRoute(web)
        } else if (redirect.isBroken) {
            connection.refuse('WEB_BAD_REDIRECT')
        } else {
            yield* redirectRequest(web, redirect.status, redirect.to)
        }
    }
    if (host.hook === null) {
        return
    }
    if (!web.upgraded) {
        yield* web.finalize()
    }
    yield* connection.tellHook()
    if (!connection.failed) {
        yield* runHook(web, WEB_HOOK_END)
    }
}

function* chooseRoute(web: Web): Fiber<void> {
    const route = web.host.router.route(web.path)
    if (route === null) {
        yield* notFound(web, 'WEB_NO_ROUTE')
        return
    }
    web.route = route
    yield* routeLife(web, route)
}

/** The steps from the route on. */
function* routeLife(web: Web, route: WebRoute): Fiber<void> {
    const { connection, host, method } = web
    if (!admits(web, route)) {
        return
    }
    if (route.redirect !== null) {
        yield* redirectRequest(web, 302, route.redirect)
        return
    }
    if (route.role !== null && method !== 'OPTIONS') {
        if (!(yield* verdict(authorizeRoute(web, route)))) {
            return
        }
    }
    trim(web, route)
    if (method === 'OPTIONS') {
        answerOptions(web, route)
        return
    }
    const { head } = connection
    if (route.isAction && route.isPlain && host.hook === null && host.router.action(web.path) === null) {
        // Nobody would see the body: a client that waits for 100 Continue need not send it.
        connection.refuse('WEB_NO_ACTION')
        return
    }
    if (head.hasUpgrade && route.isAction && asksWebSocket(web)) {
        yield* socketLife(web, route)
        return
    }
    let sound = true
    if (head.hasBody && takesParts(web, route)) {
        yield* web.processUpload()
    } else if (head.hasBody && !route.stream && method !== 'PUT') {
        sound = yield* readVariables(web)
    }
    if (connection.failed) {
        return
    }
    connection.refreshDeadline()
    if (sound && route.validate) {
        validateRequest(web)
    }
    yield* runHook(web, WEB_HOOK_RUN)
    if (!sound || web.error !== null || web.finalized) {
        return
    }
    if (route.xsrf && !(yield* verdict(protect(web)))) {
        return
    }
    const work = handle(web, route)
    if (work !== undefined) {
        yield* work
    }
}

/**
 * The steps of a request for a WebSocket from its route on. It is answered by the handshake; then the action has the connection,
 * which closes when it is over. What might refuse the request comes before.
 */
function* socketLife(web: Web, route: WebRoute): Fiber<void> {
    const { connection, host } = web
    const action = host.router.action(web.path)
    if (action === null) {
        connection.refuse('WEB_NO_ACTION')
        return
    }
    if (action.role !== null && !authorizeAction(web, action.role)) {
        return
    }
    if (route.validate) {
        validateRequest(web)
    }
    if (!upgrade(web)) {
        return
    }
    try {
        yield* runHook(web, WEB_HOOK_RUN)
        if (web.error === null) {
            yield* runHook(web, WEB_HOOK_ACTION)
            const work = runAction(web, action)
            if (work !== undefined) {
                yield* work
            }
            leave(web)
        }
    } catch (error) {
        // That the client is gone is no failure of the action.
        if (!isLeft(web, error)) {
            throw error
        }
        connection.report('trace', 'WEB_DISCONNECTED', error.message, error)
    } finally {
        web.webSocket?.release()
        yield* runHook(web, WEB_HOOK_CLOSE)
    }
}

/** Waits for an answer that may be there already. */
function* verdict(answer: Blocking<boolean> | boolean): Fiber<boolean> {
    return typeof answer === 'boolean' ? answer : yield* answer
}

/** Whether a route serves the method of a request; if not, the request is answered. */
function admits(web: Web, route: WebRoute): boolean {
    const { connection, method } = web
    if (route.serves(method)) {
        return true
    }
    if (route.allow !== '') {
        // RFC 9110 §15.5.6: a 405 must say what is allowed
        web.addHeader('Allow', route.allow)
    }
    if (method === 'CONNECT' || !isKnownMethod(method)) {
        // What such a client sends next may be no request.
        connection.close()
    }
    connection.refuse('WEB_METHOD')
    return false
}

/** Whether the parts of a body become files and variables before the handler runs. A PUT of a document is stored as it comes. */
function takesParts(web: Web, route: WebRoute): boolean {
    return route.uploads && (route.isAction || web.method !== 'PUT') && web.mediaType === MULTIPART
}

/** Takes from the path what handlers are not to see. What is left begins with a slash (spec web.md §11.2). */
function trim(web: Web, route: WebRoute): void {
    if (route.trim !== null && web.path.startsWith(route.trim)) {
        const rest = web.path.slice(route.trim.length)
        web.path = rest.startsWith('/') ? rest : `/${rest}`
    }
}

/** Runs the handler of a route, or returns what is to be run. */
function handle(web: Web, route: WebRoute): Blocking<unknown> | undefined {
    const { connection, host } = web
    if (!route.isAction) {
        if (route.handler === 'file') {
            return host.documents.serve(web)
        }
        connection.refuse('WEB_NO_HANDLER')
        return undefined
    }
    const action = host.router.action(web.path)
    if (action === null) {
        connection.refuse('WEB_NO_ACTION')
        return undefined
    }
    if (action.role !== null || host.hook !== null) {
        return attendedAction(web, action)
    }
    web.reply.preset = ACTION_LINES
    web.reply.typed = true
    return runAction(web, action)
}

/** Runs an action that wants a role, or of a host with a hook. */
function* attendedAction(web: Web, action: WebAction): Fiber<void> {
    if (action.role !== null && !authorizeAction(web, action.role)) {
        return
    }
    web.reply.preset = ACTION_LINES
    web.reply.typed = true
    yield* runHook(web, WEB_HOOK_ACTION)
    const work = runAction(web, action)
    if (work !== undefined) {
        yield* work
    }
}

/**
 * Runs an action, or returns what is to be run if it is a fiber function. That gets a scope: fibers that it spawns end before
 * the request does, and the failure of one is the failure of this request, not of the connection or the server.
 */
function runAction(web: Web, action: WebAction): Blocking<unknown> | undefined {
    const work = action.fn(web)
    if (work === undefined) {
        web.connection.checkPlainHandler()
        return undefined
    }
    if (typeof work !== 'object' || !(Symbol.iterator in work)) {
        throw notBlocking(action.match, work)
    }
    return scope(() => work)
}

/** The compiler refuses such a handler, but not everybody asks it. */
function notBlocking(match: string, work: unknown): WebError {
    if (work instanceof Promise) {
        // Otherwise its failure would be one of the process.
        work.catch(() => {})
    }
    const kind = work instanceof Promise ? 'a promise' : `a ${typeof work}`
    const wanted = 'wanted a fiber function (fromPromise waits for promises), or nothing'
    return new WebError('WEB_MISUSE', `Cannot run the handler of ${match}: it returned ${kind}, ${wanted}`)
}
