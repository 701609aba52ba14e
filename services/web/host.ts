/*
    host.ts -- WebHost: a web server.

    Its life: made from a configuration, `start` opens the endpoints, `stop` closes them and waits for what is under way. It
    may be started again after that.
*/

import {
    type Address,
    type Blocking,
    deadline,
    Event,
    type Fiber,
    type Listener,
    listen,
    type Socket,
    scope,
    TimeoutError,
    type TlsAcceptor,
} from '../../fiber/index.js'
import { isKnownMethod } from '../http/index.js'
import { type RouteSettings, readConfig, type WebConfig, type WebSettings } from './config.js'
import { Connection } from './connection.js'
import { WebError, type WebErrorCode, webErrors } from './errors.js'
import { type EventLevel, reportErrors, type WebEvent, type WebReporter } from './events.js'
import { Documents } from './files/index.js'
import { HeadStart } from './head-start.js'
import { nothing } from './nothing.js'
import { RequestReader } from './request-reader.js'
import { type Action, Router } from './router.js'
import type { Web, WebHandler } from './web.js'

/** What does not come from a configuration file. */
export interface WebHostOptions {
    /** Makes the connections of `https` endpoints secure. Without it such an endpoint is an error, never plain text. */
    readonly tls?: TlsAcceptor
    /** Gets failures and other events. Default: errors go to standard error. */
    readonly report?: WebReporter
    /** `dev`: responses to requests whose handler failed show the error and its stack. Default `prod`. */
    readonly profile?: 'dev' | 'prod'
}

/** How to stop. */
export interface StopOptions {
    /** Milliseconds for requests that are under way; then their fibers are cancelled. Default 10,000. */
    readonly grace?: number
}

/** A plain record about a host. */
export interface WebStatistics {
    /** Open connections. */
    readonly connections: number
    /** Of these, with a request under way. */
    readonly active: number
    /** Since the host was made: connections accepted and refused because of `limits.connections`. */
    readonly accepted: number
    readonly refused: number
    readonly requests: number
    /** Responses with a status of 400 and above. */
    readonly errors: number
    /** Handlers that threw. */
    readonly failures: number
    readonly bytesRead: number
    readonly bytesWritten: number
    /** Bytes of documents in memory. */
    readonly cached: number
}

/** Readers that are kept for the next requests: as many as requests are likely to be under way at a moment. */
const SPARE_READERS = 64

/** Milliseconds that cancelled handlers have for their `finally` blocks when the host stops. */
const CLEAN_UP = 5000

/** A web server. */
export class WebHost {
    /** The configuration, complete: sizes in bytes, times in milliseconds. */
    readonly settings: WebSettings
    /** @internal */
    readonly profile: 'dev' | 'prod'
    /** @internal */
    readonly headStart: HeadStart
    /** @internal */
    readonly counters = { accepted: 0, refused: 0, requests: 0, errors: 0, failures: 0, bytesRead: 0, bytesWritten: 0 }
    /** The host is being stopped: connections do not take another request. */
    stopping = false
    readonly #router: Router
    readonly #documents: Documents
    readonly #tls: TlsAcceptor | null
    readonly #report: WebReporter
    readonly #connections = new Set<Connection>()
    readonly #readers: RequestReader[] = []
    /** Told when the last connection is over. */
    readonly #empty = new Event('end of connections')
    #listeners: Listener[] = []
    #started = false

    /** Throws a `WebError` with code `WEB_CONFIG` that names the property, its value and what is wanted. */
    constructor(config: WebConfig, options: WebHostOptions = {}) {
        this.settings = readConfig(config)
        this.profile = options.profile ?? 'prod'
        this.headStart = new HeadStart(this.settings.headers)
        this.#router = new Router(this.settings.routes)
        this.#documents = new Documents(this.settings)
        this.#tls = options.tls ?? null
        this.#report = options.report ?? reportErrors
    }

    /**
     * Has `fn` serve the requests on routes with the handler `action` whose path begins with `match`. Of several that match
     * the one that was added first is taken; so `/show` also serves `/showAll`, unless that was added before.
     */
    addAction(match: string, fn: WebHandler): void {
        if (!match.startsWith('/')) {
            throw new WebError(
                'WEB_MISUSE',
                `Cannot add an action: match is ${JSON.stringify(match)}, wanted a path that begins with a slash`,
            )
        }
        this.#router.addAction(match, fn)
    }

    /**
     * Opens all endpoints, and returns when connections are accepted. The fibers of connections belong to the scope of the
     * caller. Throws when an endpoint cannot be opened; none is open then.
     */
    *start(): Fiber<void> {
        if (this.#started) {
            throw new WebError('WEB_MISUSE', 'Cannot start the web server: it is running, wanted a stopped one')
        }
        const { routes, listen: endpoints } = this.settings
        if (this.#router.actions > 0 && !routes.some(route => route.handler === 'action')) {
            throw new WebError(
                'WEB_MISUSE',
                "Cannot start the web server: there are actions but no route to them, wanted one with handler 'action'",
            )
        }
        this.#started = true
        this.stopping = false
        try {
            if (routes.some(route => route.handler === 'file')) {
                yield* this.#documents.open()
            }
            for (const endpoint of endpoints) {
                const listener = yield* this.#open(endpoint)
                this.#listeners.push(listener)
                this.#note('info', null, `Listening ${urlOf(listener)}`)
            }
        } catch (error) {
            this.#close()
            throw error
        }
    }

    /**
     * Accepts no more connections, closes those that wait for a request, and waits until the requests that are under way
     * have been answered. What is left of them when the grace time is over is cancelled (`finally` blocks run, for another five
     * seconds at most).
     */
    *stop(options: StopOptions = {}): Fiber<void> {
        this.stopping = true
        for (const listener of this.#listeners) {
            listener.close()
        }
        for (const connection of [...this.#connections]) {
            if (connection.idle) {
                connection.socket.closeNow()
            }
        }
        if (!(yield* this.#isEmptyWithin(options.grace ?? 10_000))) {
            for (const connection of [...this.#connections]) {
                connection.cancel(new WebError('WEB_DISCONNECTED', 'Cannot finish the request: the web server stops'))
            }
            if (!(yield* this.#isEmptyWithin(CLEAN_UP))) {
                const count = this.#connections.size
                this.#note(
                    'error',
                    'WEB_MISUSE',
                    `Cannot stop in order: ${count} handlers do not end after their cancel`,
                )
            }
        }
        this.#close()
    }

    /** Where the host listens, with the ports that were chosen. */
    get addresses(): readonly Address[] {
        return this.#listeners.map(listener => listener.address)
    }

    /** URLs by which a client on this machine reaches the host. */
    get urls(): readonly string[] {
        return this.#listeners.map(listener => urlOf(listener))
    }

    /** Counters. */
    statistics(): WebStatistics {
        const { accepted, refused, requests, errors, failures } = this.counters
        let { bytesRead, bytesWritten } = this.counters
        let active = 0
        for (const { socket, idle } of this.#connections) {
            bytesRead += socket.bytesRead
            bytesWritten += socket.bytesWritten
            active += idle ? 0 : 1
        }
        const connections = this.#connections.size
        const cached = this.#documents.cached
        return Object.freeze({
            ...{ connections, active, accepted, refused, requests, errors, failures, bytesRead, bytesWritten, cached },
        })
    }

    /**
     * Serves a connection that was made in another way than through an endpoint, such as one end of a memory pair: the
     * returned fiber is over when the connection is. The caller closes the socket.
     */
    serve(socket: Socket): Blocking<void> {
        const { counters } = this
        if (this.stopping || this.#connections.size >= this.settings.limits.connections) {
            counters.refused++
            this.#note('trace', 'WEB_REFUSED', webErrors.WEB_REFUSED.message, socket.remote)
            return nothing
        }
        const connection = new Connection(this, socket, ++counters.accepted)
        this.#connections.add(connection)
        return connection.serve()
    }

    /** @internal Chooses who serves a request. Returns what is to be run in its fiber. */
    dispatch(web: Web): Blocking<void> | undefined {
        const { connection, method } = web
        const { head } = connection
        const route = this.#router.route(web.path)
        if (route === null) {
            connection.refuse('WEB_NO_ROUTE')
            return undefined
        }
        web.route = route
        if (!mayServe(route, method)) {
            if (route.methods.length > 0) {
                web.addHeader('Allow', route.methods.join(', '))
            }
            if (method === 'CONNECT' || !isKnownMethod(method)) {
                // What such a client sends next may be no request.
                connection.close()
            }
            connection.refuse(isKnownMethod(method) ? 'WEB_METHOD' : 'WEB_METHOD_UNKNOWN')
            return undefined
        }
        if (head.contentLength > this.settings.limits.body) {
            connection.close()
            connection.refuse('WEB_LENGTH_TOO_BIG')
            return undefined
        }
        if (route.handler === 'file') {
            return this.#documents.serve(web)
        }
        const action = this.#router.action(web.path)
        if (action === null) {
            connection.refuse('WEB_NO_ACTION')
            return undefined
        }
        web.reply.typed = true
        return head.hasBody && !route.stream ? runWithBody(web, action) : runAction(web, action)
    }

    /** @internal The type that goes with a path; '' is none. */
    typeOf(path: string): string {
        return this.#documents.typeOf(path)
    }

    /** @internal */
    report(event: WebEvent): void {
        this.#report(event)
    }

    /** @internal For a request that has begun. */
    takeReader(): RequestReader {
        return this.#readers.pop() ?? new RequestReader(this.settings.limits.header)
    }

    /** @internal It is between two requests, and has seen no error. */
    giveReader(reader: RequestReader): void {
        if (this.#readers.length < SPARE_READERS) {
            this.#readers.push(reader)
        }
    }

    /** @internal */
    connectionOver(connection: Connection): void {
        const { bytesRead, bytesWritten } = connection.socket
        this.counters.bytesRead += bytesRead
        this.counters.bytesWritten += bytesWritten
        this.#connections.delete(connection)
        if (this.#connections.size === 0) {
            this.#empty.emit()
        }
    }

    *#open(endpoint: string): Fiber<Listener> {
        const secure = /^https:/i.test(endpoint)
        if (secure && this.#tls === null) {
            throw new WebError(
                'WEB_CONFIG',
                `Cannot listen on ${endpoint}: no certificate is configured, wanted one for https`,
            )
        }
        return yield* listen(endpoint, socket => this.serve(socket), {
            limit: this.settings.limits.connections,
            ...(secure && this.#tls !== null ? { tls: this.#tls } : {}),
            onRefuse: remote => {
                this.counters.refused++
                this.#note('trace', 'WEB_REFUSED', webErrors.WEB_REFUSED.message, remote)
            },
            onFailure: error =>
                this.#note('trace', 'WEB_DISCONNECTED', error instanceof Error ? error.message : String(error)),
        })
    }

    /** Waits for the end of all connections. Returns whether it came within `ms` milliseconds. */
    *#isEmptyWithin(ms: number): Fiber<boolean> {
        try {
            yield* deadline(ms, this.#waitEmpty())
            return true
        } catch (error) {
            if (error instanceof TimeoutError) {
                return false
            }
            throw error
        }
    }

    *#waitEmpty(): Fiber<void> {
        while (this.#connections.size > 0) {
            yield* this.#empty.wait()
        }
    }

    /** Reports what belongs to no connection. */
    #note(level: EventLevel, code: WebErrorCode | null, message: string, remote: Address | null = null): void {
        this.#report({ level, code, message, conn: 0, remote, method: '', path: '' })
    }

    #close(): void {
        for (const listener of this.#listeners) {
            listener.close()
        }
        this.#listeners = []
        this.#documents.close()
        this.#started = false
    }
}

/** Whether a route serves a method. Where it names none it serves all; of CONNECT no origin server can (RFC 9110 §9.3.6). */
function mayServe({ methods }: RouteSettings, method: string): boolean {
    return methods.length > 0
        ? methods.includes(method)
        : method === 'GET' || (isKnownMethod(method) && method !== 'CONNECT')
}

function urlOf(listener: Listener): string {
    const { address, port, family } = listener.address
    const name = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 6 ? `[${address}]` : address
    return `${listener.statistics().secure ? 'https' : 'http'}://${name}:${port}`
}

/** Reads the body of a request into `web.body`, then runs its action. */
function* runWithBody(web: Web, action: Action): Fiber<void> {
    yield* web.readBody()
    const work = runAction(web, action)
    if (work !== undefined) {
        yield* work
    }
}

/**
 * Runs an action, or returns what is to be run if it is a fiber function. That gets a scope: fibers that it spawns end before
 * the request does, and the failure of one is the failure of this request, not of the connection or the server.
 */
function runAction(web: Web, action: Action): Blocking<void> | undefined {
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
