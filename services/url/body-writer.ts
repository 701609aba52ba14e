/*
    body-writer.ts -- BodyWriter: where the pieces of a request body go.

    A server may answer before it has the whole body, usually to refuse it, and read no further. A writer that only waited for room
    would then wait until its deadline; so it looks for an answer too, and ends the sending when there is one (RFC 9112 §9.5).
*/

import { type Fiber, select } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import { UrlError } from './errors.js'

/** Thrown through the function that writes a body, so that its `finally` blocks run. */
export class EarlyAnswer extends Error {
    override name = 'EarlyAnswer'
}

/** Takes the pieces of one body. */
export class BodyWriter {
    /** Bytes so far. */
    sent = 0
    readonly #connection: Connection
    readonly #length: number

    /** `length`: bytes that were announced; -1: chunks. */
    constructor(connection: Connection, length: number) {
        this.#connection = connection
        this.#length = length
    }

    /** Sends a piece, text as UTF-8; waits while the server is slow. Throws `URL_BODY_LENGTH` beyond what was announced. */
    *write(data: string | Uint8Array): Fiber<void> {
        const { socket } = this.#connection
        const count = typeof data === 'string' ? Buffer.byteLength(data) : data.length
        if (count === 0) {
            return
        }
        if (socket.available > 0 || socket.eof) {
            throw new EarlyAnswer('The server has answered before the body was sent')
        }
        this.sent += count
        if (this.#length < 0) {
            // RFC 9112 §7.1
            socket.writeNow(`${count.toString(16)}\r\n`, 'latin1')
        } else if (this.sent > this.#length) {
            throw this.#wrongLength()
        }
        socket.writeNow(data)
        if (this.#length < 0) {
            socket.writeNow('\r\n', 'latin1')
        }
        if (socket.congested || (typeof data !== 'string' && socket.pending > 0)) {
            yield* this.#drain()
        }
    }

    /** The body is complete. Throws `URL_BODY_LENGTH` if it is shorter than announced. */
    end(): void {
        if (this.#length < 0) {
            this.#connection.socket.writeNow('0\r\n\r\n', 'latin1')
        } else if (this.sent !== this.#length) {
            throw this.#wrongLength()
        }
    }

    *#drain(): Fiber<void> {
        const { socket } = this.#connection
        const { key } = yield* select({ sent: socket.flush(), answer: socket.borrow() })
        socket.consume(0)
        if (key === 'answer') {
            throw new EarlyAnswer('The server has answered before the body was sent')
        }
    }

    #wrongLength(): UrlError {
        const { url } = this.#connection
        return new UrlError(
            'URL_BODY_LENGTH',
            `Cannot send body to ${url}: ${this.sent} bytes, announced ${this.#length}`,
        )
    }
}
