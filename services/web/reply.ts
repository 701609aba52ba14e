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

import { type Flushable, flushAtSliceEnd, type Op, type Socket } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import type { FramedBytes } from './files/index.js'
import { nothing } from './nothing.js'
import { ReplyHead } from './reply-head.js'
import { shows, traceResponseBody } from './trace.js'

/** Bytes of a text in UTF-8. Taken once: the global `Buffer` is a getter, which costs as much as the count for a short text. */
const { byteLength } = Buffer

const COMPOSING = 0
const STREAMING = 1
const FINISHED = 2

/** How the end of a streamed body is told. */
const BY_LENGTH = 0
const BY_CHUNKS = 1
const BY_CLOSE = 2

/** Stands for a length: it is said by header lines that were made already. */
const MADE = -2

/** A body that is composed of several pieces and longer than this is streamed: memory for one response is bounded. */
const COMPOSE_LIMIT = 65536

/** The response of one request after another on a connection. */
export class Reply extends ReplyHead implements Flushable {
    /** The body is collected until it is complete, whatever its length and however long that takes. */
    buffered = false
    readonly #socket: Socket
    #phase = COMPOSING
    /** The body so far: text, or once there were bytes, parts. */
    #text = ''
    #parts: Uint8Array[] | null = null
    /** Length of it: characters of text, bytes of parts. */
    #size = 0
    #framing = BY_LENGTH
    /** Body bytes that were written, streaming by length. */
    #written = 0
    /** Waits for the end of the slice. */
    #noted = false
    /** The socket uses bytes of the caller. */
    #lent = false

    constructor(connection: Connection) {
        super(connection)
        this.#socket = connection.socket
    }

    /** Gets ready for the next response. */
    reset(): void {
        this.resetHead()
        this.buffered = false
        this.#phase = COMPOSING
        this.discard()
    }

    /** Status line and headers are out. */
    override get started(): boolean {
        return this.#phase !== COMPOSING
    }

    /** All is out. */
    get finished(): boolean {
        return this.#phase === FINISHED
    }

    /** Somebody has answered: there is a body, or a whole response, though it may not be out yet. */
    get composed(): boolean {
        return this.started || this.#size > 0 || this.type !== ''
    }

    /** Drops the body that was composed. */
    discard(): void {
        this.#text = ''
        this.#parts = null
        this.#size = 0
    }

    /** Answers with plain text in place of what was composed. The head must not be out. */
    replace(status: number, text: string): void {
        this.status = status
        this.discard()
        // It is all there is: so it has a length, also where it goes out before the fiber ends.
        this.announced = byteLength(text)
        this.type = 'text/plain'
        this.append(text, false)
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
                if (!this.#noted && this.connection.waited && !this.buffered) {
                    this.#noted = true
                    flushAtSliceEnd(this)
                }
                return
            }
        }
        if (this.#phase === STREAMING && !this.bodiless) {
            this.#stream(copy && typeof data !== 'string' ? copyOf(data) : data)
        }
    }

    /** Has a client that waits for it send its body. */
    sendContinue(): void {
        if (this.#phase === COMPOSING) {
            this.#send('HTTP/1.1 100 Continue\r\n\r\n')
        }
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
        const head = this.connection.head
        if (this.announced >= 0) {
            this.#framing = BY_LENGTH
        } else if (head.minorVersion === 0) {
            this.#framing = BY_CLOSE
            this.connection.close()
        } else {
            this.#framing = BY_CHUNKS
        }
        this.#phase = STREAMING
        this.#written = 0
        this.#send(this.head(this.announced, '', this.#framing === BY_CHUNKS))
        const text = this.#text
        const parts = this.#parts
        this.discard()
        if (this.bodiless) {
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

    /** Sends nothing more, though the response may not be complete. Returns whether a part of it is out. */
    abandon(): boolean {
        const isPart = this.#phase === STREAMING
        this.#phase = FINISHED
        this.discard()
        return isPart
    }

    /** Sends a complete response whose header lines and body are made already. `text` is latin1, or null: `bytes` are the body. */
    sendMade(fields: string, text: string | null, bytes: Uint8Array): void {
        const head = this.head(MADE, fields, false)
        this.#phase = FINISHED
        this.#trace(text ?? bytes)
        if (this.bodiless) {
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
        const head = this.head(MADE, fields, false)
        this.#phase = FINISHED
        if (this.bodiless) {
            this.#send(head)
        } else {
            body.sendNow(this.#socket, head)
        }
    }

    /** Has the connection become a WebSocket, with these header lines. What is answered later is dropped. */
    switchProtocols(fields: string): void {
        this.status = 101
        const head = this.head(MADE, fields, false)
        this.#phase = FINISHED
        this.#send(head)
    }

    /** Sends the head of a response whose header lines are made already, with a body of `length` bytes that is streamed. */
    startMade(fields: string, length: number): void {
        this.announced = length
        this.#framing = BY_LENGTH
        this.#written = 0
        this.#phase = STREAMING
        this.#send(this.head(MADE, fields, false))
    }

    /** Waits until the client has taken enough of what was sent for more to be sent, and the caller's bytes are free. */
    ready(): Op<void> {
        if (!this.#lent && !this.#socket.congested) {
            return nothing
        }
        this.#lent = false
        this.connection.refreshDeadline()
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
        if (announced !== length && !this.isHead) {
            this.start()
            this.#finishStream()
            return
        }
        const head = this.head(announced, '', false)
        this.#trace(parts === null ? text : (parts[0] ?? text))
        if (this.bodiless || length === 0) {
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
        if (this.bodiless) {
            return
        }
        if (this.#framing === BY_CHUNKS) {
            this.#send('0\r\n\r\n')
        } else if (this.#framing === BY_LENGTH && this.#written < this.announced) {
            this.connection.fail('WEB_SHORT_RESPONSE', `${this.#written} bytes were written, wanted ${this.announced}`)
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

    /** Shows a piece of the body, if the host does. */
    #trace(data: string | Uint8Array): void {
        const { flags } = this.connection.host
        if (shows(flags) && !this.bodiless && data.length > 0) {
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

function copyOf(data: string | Uint8Array): Buffer {
    // Two calls, for they are two functions.
    return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)
}
