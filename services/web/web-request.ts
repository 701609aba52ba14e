/*
    web-request.ts -- WebRequest: the part of `Web` that tells about the request, and reads its body.

    What the head of the request says is looked up when it is asked for: most handlers ask for little of it. Names and values are
    those of the original agent (spec web.md §1.2), so that extensions can be ported line by line.
*/

import { type Address, type Fiber, RBuf, type Socket } from '../../fiber/index.js'
import type { Fields } from '../http/index.js'
import { readHeaders, readTarget } from './accept.js'
import type { Connection } from './connection.js'
import { extensionOf } from './extension.js'
import type { WebHost } from './host.js'
import { mediaTypeOf } from './media-type.js'
import { NO_BODY, RequestBody } from './request-body.js'
import type { WebRoute } from './route.js'
import type { WebListen } from './web-listen.js'

/** One request. */
export abstract class WebRequest {
    /** The server. */
    readonly host: WebHost
    /** The route that was chosen; null before. */
    route: WebRoute | null = null
    /** What went wrong first with this request; null: nothing. */
    error: string | null = null
    /** @internal */
    readonly connection: Connection
    /** @internal */
    readonly input: RequestBody
    /** The request body. Empty on routes with `stream`, and of PUT and multipart requests. */
    bodyBytes: Buffer = NO_BODY
    /** The same for the C face; made when it is asked for. */
    #body: RBuf | null = null
    /** Null: none. Undefined: that of the path. */
    #extension: string | null | undefined = undefined

    /** @internal */
    constructor(connection: Connection) {
        this.connection = connection
        this.host = connection.host
        this.input = new RequestBody(connection)
    }

    /** @internal The request is over: nothing of it is kept while the connection waits. */
    end(): void {
        this.route = null
        this.error = null
        this.bodyBytes = NO_BODY
        this.#body = null
        this.#extension = undefined
    }

    // What the request line says

    /** Method, in upper case. */
    get method(): string {
        return this.connection.head.method
    }

    get get(): boolean {
        return this.method === 'GET'
    }

    get head(): boolean {
        return this.method === 'HEAD'
    }

    get post(): boolean {
        return this.method === 'POST'
    }

    get put(): boolean {
        return this.method === 'PUT'
    }

    /** The method is DELETE. */
    get del(): boolean {
        return this.method === 'DELETE'
    }

    get options(): boolean {
        return this.method === 'OPTIONS'
    }

    get trace(): boolean {
        return this.method === 'TRACE'
    }

    /** Percent-decoded path as it was sent, without query. */
    get url(): string {
        return this.connection.target.url
    }

    /**
     * Decoded path in normal form, without what the route trims: begins with a slash, has no `.`, `..` or empty segments. `*` for
     * `OPTIONS *`.
     */
    get path(): string {
        return this.connection.target.path
    }

    set path(path: string) {
        this.connection.target.path = path
        this.#extension = undefined
    }

    /** What follows the `?`, not decoded; null without a `?`. */
    get query(): string | null {
        return this.connection.target.query
    }

    /** What follows the `#`, decoded; null without a `#`. Clients should not send it. */
    get hash(): string | null {
        return this.connection.target.hash
    }

    /** Extension of the path with its dot; of a directory that of its index file. Null: none. */
    get ext(): string | null {
        if (this.#extension === undefined) {
            const { path } = this
            const isDirectory = path.endsWith('/') && this.route !== null && !this.route.isAction
            this.#extension = extensionOf(isDirectory ? path + this.host.index : path)
        }
        return this.#extension
    }

    set ext(extension: string | null) {
        this.#extension = extension
    }

    /** `HTTP/1.1`, or `HTTP/1.0`. */
    get protocol(): 'HTTP/1.0' | 'HTTP/1.1' {
        return this.http10 ? 'HTTP/1.0' : 'HTTP/1.1'
    }

    /** The request is of HTTP/1.0. */
    get http10(): boolean {
        return this.connection.head.minorVersion === 0
    }

    // What the headers say

    /** The first value of a request header; null: there is none. Names compare without regard to case. */
    getHeader(name: string): string | null {
        return this.connection.head.get(name) ?? null
    }

    /** All request headers in order: `for (const [name, value] of web.headers())`. Valid until the handler has returned. */
    headers(): Fields {
        return this.connection.head.fields
    }

    get contentType(): string | null {
        return this.getHeader('content-type')
    }

    get contentDisposition(): string | null {
        return this.getHeader('content-disposition')
    }

    get origin(): string | null {
        return this.getHeader('origin')
    }

    get upgrade(): string | null {
        return this.getHeader('upgrade')
    }

    /** All Cookie headers, joined with `; `. Null: there is none. */
    get cookie(): string | null {
        const { fields } = this.connection.head
        return fields.has('cookie') ? fields.getAll('cookie').join('; ') : null
    }

    /** Type of the request body in lower case, without parameters; empty: none. */
    get mediaType(): string {
        const type = this.connection.head.get('content-type')
        return type === undefined ? '' : mediaTypeOf(type)
    }

    /** The request body is a form. */
    get formBody(): boolean {
        return this.mediaType === 'application/x-www-form-urlencoded'
    }

    /** The request body is JSON. */
    get jsonBody(): boolean {
        return this.mediaType === 'application/json'
    }

    /** The request body comes in chunks. */
    get chunked(): boolean {
        return this.connection.head.chunked
    }

    /** Bytes of the request body as announced; -1: it was not. */
    get rxLen(): number {
        return this.connection.head.contentLength
    }

    // The request body

    /** The request body as a buffer of the runtime. */
    get body(): RBuf {
        if (this.#body === null) {
            const { bodyBytes } = this
            this.#body = new RBuf(1)
            this.#body.buf = bodyBytes
            this.#body.end = bodyBytes.length
        }
        return this.#body
    }

    /** Bytes of the body that were not read, as far as they are known: of a chunked one none are. */
    get rxRemaining(): number {
        return this.input.left
    }

    /** Bytes of the present chunk that were not read. */
    get chunkRemaining(): number {
        return this.input.chunkLeft
    }

    /** What has come on the connection and was not read, copied: changing it changes nothing. */
    get rx(): RBuf {
        const buf = new RBuf(1)
        buf.put(this.input.peek())
        return buf
    }

    /**
     * Waits for bytes of the request body and copies as many as are there and fit into `buf`, at most `size`. Returns how many, 0
     * at the end. Only on routes with `stream` and for PUT: elsewhere `bodyBytes` has them already. Errors end the connection.
     */
    read(buf: Uint8Array, size: number = buf.length): Fiber<number> {
        return this.input.read(size < buf.length ? buf.subarray(0, size) : buf)
    }

    /**
     * Waits for bytes of the request body and shows them without a copy, at most `max` (default: what is there); empty: the
     * end. They are valid until the fiber waits for anything.
     */
    *readDirect(max = Infinity): Fiber<Buffer> {
        return (yield* this.input.next(max)) ?? NO_BODY
    }

    /** Waits for the rest of the request body, puts it into `bodyBytes` and returns it. `limit` in bytes, default `limits.body`. */
    *readBody(limit: number = this.host.settings.limits.body): Fiber<Buffer> {
        if (!this.input.complete) {
            this.bodyBytes = yield* this.input.all(limit)
            this.#body = null
        }
        return this.bodyBytes
    }

    /**
     * Waits until `pattern` is among the next `limit` bytes of the connection, whatever they are. Returns the number of bytes
     * through its end, 0: it is not among them. Nothing is consumed.
     */
    bufferUntil(pattern: string, limit: number): Fiber<number> {
        return this.input.find(pattern, limit)
    }

    /** The same, and copies the bytes into `buf` and consumes them. Returns how many; 0: `pattern` is not among `size` bytes. */
    readUntil(pattern: string, buf: Uint8Array, size: number = buf.length): Fiber<number> {
        return this.input.takeUntil(pattern, size < buf.length ? buf.subarray(0, size) : buf)
    }

    /** Waits for the rest of the body and drops it, at most `limits.body` bytes; then the connection closes after the response. */
    *consumeInput(): Fiber<void> {
        if (!(yield* this.input.drain(this.host.settings.limits.body))) {
            this.connection.close()
        }
    }

    /**
     * Reads header lines through an empty one, in place of those of the request. Returns whether they are; if not, the request is
     * answered, or ended.
     */
    parseHeadersBlock(block: string): boolean {
        return readHeaders(this.connection, block)
    }

    /** Reads the target of the request again. Returns whether it is a legal one; if not, the request is answered. */
    validateUrl(): boolean {
        return readTarget(this.connection, this.connection.target)
    }

    // The connection

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

    /** Where the connection was accepted; null: it was handed to `WebHost.serve`. */
    get listen(): WebListen | null {
        return this.connection.listen
    }

    get sock(): Socket {
        return this.connection.socket
    }

    /** Number of the request on its connection, from 1. */
    get count(): number {
        return this.connection.count
    }

    /** Number of the connection on its host, from 1. */
    get conn(): number {
        return this.connection.number
    }

    /** Time of the runtime (`now()`) at which the request began, milliseconds. */
    get started(): number {
        return this.connection.started
    }

    /** The same of the connection. */
    get connectionStarted(): number {
        return this.connection.opened
    }

    /** Time of the runtime at which waits for the client end; Infinity: never. */
    get deadline(): number {
        return this.connection.due
    }

    /** Moves the deadline of waits for the client, as progress does. */
    updateDeadline(): void {
        this.connection.refreshDeadline()
    }

    /**
     * Moves the deadline of waits for the client to `ms` milliseconds from now. Progress moves it again, to no less than what
     * `timeouts.inactivity` permits: until then `timeouts.request` does not count.
     */
    extendTimeout(ms: number): void {
        this.connection.extendDeadline(ms)
    }
}
