/*
    connection.ts -- One connection: its requests one after the other, in one fiber.

        CONNECT hook
            |
        wait for a request        deadline: inactivity (of the first request: parse)
            | first byte
        read the head             deadline: parse, later inactivity        error: 400, 413 of the parser, or none; close
            |
        serve it (life.ts)        deadline: inactivity and request         error: 4xx; 500 of the handler, close
            |
        complete the response     deadline: inactivity and request
            |
        drain the body, next request or close
            |
        DISCONNECT hook

    Between requests a connection holds its socket, its fiber and this object; the parser, which is larger, goes back to
    the host. What it waits for and until when is in connection-deadlines.ts, how its requests end in connection-outcome.ts.

    What breaks the connection while a handler runs cancels the fiber: `finally` blocks run, and nobody works for a
    client that is gone. Whatever else goes wrong in a wait for the client (it ends or resets, a deadline passes) ends the
    connection without a response: there is nobody who would read it.
*/

import {
    type Blocking,
    current,
    type Fiber,
    now,
    type Socket,
    SocketError,
    type SocketWatcher,
    type Task,
} from '../../fiber/index.js'
import type { RequestHead, RequestTarget } from '../http/index.js'
import { acceptRequest, readTarget } from './accept.js'
import { AccessRecord } from './access-log/index.js'
import type { AddressRecord } from './address-limits.js'
import { isProxy } from './client-address.js'
import { ConnectionOutcome } from './connection-outcome.js'
import { WebError, webErrors } from './errors.js'
import { refuseFault, requestFailed } from './failure.js'
import { runHook, WEB_HOOK_CONNECT, WEB_HOOK_DISCONNECT } from './hooks.js'
import type { WebHost } from './host.js'
import type { IdleConnection, IdleList } from './idle-connections.js'
import { serveRequest } from './life.js'
import { noReader } from './request-reader.js'
import { shows, traceConnection, traceRequest } from './trace.js'
import { Web } from './web.js'
import type { WebListen } from './web-listen.js'

/** What stands for the request while there is none. */
const { head: noHead } = noReader.parser
const { target: noTarget } = noReader

/** Stands for what was thrown where nothing was. */
const NOTHING: unique symbol = Symbol('nothing')

/** Seconds that are announced to clients where there is no limit. */
const LONGEST = 2 ** 31 - 1

/** The state of one connection. */
export class Connection extends ConnectionOutcome implements SocketWatcher, IdleConnection {
    readonly web: Web
    /** Number on its host, from 1. */
    readonly number: number
    /** Where it was accepted; null: elsewhere. */
    readonly listen: WebListen | null
    /** It comes from a known proxy: its clients change from request to request. */
    readonly isShared: boolean
    /** What is known of the client's address; null: addresses are not limited, or it is shared and there is no request. */
    address: AddressRecord | null
    /** Head of the present request, and what its target says. */
    head: RequestHead = noHead
    target: RequestTarget = noTarget
    /** Requests so far. */
    count = 0
    /** Waits for the first byte of a request: may be closed at any time. */
    idle = true
    list: IdleList | null = null
    earlier: IdleConnection | null = null
    later: IdleConnection | null = null
    /** It was closed to make room for another one, and does not count any more. */
    gaveWay = false
    /** For the access log; null: there is none. */
    readonly #access: AccessRecord | null
    #reader = noReader
    #task: Task | null = null
    /** The hook is told of the end. */
    #attended = false
    /** What processing the present request has thrown. */
    #thrown: unknown = NOTHING
    /** The present request has, or may have, waited for something. */
    #waited = false

    constructor(
        host: WebHost,
        socket: Socket,
        number: number,
        listen: WebListen | null,
        address: AddressRecord | null,
    ) {
        super(host, socket)
        this.number = number
        this.listen = listen
        this.isShared = isProxy(host.settings.proxies, socket.remote?.address ?? '')
        this.address = address
        this.#access = host.accessLog && new AccessRecord(host.accessLog, socket.remote?.address ?? '-')
        this.web = new Web(this)
    }

    /** Serves requests until the connection is over. The listener closes the socket then. */
    serve(): Blocking<void> {
        return this.host.hook === null ? this.#serve() : this.#attend()
    }

    /** The same, and has the hook told of the beginning and the end. */
    *#attend(): Fiber<void> {
        this.#attended = true
        this.#task = current()
        try {
            yield* runHook(this.web, WEB_HOOK_CONNECT)
            yield* this.#serve()
        } finally {
            yield* runHook(this.web, WEB_HOOK_DISCONNECT)
            this.#over()
        }
    }

    *#serve(): Fiber<void> {
        const { socket } = this
        this.#task = current()
        socket.watch(this)
        traceConnection(this, 'Connect')
        try {
            socket.setDeadline(this.host.settings.timeouts.parse)
            this.host.idle.fresh.add(this)
            do {
                let input = yield* socket.borrow()
                while (input !== null && !this.#takeHead(input)) {
                    input = yield* socket.borrow()
                }
                if (input === null) {
                    return
                }
                try {
                    const work = this.#begin()
                    if (work !== undefined) {
                        this.#waited = true
                        yield* work
                    }
                } catch (error) {
                    this.#thrown = error
                }
                const rest = this.#afterwards()
                if (rest !== null) {
                    yield* rest
                }
            } while (this.#next())
        } catch (error) {
            this.#ended(error)
        } finally {
            if (!this.#attended) {
                this.#over()
            }
        }
    }

    /**
     * The client has reset the connection, or the network has failed: a handler that runs is cancelled. Not that of a WebSocket:
     * it is told by what it waits for, and may have something to put in order.
     */
    socketOver(error: Error | null): void {
        if (error !== null && !this.idle && !this.web.upgraded) {
            this.broken = true
            this.#task?.cancel(new WebError('WEB_DISCONNECTED'))
        }
    }

    /** Idle, it can be closed without harm: the client has not begun to ask, and has what was written. */
    get isQuiet(): boolean {
        return this.socket.available === 0 && this.socket.pending === 0
    }

    /** Closes it, idle and quiet, to make room for another one. The client sees an end in order, also if a request is on its way. */
    giveWay(): void {
        this.gaveWay = true
        this.report('trace', 'WEB_GAVE_WAY', webErrors.WEB_GAVE_WAY.message)
        this.socket.closeNow()
    }

    /** Ends the fiber, whatever it does. */
    cancel(reason: unknown): void {
        this.#task?.cancel(reason)
    }

    /** The handler may wait: what it writes must not wait with it. */
    get waited(): boolean {
        return this.#waited
    }

    /** What a response with `status` begins with, the headers in it that say whether the connection goes on (spec web.md §5.1, §17.3). */
    headStart(status: number, bare: boolean): string {
        const { host, head, count } = this
        const { limits, timeouts } = host.settings
        if (!head.keepAlive || count >= limits.requests || host.stopping || this.web.input.withheld) {
            this.closing = true
        }
        const time = this.#waited ? now() : this.started
        if (status === 101) {
            return host.headStart.switching(time)
        }
        if (this.closing) {
            return host.headStart.closing(time, status, head.minorVersion, bare)
        }
        const seconds = Math.min(Math.floor((timeouts.request - (time - this.opened)) / 1000), LONGEST)
        return host.headStart.keeping(time, status, seconds > 0 ? seconds : 0, limits.requests - count, bare)
    }

    /** A plain handler has returned. Fibers that it has spawned have not begun, and would belong to nobody. */
    checkPlainHandler(): void {
        const children = this.#task?.scope
        if (children != null && children.count > 0) {
            const message = 'Cannot run the fibers of a plain handler: wanted a fiber function as handler, or detach'
            children.cancelChildren(message)
            throw new WebError('WEB_MISUSE', message)
        }
    }

    /** Reads on in the head of a request. Returns whether it is complete, or refused. */
    #takeHead(input: Buffer): boolean {
        if (this.#reader === noReader) {
            this.#reader = this.host.takeReader()
        }
        const { parser } = this.#reader
        this.socket.consume(parser.execute(input, 0, input.length))
        const wasIdle = this.idle
        this.idle = false
        this.list?.remove(this)
        if (parser.complete || parser.error !== null) {
            return true
        }
        if (wasIdle) {
            if (this.count > 0) {
                const { inactivity, request, header } = this.host.settings.timeouts
                this.socket.setDeadline(Math.min(inactivity, request, header))
            }
        }
        return false
    }

    /** Begins to serve the request whose head has come. Returns what is to be run. */
    #begin(): Blocking<unknown> | undefined {
        const { host, web } = this
        const { parser, target } = this.#reader
        const { head } = parser
        this.count++
        host.counters.requests++
        this.startClock()
        this.failed = false
        this.#waited = false
        this.#access?.begin(this.socket.bytesTaken)
        web.reply.reset()
        if (parser.error !== null) {
            refuseFault(this, parser.error)
            return undefined
        }
        this.head = head
        web.input.begin(head)
        if (shows(host.flags)) {
            traceRequest(host.flags, head.fields.text)
        }
        return acceptRequest(this, head) && readTarget(this, target) ? serveRequest(web) : undefined
    }

    /** The client is gone, or its time is over: `error` was thrown by a wait for it. Returns whether it was such an error. */
    lost(error: unknown): boolean {
        if (this.broken || this.#isOwn(error)) {
            this.broken = true
            this.closing = true
            return true
        }
        return false
    }

    /**
     * Whether the client has said that it sends nothing more, and has not. Of requests that have no body, for after one some
     * clients send an empty line all the same.
     */
    get #isClean(): boolean {
        const { head, web, socket } = this
        const bare = (head.method === 'GET' || head.method === 'HEAD') && !head.hasBody
        return bare && !head.keepAlive && web.reply.finished && socket.available === 0
    }

    /** Whether an error comes from the socket of this connection, not from another that the handler uses. */
    #isOwn(error: unknown): boolean {
        if (!(error instanceof SocketError)) {
            return false
        }
        return this.socket.closed || (error.code === 'SOCKET_TIMEOUT' && now() >= this.due)
    }

    /** Processing the request is over. Returns what is to be waited for before the next one. */
    #afterwards(): Blocking<unknown> | null {
        return this.#thrown === NOTHING && !this.owesHook ? this.#complete() : this.#recover()
    }

    /** The same where something has gone wrong. */
    *#recover(): Fiber<void> {
        if (this.#thrown !== NOTHING) {
            const error = this.#thrown
            this.#thrown = NOTHING
            yield* requestFailed(this, error)
        }
        yield* this.tellHook()
        const rest = this.#complete()
        if (rest !== null) {
            yield* rest
        }
    }

    /** Completes the response. Returns what is to be waited for before the next request. */
    #complete(): Blocking<unknown> | null {
        const { web, socket } = this
        if (this.broken) {
            this.closing = true
            return null
        }
        web.reply.finish()
        if (this.closing || (web.input.complete && !socket.congested)) {
            return null
        }
        return this.#settle()
    }

    /** Waits for the rest of the request, and until the client has read enough of the response. */
    *#settle(): Fiber<void> {
        const { web, socket, host } = this
        if (!(yield* web.input.drain(host.settings.limits.body))) {
            this.closing = true
        }
        if (socket.congested) {
            yield* web.reply.ready()
        }
    }

    /** Gets ready for another request. Returns whether there may be one. */
    #next(): boolean {
        const { host, socket, web } = this
        web.input.settle()
        this.#access?.end(this)
        if (this.isShared && this.address !== null) {
            host.leaveAddress(this)
        }
        if (this.closing || host.stopping) {
            return false
        }
        web.end()
        this.head = noHead
        this.target = noTarget
        this.idle = true
        if (socket.available === 0) {
            this.#returnReader()
            host.idle.kept.add(this)
        }
        this.setDue((this.#waited ? now() : this.started) + host.settings.timeouts.inactivity)
        return true
    }

    /** The host may lend it to another connection, unless it is within a head. */
    #returnReader(): void {
        const { parser } = this.#reader
        if (parser.complete && parser.error === null) {
            this.host.giveReader(this.#reader)
        }
        this.#reader = noReader
    }

    /** A wait for the client has failed. */
    #ended(error: unknown): void {
        this.broken = true
        if (this.gaveWay) {
            return
        }
        this.report('trace', 'WEB_DISCONNECTED', error instanceof Error ? error.message : String(error), error)
    }

    /** The fiber ends, in whatever way. */
    #over(): void {
        const { reply } = this.web
        this.#access?.end(this)
        this.list?.remove(this)
        this.broken = true
        this.idle = true
        if (this.cut || (reply.started && !reply.finished)) {
            // A plain end would make a body that lasts until the end of the connection look complete.
            this.socket.reset()
        } else if (this.#isClean) {
            this.socket.closeNow(false)
        }
        this.head = noHead
        this.target = noTarget
        this.#returnReader()
        traceConnection(this, 'Disconnect')
        this.host.connectionOver(this)
    }
}
