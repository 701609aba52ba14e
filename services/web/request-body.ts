/*
    request-body.ts -- The body of a request, as its handler reads it.

    Guarantees:
    - Never a byte more than the body: what follows on the connection is the next request (spec web.md §13.1).
    - `100 Continue` is sent once, just before the first wait for a byte of the body, to a client that asked for it.
    - What breaks while a body is read (the client ends or resets, a deadline passes, the coding is wrong) ends the
      connection, whether the handler catches the error or not.
*/

import type { Fiber, Socket } from '../../fiber/index.js'
import { ChunkedDecoder, type RequestHead } from '../http/index.js'
import type { Connection } from './connection.js'
import { WebError } from './errors.js'
import { RequestFault } from './request-fault.js'
import { traceRequestBody } from './trace.js'

/** Bytes that are allocated for a body of unknown size to begin with, and at most ahead of what has come. */
const STEP = 16384

/** An empty body; shared. */
export const NO_BODY: Buffer = Buffer.alloc(0)

/** Reads the body of one request after another. */
export class RequestBody {
    /** Bytes that were handed out so far. */
    received = 0
    readonly #connection: Connection
    readonly #socket: Socket
    /** Bytes to come, of a body whose length is known. */
    #left = 0
    /** Reads a chunked body; null: the length is known. */
    #decoder: ChunkedDecoder | null = null
    /** Bytes of the socket's input that were handed out and are not consumed yet. */
    #owed = 0
    #continue = false
    constructor(connection: Connection) {
        this.#connection = connection
        this.#socket = connection.socket
    }

    /** Gets ready for the body that `head` announces. */
    begin(head: RequestHead): void {
        this.received = 0
        this.#left = head.contentLength > 0 ? head.contentLength : 0
        this.#decoder = head.chunked
            ? new ChunkedDecoder({ trailer: this.#connection.host.settings.limits.header })
            : null
        this.#continue = head.expectContinue && (head.chunked || this.#left > 0)
    }

    /** All of it has been read. True too where there is none. */
    get complete(): boolean {
        return this.#decoder === null ? this.#left === 0 : this.#decoder.complete
    }

    /** Bytes to come at least. */
    get left(): number {
        return this.#left
    }

    /** Bytes to come of the present chunk; 0 for a body without chunks. */
    get chunkLeft(): number {
        return this.#decoder === null ? 0 : this.#decoder.left
    }

    /** The client waits for `100 Continue`, and may not send the body at all. */
    get withheld(): boolean {
        return this.#continue && this.#socket.available === 0
    }

    /** What has come on the connection and was not read. */
    peek(): Buffer {
        this.settle()
        return this.#socket.peek()
    }

    /** Waits until `pattern` is among the next `limit` bytes of the connection. Returns the bytes through its end, 0: it is not. */
    *find(pattern: string, limit: number): Fiber<number> {
        const sought = Buffer.from(pattern)
        this.settle()
        try {
            for (;;) {
                const input = yield* this.#borrow()
                const at = input.indexOf(sought)
                if (at >= 0 || input.length >= limit) {
                    return at >= 0 && at + sought.length <= limit ? at + sought.length : 0
                }
            }
        } finally {
            this.#socket.consume(0)
        }
    }

    /** The same, and takes the bytes. Returns how many, 0: `pattern` is not among as many as `buf` has room for. */
    *takeUntil(pattern: string, buf: Uint8Array): Fiber<number> {
        const length = yield* this.find(pattern, buf.length)
        buf.set(this.#socket.peek().subarray(0, length))
        this.#socket.consume(length)
        // Of a body whose length is known they were part.
        this.#left = Math.max(0, this.#left - length)
        return length
    }

    /** Waits for the next bytes, at most `max`, and shows them without a copy; null: the end. They are valid until the fiber suspends. */
    *next(max: number): Fiber<Buffer | null> {
        this.settle()
        while (!this.complete) {
            const input = yield* this.#borrow()
            const bytes = this.#decoder === null ? this.#plain(input, max) : this.#decode(this.#decoder, input, max)
            if (bytes !== null) {
                this.received += bytes.length
                traceRequestBody(this.#connection.host.flags, bytes)
                return bytes
            }
        }
        return null
    }

    /** Waits for bytes and copies them into `buf`. Returns how many, 0 at the end. */
    *read(buf: Uint8Array): Fiber<number> {
        const bytes = yield* this.next(buf.length)
        if (bytes === null) {
            return 0
        }
        buf.set(bytes)
        return bytes.length
    }

    /** Waits for the whole rest, in a buffer of its own. Throws `WEB_BODY_TOO_BIG` beyond `limit` bytes. */
    *all(limit: number): Fiber<Buffer> {
        if (this.complete) {
            return NO_BODY
        }
        if (this.#left > limit) {
            throw new WebError('WEB_BODY_TOO_BIG')
        }
        let buf: Buffer = Buffer.allocUnsafe(Math.min(this.#left > 0 ? this.#left : STEP, limit, STEP))
        let length = 0
        for (;;) {
            const bytes = yield* this.next(Infinity)
            if (bytes === null) {
                return buf.subarray(0, length)
            }
            if (length + bytes.length > limit) {
                throw new WebError('WEB_BODY_TOO_BIG')
            }
            buf = grown(buf, length, length + bytes.length + Math.min(this.#left, STEP))
            buf.set(bytes, length)
            length += bytes.length
        }
    }

    /** Waits for the rest and drops it, for no more than `limit` bytes. Returns whether that was all. */
    *drain(limit: number): Fiber<boolean> {
        const end = this.received + limit
        while (this.received <= end) {
            if ((yield* this.next(Infinity)) === null) {
                return true
            }
        }
        return false
    }

    /** Takes what was handed out from the socket: the bytes are not valid any more. */
    settle(): void {
        if (this.#owed > 0) {
            this.#socket.consume(this.#owed)
            this.#owed = 0
        }
    }

    /** Waits for input and shows it; without a `consume` in between, for more than it has shown. */
    *#borrow(): Fiber<Buffer> {
        const socket = this.#socket
        if (socket.available === 0) {
            this.#beforeWait()
        }
        let input: Buffer | null
        try {
            input = yield* socket.borrow()
        } catch (error) {
            // Not where the wait is cancelled: a handler that waits no longer, or whose disk is full, may still answer.
            this.#connection.broken = true
            throw error
        }
        if (input === null) {
            this.#connection.broken = true
            throw new WebError('WEB_BODY_CUT')
        }
        // A client that sends does not wait for permission any more.
        this.#continue = false
        return input
    }

    #beforeWait(): void {
        this.#connection.refreshDeadline()
        this.#connection.limitDeadline(this.#connection.started + this.#connection.host.settings.timeouts.body)
        if (this.#continue) {
            this.#continue = false
            this.#connection.web.reply.sendContinue()
        }
    }

    #plain(input: Buffer, max: number): Buffer {
        const count = Math.min(input.length, this.#left, max)
        this.#left -= count
        this.#owed = count
        return count === input.length ? input : input.subarray(0, count)
    }

    #decode(decoder: ChunkedDecoder, input: Buffer, max: number): Buffer | null {
        // The span that is found is never longer than the input that is shown to the decoder.
        const end = Math.min(input.length, max)
        const pos = decoder.execute(input, 0, end)
        if (decoder.error !== null) {
            throw new RequestFault(decoder.error)
        }
        const { dataStart, dataEnd } = decoder
        if (dataStart === dataEnd) {
            this.#socket.consume(pos)
            return null
        }
        this.#owed = pos
        return input.subarray(dataStart, dataEnd)
    }
}

function grown(buf: Buffer, used: number, wanted: number): Buffer {
    if (wanted <= buf.length) {
        return buf
    }
    const larger = Buffer.allocUnsafe(Math.max(wanted, buf.length * 2))
    larger.set(buf.subarray(0, used))
    return larger
}
