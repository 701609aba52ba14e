/*
    url-exchange.ts -- UrlExchange: the part of `Url` that sends a request and reads the head of its response (spec url.md §4, §5, §6.1).
*/

import type { Fiber } from '../../fiber/index.js'
import type { ResponseHead } from '../http/index.js'
import { makeKey, upgradeFault, WebSocket } from '../websock/index.js'
import { inChunks, NO_PAYLOAD, type Payload, wholePayload } from './body.js'
import type { Connection } from './connection.js'
import { connectionKey, dial } from './dial.js'
import { settingsFailure, socketFailure, UrlError } from './errors.js'
import { exchange } from './exchange.js'
import { FieldLines, type UrlHeaders } from './field-lines.js'
import { forwarder, proxyLogin, requestTarget } from './proxy.js'
import { UrlState } from './url-state.js'

/** How the body of the request goes out. */
type Framing = 'none' | 'length' | 'chunked' | 'collected'

const CODINGS: ReadonlySet<string> = new Set(['transfer-encoding'])

/** Sends requests. */
export abstract class UrlExchange extends UrlState {
    #framing: Framing = 'none'
    #written = 0
    #collected: Buffer[] = []
    #head = ''
    #key = ''
    /** A URL is used by one fiber at a time; see `guarded`. */
    #busy = false

    /** Whether the request is under way and can go on. */
    get active(): boolean {
        return this.connection !== null && this.failure === null
    }

    /**
     * Begins a request: takes the URL apart and connects, or uses the connection that is there. Throws a `UrlError`, which is in `error`
     * too, as with all that waits here.
     */
    *start(method: string, url: string): Fiber<void> {
        this.#claim()
        this.reset()
        this.method = method.toUpperCase()
        this.url = url
        this.restartDeadline()
        yield* this.guarded(this.#connect(method, url))
    }

    /** Sends the head of the request; once, a second call does nothing. Lines end in CRLF. */
    *writeHeaders(headers: UrlHeaders | null = null): Fiber<void> {
        if (this.wroteHeaders) {
            return
        }
        yield* this.guarded(this.#sendHead(headers))
    }

    /**
     * Sends a piece of the body, after the headers if that has not happened; null: the end, as `finalize`. Nothing happens for an empty
     * piece. Gives its bytes.
     */
    *write(data: string | Uint8Array | null): Fiber<number> {
        if (data === null) {
            yield* this.finalize()
            return 0
        }
        if (this.finalized) {
            throw this.fail(this.#error('URL_STATE', 'Cannot write after finalize'))
        }
        const bytes = typeof data === 'string' ? Buffer.from(data) : data
        if (bytes.length > 0) {
            yield* this.writeHeaders()
            yield* this.guarded(this.#send(bytes))
        }
        return bytes.length
    }

    /** Completes the request, and reads the head of the response. Once, a second call does nothing. */
    *finalize(): Fiber<void> {
        if (this.finalized) {
            return
        }
        if (this.failure !== null) {
            throw this.failure
        }
        yield* this.writeHeaders()
        this.finalized = true
        yield* this.guarded(this.#finish())
    }

    /** Sends a head and a body that is known, and reads the head of the response. */
    protected *perform(headers: UrlHeaders | null, payload: Payload): Fiber<void> {
        const lines = new FieldLines(headers)
        const sent = this.protocol === 1 && lines.has('transfer-encoding') ? inChunks(payload) : payload
        this.txLen = sent.length
        const head = this.#makeHead(lines, payload.type)
        this.wroteHeaders = true
        this.finalized = true
        this.#traceSent(head, payload.data)
        this.#taken(yield* exchange(this.#open(), head, sent))
    }

    /** Forgets the last request (spec url.md §4.2). */
    protected reset(): void {
        if (this.connection !== null && !this.connection.usable) {
            this.dropConnection()
        }
        this.failure = null
        this.error = null
        this.status = 0
        this.redirect = null
        this.txLen = -1
        this.rxLen = -1
        this.chunked = false
        this.close = false
        this.finalized = false
        this.wroteHeaders = false
        this.gotResponse = false
        this.boundary = null
        this.webSocket = null
        this.fields = null
        this.#written = 0
        this.#collected = []
        this.#head = ''
    }

    /** Does some work, with errors recorded; a fiber that is cancelled in it leaves no connection. */
    protected *guarded<T>(work: Fiber<T>): Fiber<T> {
        this.#claim()
        this.#busy = true
        let over = false
        try {
            const value = yield* work
            over = true
            return value
        } catch (error) {
            over = true
            const known = socketFailure(this.url, error, 'URL_LOST')
            throw known instanceof UrlError ? this.fail(known) : known
        } finally {
            this.#busy = false
            if (!over) {
                this.dropConnection()
            }
        }
    }

    #claim(): void {
        if (this.#busy) {
            throw new UrlError('URL_BUSY', `Cannot use the request of ${this.url}: another fiber does`)
        }
    }

    *#connect(method: string, url: string): Fiber<void> {
        this.parse(url)
        const { address, limits, proxy } = this
        if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(method)) {
            throw new UrlError('URL_METHOD', `Cannot request ${url}: method ${JSON.stringify(method)}, wanted a token`)
        }
        if (this.connection !== null && this.connection.key !== connectionKey(address, proxy)) {
            this.dropConnection()
        }
        if (this.connection === null) {
            this.trace('H', `\nConnect: ${address.scheme}://${address.host}:${address.port}\n`)
            const tls = address.secure || proxy?.secure === true ? this.#makeConnector() : null
            // Without a timeout the connecting has the usual deadline: a device must not wait for ever
            const ms = this.timeout > 0 ? this.timeout : 30_000
            this.connection = yield* dial(url, address, { tls, proxy, network: this.network }, limits, ms)
        }
        this.connection.begin(url, this.method, this.due, limits)
    }

    #makeConnector(): ReturnType<UrlState['connector']> {
        try {
            return this.connector()
        } catch (error) {
            throw settingsFailure(this.url, error)
        }
    }

    #open(): Connection {
        if (this.failure !== null) {
            throw this.failure
        }
        if (this.connection === null) {
            throw this.#error('URL_LOST', 'Cannot write to socket')
        }
        return this.connection
    }

    *#sendHead(headers: UrlHeaders | null): Fiber<void> {
        const connection = this.#open()
        this.wroteHeaders = true
        this.#head = this.#makeHead(new FieldLines(headers), null)
        if (this.#framing !== 'collected') {
            this.trace('H', `${this.#head}\n`)
            // Text: the caller's headers may be in UTF-8
            yield* this.#put(connection, this.#head)
        }
    }

    *#put(connection: Connection, data: string | Uint8Array): Fiber<void> {
        try {
            yield* connection.write(data)
        } catch (error) {
            throw connection.writeFailed(error)
        }
    }

    *#send(bytes: Uint8Array): Fiber<void> {
        const connection = this.#open()
        this.#written += bytes.length
        if (this.#framing === 'collected') {
            if (this.bufLimit > 0 && this.#written > this.bufLimit) {
                throw this.#error('URL_BODY_LENGTH', 'Request body too big for HTTP/1.0')
            }
            this.#collected.push(Buffer.from(bytes))
            return
        }
        if (this.#framing === 'none' || (this.txLen >= 0 && this.#written > this.txLen)) {
            throw this.#error('URL_BODY_LENGTH', 'Bad request body length')
        }
        this.trace('B', `${Buffer.from(bytes).toString()}\n\n`)
        if (this.#framing === 'chunked') {
            connection.writeNow(`${bytes.length.toString(16)}\r\n`)
            yield* this.#put(connection, bytes)
            connection.writeNow('\r\n')
        } else {
            yield* this.#put(connection, bytes)
        }
        if (this.#framing === 'length' && this.#written === this.txLen) {
            // So that an answer which refuses the body is seen
            this.finalized = true
            yield* this.#readHead()
        }
    }

    *#finish(): Fiber<void> {
        const connection = this.#open()
        if (this.#framing === 'chunked') {
            connection.writeNow('0\r\n\r\n')
        } else if (this.#framing === 'collected') {
            const body = Buffer.concat(this.#collected)
            const head = this.#head.replace(/\r\n$/, `Content-Length: ${body.length}\r\n\r\n`)
            this.#traceSent(head, body)
            connection.writeNow(head)
            yield* this.#put(connection, body)
        } else if (this.#framing === 'length' && this.#written < this.txLen) {
            throw this.#error('URL_BODY_LENGTH', 'Bad request body length')
        }
        yield* this.#readHead()
    }

    *#readHead(): Fiber<void> {
        if (!this.gotResponse) {
            this.#taken(yield* this.#open().readHead())
        }
    }

    /** The head of the response has come. */
    #taken(head: ResponseHead): void {
        const { fields } = head
        this.fields = fields
        this.trace('h', `${fields.text}\n`)
        this.gotResponse = true
        this.status = head.status
        this.rxLen = head.contentLength
        this.chunked = head.chunked
        this.close = !head.keepAlive
        this.redirect = fields.get('location') ?? null
        const id = fields.get('last-event-id')
        this.lastEventIdText = id ?? ''
        this.lastEventId = id !== undefined && /^\d+$/.test(id) ? Number(id) : -1
        if (this.address.webSocket) {
            this.#upgrade(head)
        }
        if (this.connection?.complete === true && this.connection.broken && this.webSocket === null) {
            this.dropConnection()
        }
    }

    /** RFC 6455 §4.1, spec url.md §15. */
    #upgrade({ status, fields }: ResponseHead): void {
        const fault = upgradeFault({ status, fields }, this.#key)
        if (fault !== null) {
            throw new UrlError('URL_WEBSOCKET', `Cannot open ${this.url}: ${fault}`, { text: fault })
        }
        const { socket } = this.connection!
        // The frames' time is the WebSocket's own
        socket.setDue(Infinity)
        const ws = new WebSocket(socket, true)
        ws.clientKey = this.#key
        ws.ownsSocket = true
        ws.selectProtocol(fields.get('sec-websocket-protocol') ?? null)
        this.webSocket = ws
    }

    #makeHead(lines: FieldLines, type: string | null): string {
        const { address, method, protocol } = this
        const by = forwarder(address, this.proxy)
        // HTTP/1.0 has no chunks (RFC 9112 §6.1)
        const given = protocol === 0 ? lines.without(CODINGS) : lines
        let head = `${method} ${requestTarget(address, by)} HTTP/1.${protocol}\r\n`
        if (type !== null && !given.has('content-type')) {
            head += `Content-Type: ${type}\r\n`
        }
        head += given.text
        if (!given.has('host')) {
            head += `Host: ${address.authority}\r\n`
        }
        head += proxyLogin(by)
        if (!given.has('authorization')) {
            const value = this.login?.header(method, address.target) ?? null
            head += value === null ? '' : `Authorization: ${value}\r\n`
        }
        if (address.webSocket) {
            return `${head}${this.#handshake()}\r\n`
        }
        return `${head}${this.#frame(given)}\r\n`
    }

    #handshake(): string {
        if (this.method !== 'GET') {
            throw new UrlError('URL_WEBSOCKET', `Cannot open ${this.url}: method ${this.method}, wanted GET`)
        }
        this.#framing = 'none'
        this.#key = makeKey()
        const seconds = Math.floor(this.timeout / 1000)
        return (
            'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
            `Sec-WebSocket-Key: ${this.#key}\r\nSec-WebSocket-Version: 13\r\n` +
            `X-Request-Timeout: ${seconds}\r\nX-Inactivity-Timeout: ${seconds}\r\n`
        )
    }

    /** The line that says how long the body is (spec url.md §5.1). */
    #frame(given: FieldLines): string {
        const announced = given.get('content-length')
        if (announced !== null) {
            if (!/^\d{1,15}$/.test(announced) || (this.txLen >= 0 && this.txLen !== Number(announced))) {
                throw new UrlError(
                    'URL_BODY_LENGTH',
                    `Cannot request ${this.url}: Content-Length ${announced}, and a body of ${this.txLen} bytes`,
                )
            }
            this.txLen = Number(announced)
        }
        if (this.txLen >= 0) {
            this.#framing = 'length'
            return announced === null ? `Content-Length: ${this.txLen}\r\n` : ''
        }
        const chunked = given.has('transfer-encoding')
        if (this.method === 'GET' && !chunked) {
            this.#framing = 'none'
            return ''
        }
        this.#framing = this.protocol === 0 ? 'collected' : 'chunked'
        return chunked || this.protocol === 0 ? '' : 'Transfer-Encoding: chunked\r\n'
    }

    #traceSent(head: string, body: string | Uint8Array | null): void {
        this.trace('H', `${head}\n`)
        if (body !== null && body.length > 0) {
            this.trace('B', `${typeof body === 'string' ? body : Buffer.from(body).toString()}\n\n`)
        }
    }

    #error(code: 'URL_BODY_LENGTH' | 'URL_LOST' | 'URL_STATE', text: string): UrlError {
        return new UrlError(code, `Cannot request ${this.url}: ${text}`, { text })
    }
}

/** A body as it is sent; nothing: none. */
export function payloadFor(body: string | Uint8Array | null): Payload {
    return body === null ? NO_PAYLOAD : wholePayload(body)
}
