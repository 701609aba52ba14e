/*
    reply.ts -- The response to one request: composed in memory, then written in one piece where that is possible.

        composing --- finish --------------------------------> finished     one write: head, Content-Length, body
             |                                                    ^
             +--- the fiber waits, or much has been written ---> streaming      head, then the body as it comes:
                                                                    |               announced length -> plain bytes
                                                                    |               HTTP/1.1         -> chunks
                                                                    +-> finished    HTTP/1.0         -> until the end

    So a handler that composes its response without waiting sends it with a length, and one that waits between its writes
    streams, without a word about either. Nothing can be taken back once the head is out.

    Text is collected as text: the head is put in front of it and both are encoded by the one write of the socket.
*/

import { type Flushable, flushAtSliceEnd, type Op, type Socket, wallTime } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import type { FramedBytes } from './files/index.js'
import { headerKind, isHeaderValue } from './header.js'
import { nothing } from './nothing.js'
import { shows, traceResponse, traceResponseBody } from './trace.js'

/** Bytes of a text in UTF-8. Taken once: the global `Buffer` is a getter, which costs as much as the count for a short text. */
const { byteLength } = Buffer

const COMPOSING = 0
const STREAMING = 1
const FINISHED = 2

/** How the end of a streamed body is told. */
const BY_LENGTH = 0
const BY_CHUNKS = 1
const BY_CLOSE = 2

// Lengths that are none.
const UNKNOWN = -1
/** The header lines that were made already say it. */
const MADE = -2

/** A body that is composed of several pieces and longer than this is streamed: memory for one response is bounded. */
const COMPOSE_LIMIT = 65536

// The latest line for a type: handlers mostly send the same one, as literals, and then it need not be checked and made again.
let latestName = ''
let latestType = ''
let latestLine = ''

/** The response of one request after another on a connection. */
export class Reply implements Flushable {
    /** Status code. */
    status = 200
    /** The type that is sent if the handler adds none; '' is none. */
    type = ''
    /** Where neither is there, the extension of the path tells the type. */
    typed = false
    /** Body bytes that were announced; `UNKNOWN`: none. */
    announced = UNKNOWN
    /** Value of the Location header; null: none. */
    location: string | null = null
    /** Bytes of the head that was sent last. */
    headLength = 0
    /** Header lines that the server adds by itself to responses of the route. */
    preset = ''
    /** Without the headers of the configuration: the request was not understood. */
    bare = false
    /** The body is collected until it is complete, whatever its length and however long that takes. */
    buffered = false
    readonly #connection: Connection
    readonly #socket: Socket
    #phase = COMPOSING
    /** Header lines that were added. */
    #fields = ''
    #hasType = false
    /** Names, in lower case, of headers that were added and that the server would add by itself. */
    #given: string[] | null = null
    /** Header lines of which a later one with the same key takes the place; null: none. */
    #keyed: Map<string, string> | null = null
    /** The body so far: text, or once there were bytes, parts. */
    #text = ''
    #parts: Uint8Array[] | null = null
    /** Length of it: characters of text, bytes of parts. */
    #size = 0
    #framing = BY_LENGTH
    /** Body bytes that were written, streaming by length. */
    #written = 0
    /** No body bytes go out: HEAD, 204, 304. */
    #bodiless = false
    /** Waits for the end of the slice. */
    #noted = false
    /** The socket uses bytes of the caller. */
    #lent = false

    constructor(connection: Connection) {
        this.#connection = connection
        this.#socket = connection.socket
    }

    /** Gets ready for the next response. */
    reset(): void {
        this.status = 200
        this.type = ''
        this.typed = false
        this.preset = ''
        this.bare = false
        this.buffered = false
        this.#phase = COMPOSING
        this.#bodiless = false
        this.discardHeaders()
        this.discard()
    }

    /** Status line and headers are out. */
    get started(): boolean {
        return this.#phase !== COMPOSING
    }

    /** All is out. */
    get finished(): boolean {
        return this.#phase === FINISHED
    }

    /** Drops the body that was composed. */
    discard(): void {
        this.#text = ''
        this.#parts = null
        this.#size = 0
    }

    /** Drops the headers that were added. */
    discardHeaders(): void {
        this.#fields = ''
        this.#hasType = false
        this.#given = null
        this.#keyed = null
        this.location = null
        this.announced = UNKNOWN
    }

    /** Answers with plain text in place of what was composed. The head must not be out. */
    replace(status: number, text: string): void {
        this.status = status
        this.discard()
        this.announced = UNKNOWN
        this.type = 'text/plain'
        this.append(text, false)
    }

    /** Adds a header line. Returns false for one that may not be sent, and when the head is out. */
    addHeader(name: string, value: string): boolean {
        if (this.#phase !== COMPOSING) {
            return false
        }
        if (name === latestName && value === latestType) {
            return this.#addType(latestLine)
        }
        const kind = headerKind(name)
        if (kind === 'bad' || kind === 'reserved' || !isHeaderValue(value)) {
            return false
        }
        if (kind === 'length') {
            return this.#announce(value)
        }
        const line = `${name}: ${value}\r\n`
        if (kind === 'type') {
            latestName = name
            latestType = value
            latestLine = line
            return this.#addType(line)
        }
        if (kind === 'automatic') {
            const given = (this.#given ??= [])
            given.push(name.toLowerCase())
        }
        this.#fields += line
        return true
    }

    /** Whether a header was added; the name is in lower case. */
    hasHeader(name: string): boolean {
        return this.#fields
            .toLowerCase()
            .split('\r\n')
            .some(line => line.startsWith(`${name}:`))
    }

    /**
     * Sets a header line that takes the place of an earlier one with the same key, such as a cookie of the same name and path.
     * Returns false for one that may not be sent, and when the head is out.
     */
    setLine(key: string, name: string, value: string): boolean {
        if (this.#phase !== COMPOSING || headerKind(name) === 'bad' || !isHeaderValue(value)) {
            return false
        }
        const keyed = (this.#keyed ??= new Map())
        keyed.set(key, `${name}: ${value}\r\n`)
        return true
    }

    /**
     * Adds to the body. What comes after the end, or beyond the announced length, is dropped. Unless `copy` is set the caller
     * leaves bytes alone until `ready` is over.
     */
    append(data: string | Uint8Array, copy: boolean): void {
        if (this.#phase === COMPOSING) {
            if (this.#size > 0 && this.#size + data.length > COMPOSE_LIMIT && !this.buffered) {
                this.start()
            } else {
                this.#collect(data)
                if (!this.#noted && this.#connection.waited && !this.buffered) {
                    this.#noted = true
                    flushAtSliceEnd(this)
                }
                return
            }
        }
        if (this.#phase === STREAMING && !this.#bodiless) {
            this.#stream(copy && typeof data !== 'string' ? copyOf(data) : data)
        }
    }

    /** Has a client that waits for it send its body. */
    sendContinue(): void {
        if (this.#phase === COMPOSING) {
            this.#send('HTTP/1.1 100 Continue\r\n\r\n')
        }
    }

    /** Sets a header line in place of one of the configuration. `name` is one of those that `HeadStart` gives up. */
    replaceHeader(name: string, value: string): void {
        const given = (this.#given ??= [])
        given.push(name.toLowerCase())
        this.setLine(name, name, value)
    }

    /** What is written from now on goes out as it is written, unless the length is known or the body is collected. */
    stream(): void {
        if (this.announced < 0 && !this.buffered) {
            this.start()
        }
    }

    /** Sends the head, and of the body what there is. The rest is streamed. */
    start(): void {
        if (this.#phase !== COMPOSING) {
            return
        }
        const head = this.#connection.head
        if (this.announced >= 0) {
            this.#framing = BY_LENGTH
        } else if (head.minorVersion === 0) {
            this.#framing = BY_CLOSE
            this.#connection.close()
        } else {
            this.#framing = BY_CHUNKS
        }
        this.#phase = STREAMING
        this.#written = 0
        this.#send(this.#head(this.announced, ''))
        const text = this.#text
        const parts = this.#parts
        this.discard()
        if (this.#bodiless) {
            return
        }
        if (parts !== null) {
            for (const part of parts) {
                this.#stream(part)
            }
        } else if (text !== '') {
            this.#stream(text)
        }
    }

    /** The end of the scheduler's slice: the fiber waits, so what it has written must not wait for it. */
    flush(): void {
        this.#noted = false
        if (this.#phase === COMPOSING && this.#size > 0 && !this.buffered && !this.#socket.closed) {
            this.start()
        }
    }

    /** Completes the response and sends what is left of it. Again: nothing. */
    finish(): void {
        if (this.#phase === COMPOSING) {
            this.#finishWhole()
        } else if (this.#phase === STREAMING) {
            this.#finishStream()
        }
        this.#phase = FINISHED
    }

    /** Sends a complete response whose header lines and body are made already. `text` is latin1, or null: `bytes` are the body. */
    sendMade(fields: string, text: string | null, bytes: Uint8Array): void {
        const head = this.#head(MADE, fields)
        this.#phase = FINISHED
        this.#trace(text ?? bytes)
        if (this.#bodiless) {
            this.#send(head)
        } else if (text !== null) {
            this.#send(head + text)
        } else {
            this.#send(head)
            this.#sendOwn(bytes)
        }
    }

    /** The same, with a body that takes the head along. */
    sendFramed(fields: string, body: FramedBytes): void {
        const head = this.#head(MADE, fields)
        this.#phase = FINISHED
        if (this.#bodiless) {
            this.#send(head)
        } else {
            body.sendNow(this.#socket, head)
        }
    }

    /** Sends the head of a response whose header lines are made already, with a body of `length` bytes that is streamed. */
    startMade(fields: string, length: number): void {
        this.announced = length
        this.#framing = BY_LENGTH
        this.#written = 0
        this.#phase = STREAMING
        this.#send(this.#head(MADE, fields))
    }

    /** Waits until the client has taken enough of what was sent for more to be sent, and the caller's bytes are free. */
    ready(): Op<void> {
        if (!this.#lent && !this.#socket.congested) {
            return nothing
        }
        this.#lent = false
        this.#connection.refreshDeadline()
        return this.#socket.flush()
    }

    #collect(data: string | Uint8Array): void {
        if (this.#parts === null) {
            if (typeof data === 'string') {
                this.#text = this.#size === 0 ? data : this.#text + data
                this.#size += data.length
                return
            }
            const text = this.#text
            this.discard()
            this.#parts = []
            if (text !== '') {
                this.#addPart(copyOf(text))
            }
        }
        this.#addPart(copyOf(data))
    }

    #addPart(part: Buffer): void {
        this.#parts!.push(part)
        this.#size += part.length
    }

    #finishWhole(): void {
        const parts = this.#parts
        const text = this.#text
        const length = parts === null ? byteLength(text) : this.#size
        const announced = this.announced < 0 ? length : this.announced
        if (announced !== length && !this.#isHead()) {
            this.start()
            this.#finishStream()
            return
        }
        const head = this.#head(announced, '')
        this.#trace(parts === null ? text : (parts[0] ?? text))
        if (this.#bodiless || length === 0) {
            this.#send(head)
        } else if (parts !== null) {
            this.#send(head)
            for (const part of parts) {
                this.#sendOwn(part)
            }
        } else if (length === text.length) {
            // As many bytes as characters: all of it is US-ASCII, and so the same in latin1 as in UTF-8.
            this.#send(head + text)
        } else {
            this.#send(head)
            this.#sendText(text)
        }
        this.discard()
    }

    #finishStream(): void {
        if (this.#bodiless) {
            return
        }
        if (this.#framing === BY_CHUNKS) {
            this.#send('0\r\n\r\n')
        } else if (this.#framing === BY_LENGTH && this.#written < this.announced) {
            this.#connection.fail('WEB_SHORT_RESPONSE', `${this.#written} bytes were written, wanted ${this.announced}`)
        }
    }

    #stream(data: string | Uint8Array): void {
        const isText = typeof data === 'string'
        const length = isText ? byteLength(data) : data.length
        if (length === 0) {
            return
        }
        this.#trace(data)
        if (this.#framing === BY_LENGTH) {
            const room = this.announced - this.#written
            this.#written += Math.min(length, room)
            if (length > room) {
                this.#sendBytes(copyOf(data).subarray(0, room))
                return
            }
        }
        const chunked = this.#framing === BY_CHUNKS
        if (isText && length === data.length) {
            this.#send(chunked ? `${length.toString(16)}\r\n${data}\r\n` : data)
            return
        }
        if (chunked) {
            this.#send(`${length.toString(16)}\r\n`)
        }
        if (isText) {
            this.#sendText(data)
        } else {
            this.#sendBytes(data)
        }
        if (chunked) {
            this.#send('\r\n')
        }
    }

    /** Status line and headers through the empty line; they are traced. */
    #head(length: number, made: string): string {
        const head = this.#compose(length, made)
        this.headLength = head.length
        const { host } = this.#connection
        host.counters.responses[(this.status / 100) | 0]!++
        if (shows(host.flags)) {
            traceResponse(host.flags, head)
        }
        return head
    }

    /**
     * Status line and headers through the empty line. `length` is that of the body, or one of the constants. `made` are lines
     * that come last.
     */
    #compose(length: number, made: string): string {
        const connection = this.#connection
        const { status } = this
        const cache = connection.web.route?.cache
        if (cache != null) {
            // On each response of the route, errors too (spec web.md §16.10).
            this.preset += cache.lines(connection.web.ext, connection.head.minorVersion === 0, wallTime())
        }
        const start = connection.headStart(status, this.bare)
        let head = this.#given === null ? start + this.preset + this.#fields : this.#withoutGiven(start)
        if (this.#given !== null || this.#hasType) {
            made = this.#withoutGivenLines(made)
        }
        if (this.#keyed !== null) {
            head += [...this.#keyed.values()].join('')
        }
        if (this.location !== null) {
            head += `Location: ${this.location}\r\n`
        }
        if (!this.#hasType) {
            const type = this.type !== '' || !this.typed ? this.type : connection.host.typeOf(connection.target.path)
            if (type !== '') {
                head += `Content-Type: ${type}\r\n`
            }
        }
        if (status < 200 || status === 204 || status === 304) {
            // RFC 9110 §6.4.1, spec web.md §17.2: no body, and nothing that announces one.
            this.#bodiless = true
            return `${head}${made}\r\n`
        }
        this.#bodiless = this.#isHead()
        if (length >= 0) {
            return `${head}Content-Length: ${length}\r\n\r\n`
        }
        return `${head}${length === UNKNOWN && this.#framing === BY_CHUNKS ? 'Transfer-Encoding: chunked\r\n' : made}\r\n`
    }

    /** The head so far, without the lines that the server would add by itself and that were given (spec web.md §17.3). */
    #withoutGiven(start: string): string {
        const { headStart } = this.#connection.host
        let automatic = start
        for (const name of this.#given!) {
            automatic = headStart.without(automatic, name)
        }
        return automatic + this.#withoutGivenLines(this.preset) + this.#fields
    }

    /** Header lines that the server adds by itself, without those that were given. */
    #withoutGivenLines(lines: string): string {
        let rest = this.#hasType ? withoutLines(lines, 'content-type') : lines
        for (const name of this.#given ?? []) {
            rest = withoutLines(rest, name)
        }
        return rest
    }

    #addType(line: string): boolean {
        if (this.#hasType) {
            return false
        }
        this.#hasType = true
        this.#fields = this.#fields === '' ? line : this.#fields + line
        return true
    }

    #announce(value: string): boolean {
        const valid = /^\d{1,15}$/.test(value)
        if (valid) {
            this.announced = Number(value)
        }
        return valid
    }

    #isHead(): boolean {
        return this.#connection.head.method === 'HEAD'
    }

    /** Shows a piece of the body, if the host does. */
    #trace(data: string | Uint8Array): void {
        const { flags } = this.#connection.host
        if (shows(flags) && !this.#bodiless && data.length > 0) {
            traceResponseBody(flags, data)
        }
    }

    #send(text: string): void {
        this.#socket.writeNow(text, 'latin1')
    }

    #sendText(text: string): void {
        this.#socket.writeNow(text)
    }

    /** Bytes that the caller may change when `ready` is over. */
    #sendBytes(bytes: Uint8Array): void {
        if (!this.#socket.writeNow(bytes)) {
            this.#lent = true
        }
    }

    /** Bytes that nobody changes, so nobody need wait for them. */
    #sendOwn(bytes: Uint8Array): void {
        this.#socket.writeNow(bytes)
    }
}

/** Header lines without those of one name, which is in lower case. */
function withoutLines(lines: string, name: string): string {
    return lines
        .split(/(?<=\r\n)/)
        .filter(line => !line.toLowerCase().startsWith(`${name}:`))
        .join('')
}

function copyOf(data: string | Uint8Array): Buffer {
    // Two calls, for they are two functions.
    return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)
}
