/*
    host.ts -- WebHost: a web server.

    Its life: made from a configuration, `start` opens the endpoints, `stop` closes them and waits for what is under way. It
    may be started again after that.
*/

import {
    type Address,
    type Blocking,
    deadline,
    detach,
    Event,
    type Fiber,
    Latch,
    now,
    type Socket,
    scope,
    TimeoutError,
    type TlsAcceptor,
} from '../../fiber/index.js'
import { Json } from '../json/index.js'
import { WS_STATUS_GOING_AWAY } from '../websock/index.js'
import { AccessLog } from './access-log/index.js'
import { AddressLimits, type AddressRecord } from './address-limits.js'
import { isProxy } from './client-address.js'
import { readConfig, type WebConfig, type WebConfigFile } from './config/index.js'
import { Connection } from './connection.js'
import { Endpoints } from './endpoints.js'
import { WebError, type WebErrorCode, webErrors } from './errors.js'
import { type EventLevel, logEvent, type WebEvent, type WebReporter } from './events.js'
import { Documents } from './files/index.js'
import { HeadStart } from './head-start.js'
import type { WebHook } from './hooks.js'
import { HostIdentity } from './host-identity.js'
import { IdleConnections } from './idle-connections.js'
import { nothing } from './nothing.js'
import { WebRedirect } from './redirect.js'
import { RequestReader } from './request-reader.js'
import type { WebRoute } from './route.js'
import { Router, type WebAction } from './router.js'
import { showFlags } from './show.js'
import { Signatures } from './signature/index.js'
import { answerStatistics, Counters, type WebStatistics } from './statistics.js'
import { isUploadDirectory } from './upload/index.js'
import type { Web, WebHandler } from './web.js'
import type { WebListen } from './web-listen.js'

/** What does not come from a configuration file. */
export interface WebHostOptions {
    /** Makes the connections of `https` endpoints secure. Default: as `tls` of the configuration says. */
    readonly tls?: TlsAcceptor
    /** Gets failures and other events. Default: they go to the log, source `web`. */
    readonly report?: WebReporter
    /** `dev`: responses to requests whose handler failed show the error and its stack. Default: that of the configuration. */
    readonly profile?: string
    /** What is traced, `WEB_SHOW_*`. Default: `log.show` of the configuration, else the environment variable `WEB_SHOW`. */
    readonly flags?: number
}

/** How to stop. */
export interface StopOptions {
    /** Milliseconds for requests that are under way; then their fibers are cancelled. Default 10,000. */
    readonly grace?: number
}

/** Readers that are kept for the next requests: as many as requests are likely to be under way at a moment. */
const SPARE_READERS = 64

/** Milliseconds that cancelled handlers have for their `finally` blocks when the host stops. */
const CLEAN_UP = 5000

/** A web server. */
export class WebHost extends HostIdentity {
    /** The configuration as it was given. */
    readonly config: WebConfig | WebConfigFile | Json
    /** What is doubtful about the configuration, one sentence each; also reported at the start. */
    readonly warnings: readonly string[]
    /** What is traced: `WEB_SHOW_*`. */
    readonly flags: number
    /** Shown in place of the address 0.0.0.0 in redirects; null: it is not. */
    ip: string | null = null
    /** Is told of connections and requests; null: nobody is. */
    hook: WebHook | null = null
    /** @internal */
    readonly profile: string
    /** @internal */
    readonly headStart: HeadStart
    /** @internal */
    readonly router: Router
    /** @internal */
    readonly documents: Documents
    /** @internal Null: there is none. */
    readonly accessLog: AccessLog | null
    /** @internal */
    readonly signatureSet: Signatures | null
    /** @internal Null: addresses are not limited. */
    readonly addressLimits: AddressLimits | null
    /** Redirects of the site. */
    readonly redirects: readonly WebRedirect[]
    /** @internal */
    readonly counters = new Counters()
    /** @internal */
    readonly idle = new IdleConnections()
    /** The host is being stopped: connections do not take another request. */
    stopping = false
    readonly #endpoints: Endpoints
    readonly #report: WebReporter
    readonly #connections = new Set<Connection>()
    /** Those of them that have made room for others. */
    #leaving = 0
    readonly #readers: RequestReader[] = []
    /** Told when the last connection is over. */
    readonly #empty = new Event('end of connections')
    #started = false

    /**
     * `options` may also be the flags of what is traced alone. Throws a `WebError` with code `WEB_CONFIG` that names the
     * property, its value and what is wanted.
     */
    constructor(config: WebConfig | WebConfigFile | Json, options: WebHostOptions | number = {}) {
        const { web, tls, show, profile, warnings } = readConfig(config instanceof Json ? config.toObject() : config)
        super(web, tls)
        const given = typeof options === 'number' ? { flags: options } : options
        this.config = config
        this.warnings = [...warnings, ...this.userFaults]
        this.flags = given.flags || showFlags(show || process.env['WEB_SHOW'] || '')
        this.profile = given.profile ?? profile ?? 'prod'
        this.headStart = new HeadStart(web.headers)
        this.router = new Router(web)
        this.documents = new Documents({ ...web, documents: this.docs })
        this.accessLog = web.accessLog.path === null ? null : new AccessLog(web.accessLog.path, web.accessLog)
        this.redirects = web.redirect.map(redirect => new WebRedirect(redirect))
        const { addressConnections, addressRate, addressBurst } = web.limits
        const rules = { connections: addressConnections, rate: addressRate, burst: addressBurst }
        this.addressLimits = rules.connections > 0 || rules.rate > 0 ? new AddressLimits(rules) : null
        this.#endpoints = new Endpoints(this, given.tls ?? null)
        this.#report = given.report ?? logEvent
        if (web.statistics.path !== null) {
            this.addAction(web.statistics.path, answerStatistics, web.statistics.role)
        }
        const { enable, path, strict } = web.signatures
        this.signatureSet = enable ? Signatures.load(path, strict) : null
    }

    /**
     * Has `fn` serve the requests on routes with the handler `action` whose path begins with `match`. Of several that match
     * the one that was added first is taken; so `/show` also serves `/showAll`, unless that was added before. `role`: what the
     * user must have; default: nothing.
     */
    addAction(match: string, fn: WebHandler, role: string | null = null): void {
        this.router.addAction(match, fn, role)
    }

    /** Removes one of `actions`: requests that are under way go on. Returns whether it was there. */
    removeAction(action: WebAction): boolean {
        return this.router.removeAction(action)
    }

    /** Has `hook` told of the life of connections and requests (`WEB_HOOK_*`); null: nobody. */
    setHook(hook: WebHook | null): void {
        this.hook = hook
    }

    /** @internal Requests take the steps that only some hosts have. */
    get attends(): boolean {
        return this.hook !== null || this.redirects.length > 0
    }

    /** What requests and responses are held against; null: signatures are not enabled. */
    get signatures(): Json | null {
        return this.signatureSet === null ? null : this.signatureSet.tree
    }

    /** The functions that were added, in order. */
    get actions(): readonly WebAction[] {
        return this.router.actions
    }

    /** The routes, in order. */
    get routes(): readonly WebRoute[] {
        return this.router.routes
    }

    /** Methods of routes that name none. */
    get methods(): ReadonlySet<string> {
        return new Set(this.router.methods)
    }

    /** Has `ip` shown in place of the address 0.0.0.0 in redirects. */
    setDefaultIP(ip: string): void {
        this.ip = ip
    }

    /**
     * Opens all endpoints, and returns when connections are accepted. The fibers of connections belong to the scope of the
     * caller. Throws when an endpoint cannot be opened; none is open then. An `https` endpoint whose certificate cannot be read
     * is told of and left out.
     */
    *start(): Fiber<void> {
        if (this.#started) {
            throw new WebError('WEB_MISUSE', 'Cannot start the web server: it is running, wanted a stopped one')
        }
        const { routes, listen } = this.settings
        for (const warning of this.warnings) {
            this.note('error', 'WEB_CONFIG_DOUBT', warning)
        }
        if (this.router.actions.length > 0 && !routes.some(route => route.handler === 'action')) {
            throw new WebError(
                'WEB_MISUSE',
                `Cannot start the web server: there is the action ${JSON.stringify(this.router.actions[0]!.match)} but no route to it, wanted one with handler 'action'`,
            )
        }
        this.#started = true
        this.stopping = false
        let open = false
        try {
            this.accessLog?.open()
            if (routes.some(route => route.handler === 'file')) {
                yield* this.documents.open()
            }
            if (routes.some(route => route.handler === 'action' && route.uploads)) {
                yield* this.#lookForUploadDir()
            }
            yield* this.#endpoints.open(listen)
            open = true
        } finally {
            if (!open) {
                this.#close()
            }
        }
    }

    *#lookForUploadDir(): Fiber<void> {
        if (!(yield* isUploadDirectory(this.uploadDir))) {
            const dir = JSON.stringify(this.uploadDir)
            this.note('error', 'WEB_CONFIG_DOUBT', `upload.dir is ${dir}, wanted a directory: uploads will be refused`)
        }
    }

    /**
     * Starts in the same way, but the server does not belong to the scope of the caller: it runs until it is stopped, or the
     * process ends.
     */
    *launch(): Fiber<void> {
        const begun = new Latch(1, 'start of the web server')
        const result: { error?: unknown } = {}
        const host = this
        detach('web', function* () {
            try {
                yield* scope(function* () {
                    yield* host.start()
                    begun.open()
                })
            } catch (error) {
                if (begun.isOpen) {
                    throw error
                }
                result.error = error
            } finally {
                begun.open()
            }
        })
        yield* begun.wait()
        if ('error' in result) {
            throw result.error
        }
    }

    /**
     * Accepts no more connections, closes those that wait for a request, tells WebSockets to go away (status 1001), ends streams of events,
     * and waits until the requests that are under way have been answered. What is left of them when the grace time is over is cancelled (`finally` blocks run, for another five
     * seconds at most).
     */
    *stop(options: StopOptions = {}): Fiber<void> {
        this.stopping = true
        this.#endpoints.close()
        for (const connection of [...this.#connections]) {
            if (connection.idle) {
                connection.socket.closeNow()
            } else {
                connection.web.webSocket?.closeNow(WS_STATUS_GOING_AWAY)
                connection.web.streamEnd?.emit(undefined)
            }
        }
        if (!(yield* this.#isEmptyWithin(options.grace ?? 10_000))) {
            for (const connection of [...this.#connections]) {
                connection.cancel(new WebError('WEB_DISCONNECTED', 'Cannot finish the request: the web server stops'))
            }
            if (!(yield* this.#isEmptyWithin(CLEAN_UP))) {
                const count = this.#connections.size
                this.note(
                    'error',
                    'WEB_MISUSE',
                    `Cannot stop in order: ${count} handlers do not end after their cancel`,
                )
            }
        }
        this.#close()
    }

    /** Closes all endpoints and connections at once: requests that are under way get no response. May be started again. */
    stopNow(): void {
        this.stopping = true
        this.#close()
        for (const connection of [...this.#connections]) {
            connection.web.webSocket?.closeNow(WS_STATUS_GOING_AWAY)
            connection.socket.closeNow()
        }
    }

    /** The open endpoints. */
    get listeners(): readonly WebListen[] {
        return this.#endpoints.list
    }

    /** Open connections, each with its present request. */
    get webs(): readonly Web[] {
        return Array.from(this.#connections, ({ web }) => web)
    }

    /** How many connections are open. */
    get connections(): number {
        return this.#connections.size
    }

    /** Number of the latest connection. */
    get connSequence(): number {
        return this.counters.accepted
    }

    /** Where the host listens, with the ports that were chosen. */
    get addresses(): readonly Address[] {
        return this.listeners.map(({ sock }) => sock.address)
    }

    /** URLs by which a client on this machine reaches the host. */
    get urls(): readonly string[] {
        return this.listeners.map(({ url }) => url)
    }

    /** Counters. */
    statistics(): WebStatistics {
        return this.counters.record(this.#connections, this.documents.cached, this.sessions.size)
    }

    /**
     * Serves a connection that was made in another way than through an endpoint, such as one end of a memory pair: the
     * returned fiber is over when the connection is. The caller closes the socket.
     */
    serve(socket: Socket, listener: WebListen | null = null): Blocking<void> {
        const { remote } = socket
        const isFull = this.#connections.size - this.#leaving >= this.settings.limits.connections
        if (this.stopping || (isFull && !this.makeRoom(remote))) {
            this.refused(remote)
            return nothing
        }
        let address: AddressRecord | null = null
        if (this.#isLimited(remote)) {
            address = this.addressLimits!.enter(remote?.address ?? '', now())
            if (address === null) {
                this.refused(remote)
                return nothing
            }
        }
        const connection = new Connection(this, socket, ++this.counters.accepted, listener, address)
        this.#connections.add(connection)
        return connection.serve()
    }

    /** Whether connections of an address are counted. Whose requests come through a proxy is only known with each of them: accept.ts. */
    #isLimited(remote: Address | null): boolean {
        return this.addressLimits !== null && !isProxy(this.settings.proxies, remote?.address ?? '')
    }

    /**
     * @internal Closes the connection that has been idle longest, for one of `remote`, if that may have one. Returns whether there was
     * one to be closed.
     */
    makeRoom(remote: Address | null): boolean {
        if (this.stopping || (this.#isLimited(remote) && !this.addressLimits!.admits(remote?.address ?? ''))) {
            return false
        }
        // What the hook does at the end of connections may take its time, but not without bound.
        const spared = this.#leaving < this.settings.limits.connections ? this.idle.take(now()) : null
        if (spared === null) {
            return false
        }
        this.#leaving++
        spared.giveWay()
        return true
    }

    /** @internal The type that goes with a path; '' is none. */
    typeOf(path: string): string {
        return this.documents.typeOf(path)
    }

    /** @internal A connection is not taken. */
    refused(remote: Address | null): void {
        this.counters.refused++
        this.note('trace', 'WEB_REFUSED', webErrors.WEB_REFUSED.message, remote)
    }

    /** @internal Reports what belongs to no connection. */
    note(level: EventLevel, code: WebErrorCode | null, message: string, remote: Address | null = null): void {
        this.report({ level, code, message, conn: 0, remote, method: '', path: '' })
    }

    /** @internal */
    report(event: WebEvent): void {
        this.counters.countCode(event.code)
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
        if (connection.gaveWay) {
            this.#leaving--
        }
        this.leaveAddress(connection)
        if (this.#connections.size === 0) {
            this.#empty.emit()
        }
    }

    /** @internal The connection does not count for its address any more. */
    leaveAddress(connection: Connection): void {
        if (connection.address !== null) {
            this.addressLimits?.leave(connection.address, now())
            connection.address = null
        }
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

    #close(): void {
        this.accessLog?.close()
        this.#endpoints.clear()
        this.documents.close()
        this.#started = false
    }
}
