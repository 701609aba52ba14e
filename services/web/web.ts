/*
    web.ts -- Web: one request and its response, as a handler sees them.

    There is one object for each connection, filled anew for each request. What it says of a request, and the methods that
    answer it, are valid until the handler has returned: a fiber that outlives the request must not use it.

    Methods that may wait are called with `yield*`: they wait while the client takes less than is sent. Their twins whose
    names end in `Now` never wait, and are what plain functions use.
*/

import type { Address, Fiber, Op } from '../../fiber/index.js'
import type { Fields } from '../http/index.js'
import type { RouteSettings } from './config.js'
import type { Connection } from './connection.js'
import { WebError } from './errors.js'
import type { WebHost } from './host.js'
import { Reply } from './reply.js'
import { NO_BODY, RequestBody } from './request-body.js'

/** Serves requests: an ordinary function, or a fiber function. */
export type WebHandler = (web: Web) => Fiber<void> | void

/** One request and its response. */
export class Web {
    /** The server. */
    readonly host: WebHost
    /** The request body. Empty on routes with `stream`, until `readBody`. */
    body: Buffer = NO_BODY
    /** The route that was chosen; null before. */
    route: RouteSettings | null = null

    /** @internal */
    readonly connection: Connection
    /** @internal */
    readonly reply: Reply
    /** @internal */
    readonly input: RequestBody

    /** @internal */
    constructor(connection: Connection) {
        this.connection = connection
        this.host = connection.host
        this.reply = new Reply(connection)
        this.input = new RequestBody(connection)
    }

    /** @internal The request is over: nothing of it is kept while the connection waits. */
    end(): void {
        this.route = null
        this.body = NO_BODY
        this.reply.discardHeaders()
    }

    // The request

    /** Method, in upper case. */
    get method(): string {
        return this.connection.head.method
    }

    /** Percent-decoded path as it was sent, without query. */
    get url(): string {
        return this.connection.target.url
    }

    /** Decoded path in normal form: begins with a slash, has no `.`, `..` or empty segments. `*` for `OPTIONS *`. */
    get path(): string {
        return this.connection.target.path
    }

    /** What follows the `?`, not decoded; null without a `?`. */
    get query(): string | null {
        return this.connection.target.query
    }

    /** What follows the `#`, decoded; null without a `#`. Clients should not send it. */
    get hash(): string | null {
        return this.connection.target.hash
    }

    /** `HTTP/1.1`, or `HTTP/1.0`. */
    get protocol(): 'HTTP/1.0' | 'HTTP/1.1' {
        return this.connection.head.minorVersion === 0 ? 'HTTP/1.0' : 'HTTP/1.1'
    }

    /** Number of the request on its connection, from 1. */
    get count(): number {
        return this.connection.count
    }

    /** Number of the connection on its host, from 1. */
    get conn(): number {
        return this.connection.number
    }

    /** The connection is secure. */
    get secure(): boolean {
        return this.connection.socket.secure
    }

    /** `http` or `https`. */
    get scheme(): 'http' | 'https' {
        return this.secure ? 'https' : 'http'
    }

    /** The client's address; null when the connection is closed. */
    get remote(): Address | null {
        return this.connection.socket.remote
    }

    /** The address at which the client reached the server; null when the connection is closed. */
    get local(): Address | null {
        return this.connection.socket.local
    }

    /** The first value of a request header; undefined: there is none. Names compare without regard to case. */
    header(name: string): string | undefined {
        return this.connection.head.get(name)
    }

    /** All request headers in order: `for (const [name, value] of web.headers())`. Valid until the handler has returned. */
    headers(): Fields {
        return this.connection.head.fields
    }

    /**
     * Waits for bytes of the request body and copies as many as are there and fit into `buf`. Returns how many, 0 at the
     * end. Only on routes with `stream`: elsewhere `body` has them already. Errors end the connection.
     */
    read(buf: Uint8Array): Fiber<number> {
        return this.input.read(buf)
    }

    /**
     * Waits for bytes of the request body and shows them without a copy, at most `max` (default: what is there); null: the
     * end. They are valid until the fiber waits for anything.
     */
    readDirect(max = Infinity): Fiber<Buffer | null> {
        return this.input.next(max)
    }

    /** Waits for the rest of the request body, puts it into `body` and returns it. `limit` in bytes, default `limits.body`. */
    *readBody(limit: number = this.host.settings.limits.body): Fiber<Buffer> {
        if (!this.input.complete) {
            this.body = yield* this.input.all(limit)
        }
        return this.body
    }

    // The response

    /** Status code of the response, 200 to begin with. */
    get status(): number {
        return this.reply.status
    }

    /** Sets the status code, 200 to 599. Without effect when the head is out. */
    setStatus(status: number): void {
        if (!Number.isInteger(status) || status < 200 || status > 599) {
            throw new WebError('WEB_MISUSE', `Cannot set the status of the response: ${status}, wanted 200 to 599`)
        }
        if (!this.reply.started) {
            this.reply.status = status
        }
    }

    /**
     * Adds a header line. One of the same name stays, there are two then. A name or value with line ends, other control
     * characters or characters above U+00FF, and headers by which the server tells where the response ends, are not added,
     * and reported as an error. Without effect when the head is out.
     */
    addHeader(name: string, value: string): void {
        if (!this.reply.addHeader(name, value) && !this.reply.started) {
            this.connection.report(
                'error',
                'WEB_HEADER',
                `Cannot add header ${JSON.stringify(name)}: it may not be added, or has a character that no header may have`,
            )
        }
    }

    /** Sets the type of the body. Default: that of the extension of the path, or none. */
    setType(type: string): void {
        this.addHeader('Content-Type', type)
    }

    /** Announces the length of the body in bytes: what is written then goes out at once, and more than that is dropped. */
    setContentLength(length: number): void {
        if (!Number.isSafeInteger(length) || length < 0) {
            throw new WebError(
                'WEB_MISUSE',
                `Cannot set the length of the response: ${length}, wanted a whole number from 0`,
            )
        }
        if (!this.reply.started) {
            this.reply.announced = length
        }
    }

    /** Status and headers are out: they cannot be changed any more. */
    get started(): boolean {
        return this.reply.started
    }

    /** The response is complete. */
    get finalized(): boolean {
        return this.reply.finished
    }

    /** Closes the connection after this response. */
    closeAfter(): void {
        this.connection.close()
    }

    /** Adds text (sent as UTF-8) or bytes to the body. Waits while the client takes less than is sent. */
    write(data: string | Uint8Array): Op<void> {
        this.reply.append(data, false)
        return this.reply.ready()
    }

    /** Adds to the body without waiting. */
    writeNow(data: string | Uint8Array): void {
        this.reply.append(data, true)
    }

    /** Sends what there is of the response, head included. What is written later goes out as it is written. */
    flush(): Op<void> {
        this.reply.start()
        return this.reply.ready()
    }

    /** Completes the response and sends it. Without this it happens when the handler returns. Again: nothing. */
    finalize(): Op<void> {
        this.reply.finish()
        return this.reply.ready()
    }

    /** Answers with a value as JSON and completes the response. The type is `application/json`, unless another was added. */
    json(value: unknown): Op<void> {
        this.jsonNow(value)
        return this.finalize()
    }

    /** The same without waiting; the response is completed when the handler returns. */
    jsonNow(value: unknown): void {
        const text = JSON.stringify(value)
        if (text === undefined) {
            throw new WebError(
                'WEB_MISUSE',
                `Cannot answer with JSON: the value is of type ${typeof value}, wanted one that JSON has`,
            )
        }
        this.reply.type = 'application/json'
        this.reply.append(text, false)
    }

    /** Answers with an error as plain text, in place of any body that was not sent yet, and completes the response. */
    sendError(status: number, message: string): Op<void> {
        this.sendErrorNow(status, message)
        return this.finalize()
    }

    /**
     * The same without waiting; the response is completed when the handler returns. When the head is out no error can be
     * told any more: the connection is closed, so that the client sees that the response is not complete. After the end of the
     * response: nothing.
     */
    sendErrorNow(status: number, message: string): void {
        const { reply } = this
        if (reply.finished) {
            return
        }
        if (reply.started) {
            this.connection.fail('WEB_SHORT_RESPONSE', `an error came up when the head was out: ${message}`)
            return
        }
        this.setStatus(status)
        reply.discard()
        reply.announced = -1
        reply.type = 'text/plain'
        reply.append(message, false)
    }
}
