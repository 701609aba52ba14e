/*
    connection.ts -- Connection: one HTTP/1.1 connection of a client, on which requests follow each other.

        begin -> send ... -> readHead -> next ... until null -> begin ...

    Guarantees:
    - Never a byte more than the response is taken as part of it; bytes that follow it, which nobody asked for, end the connection.
    - Whatever breaks (an early end, a deadline, a coding that is wrong) leaves it `broken`: it is never used for another request.
    - Nothing is read ahead: a caller that does not read holds the server back.
*/

import { type Fiber, now, type Op, type Socket } from '../../fiber/index.js'
import { ChunkedDecoder, type Fields, type HttpFault, type ResponseHead, ResponseParser } from '../http/index.js'
import { faultError, socketFailure, UrlError } from './errors.js'

/** How the end of a body is known. */
const NONE = 0
const LENGTH = 1
const CHUNKED = 2
const UNTIL_CLOSE = 3

/** 1xx responses before the real one. */
const MOST_INTERIM = 20

/** What is bounded while a response is read. */
export interface ConnectionLimits {
    /** Bytes of a response head, and of the trailers. */
    readonly headLimit: number
    /** Milliseconds for the response head, once the request is sent. */
    readonly headTimeout: number
    /** Milliseconds between pieces of the body. */
    readonly idleTimeout: number
}

/** A connection of a client. */
export class Connection {
    /** Requests that were answered on it. */
    served = 0
    /** A byte of the present response has come. */
    answered = false
    /** It cannot be used for another request. */
    broken = false
    /** Bytes of the present body that came so far, as they were after the chunks were taken apart. */
    received = 0
    /** Time on the scale of `now()` when the present request must be over. */
    due = Infinity
    /** For messages: the present request. */
    url = ''
    /** Time on the scale of `now()` at which an idle connection is closed; for the pool. */
    expires = Infinity
    /** The TLS name, or the proxy, that was used; connections with the same key are alike. */
    readonly key: string

    readonly socket: Socket
    #limits: ConnectionLimits
    #method = ''
    #kind = NONE
    #left = 0
    #complete = true
    #decoder: ChunkedDecoder | null = null

    constructor(socket: Socket, key: string, limits: ConnectionLimits) {
        this.socket = socket
        this.key = key
        this.#limits = limits
    }

    /** A request begins. */
    begin(url: string, method: string, due: number, limits: ConnectionLimits): void {
        this.url = url
        this.due = due
        this.answered = false
        this.received = 0
        this.#limits = limits
        this.#method = method
        this.#complete = false
        this.socket.setDue(due)
    }

    /** Whether the connection can be used for another request now (RFC 9112 §9.3): it is open, and nothing was left on it. */
    get usable(): boolean {
        return !this.broken && this.#complete && !this.socket.closed && !this.socket.eof && this.socket.available === 0
    }

    /** The body was read to its end. */
    get complete(): boolean {
        return this.#complete
    }

    /** Bytes of the body to come, of one whose length is known; else 0. */
    get left(): number {
        return this.#kind === LENGTH && !this.#complete ? this.#left : 0
    }

    /** The trailer fields of a complete body; null: there are none. */
    get trailer(): Fields | null {
        return this.#decoder?.trailer ?? null
    }

    /** Waits for the head of the response; interim ones are skipped (RFC 9110 §15.2). */
    *readHead(): Fiber<ResponseHead> {
        this.#setDue(this.#limits.headTimeout)
        // One of its own for each request: the fields outlive the connection's next one
        const parser = new ResponseParser({ head: this.#limits.headLimit })
        for (let interim = 0; interim <= MOST_INTERIM; ) {
            let input: Buffer | null
            try {
                input = yield* this.socket.borrow()
            } catch (error) {
                throw this.#fail(socketFailure(this.url, error, 'URL_LOST'))
            }
            if (this.#isHead(parser, input)) {
                const { head } = parser
                if (head.status >= 200 || head.status === 101) {
                    this.#frame(head)
                    return head
                }
                interim++
            }
        }
        throw this.#fail(
            new UrlError(
                'URL_INTERIM',
                `Cannot read response of ${this.url}: more than ${MOST_INTERIM} responses are interim`,
            ),
        )
    }

    /** Waits for a piece of the body and shows it without a copy, valid until the fiber suspends; null: the end. */
    *next(max = Infinity): Fiber<Buffer | null> {
        while (!this.#complete) {
            if (this.socket.available === 0) {
                this.#setDue(this.#limits.idleTimeout)
            }
            let input: Buffer | null
            try {
                input = yield* this.socket.borrow()
            } catch (error) {
                throw this.#fail(socketFailure(this.url, error, 'URL_LOST'))
            }
            if (input === null) {
                this.#ended()
                return null
            }
            const piece = this.#take(input, max)
            if (piece !== null) {
                this.received += piece.length
                return piece
            }
        }
        return null
    }

    /**
     * The whole body without waiting, valid until the fiber suspends; null: it has not all come, or its length is not known before.
     * The usual case of short responses, which come in one piece.
     */
    wholeNow(): Buffer | null {
        if (this.#complete || this.#kind !== LENGTH || this.socket.available < this.#left) {
            return null
        }
        const piece = this.socket.peek().subarray(0, this.#left)
        this.socket.consume(this.#left)
        this.received += piece.length
        this.#left = 0
        this.#finish()
        return piece
    }

    /** Closes it, waiting for nobody. */
    drop(): void {
        this.broken = true
        this.socket.drop()
    }

    /** Closes it, sending what was written. */
    close(): void {
        this.broken = true
        this.socket.closeNow(false)
    }

    /** Sends; the data is not copied. Errors of the socket are thrown as they are: the response may have come all the same. */
    write(data: string | Uint8Array, encoding: 'latin1' | 'utf8' = 'utf8'): Op<void> {
        return this.socket.write(data, encoding)
    }

    /** Sends text without waiting. Throws `URL_WRITE`. */
    writeNow(text: string): void {
        try {
            this.socket.writeNow(text)
        } catch (error) {
            throw this.writeFailed(error)
        }
    }

    /** The error for what went wrong while a body was written. */
    writeFailed(error: unknown): unknown {
        return this.#fail(socketFailure(this.url, error, 'URL_WRITE'))
    }

    #setDue(ms: number): void {
        const { due } = this
        if (ms !== Infinity) {
            this.socket.setDue(Math.min(due, now() + ms))
        } else {
            this.socket.setDue(due)
        }
    }

    /** Whether a head is complete with these bytes. */
    #isHead(parser: ResponseParser, input: Buffer | null): boolean {
        if (input === null) {
            throw this.#fail(this.#lost('the server closed the connection'))
        }
        this.answered = true
        this.socket.consume(parser.execute(input, 0, input.length))
        if (parser.error !== null) {
            throw this.#fault(parser.error)
        }
        return parser.complete
    }

    /** RFC 9112 §6.3. */
    #frame(head: ResponseHead): void {
        const { status } = head
        this.#decoder = null
        if (!head.keepAlive || status === 101) {
            this.broken = true
        }
        const tunnel = this.#method === 'CONNECT' && status < 300
        if (tunnel) {
            // What follows is not HTTP any more (RFC 9110 §9.3.6)
            this.broken = true
        }
        if (this.#method === 'HEAD' || status === 204 || status === 304 || status === 101 || tunnel) {
            this.#kind = NONE
            this.#finish()
        } else if (head.chunked) {
            this.#kind = CHUNKED
            this.#decoder = new ChunkedDecoder({ line: 4096, trailer: this.#limits.headLimit })
        } else if (head.contentLength >= 0) {
            this.#kind = LENGTH
            this.#left = head.contentLength
            if (this.#left === 0) {
                this.#finish()
            }
        } else {
            this.#kind = UNTIL_CLOSE
            this.broken = true
        }
    }

    /** Takes a piece of the body out of the input; null: there was none in it. */
    #take(input: Buffer, max: number): Buffer | null {
        const { socket } = this
        const decoder = this.#decoder
        if (decoder === null) {
            const length = Math.min(input.length, max, this.#kind === LENGTH ? this.#left : Infinity)
            socket.consume(length)
            if (this.#kind === LENGTH) {
                this.#left -= length
                if (this.#left === 0) {
                    this.#finish()
                }
            }
            return length === input.length ? input : input.subarray(0, length)
        }
        const pos = decoder.execute(input, 0, Math.min(input.length, max))
        const { dataStart, dataEnd, error } = decoder
        socket.consume(pos)
        if (error !== null) {
            throw this.#fault(error)
        }
        if (decoder.complete) {
            this.#finish()
        }
        return dataEnd > dataStart ? input.subarray(dataStart, dataEnd) : null
    }

    #finish(): void {
        this.#complete = true
        this.served++
    }

    /** The server has ended. */
    #ended(): void {
        this.broken = true
        if (this.#kind !== UNTIL_CLOSE) {
            const wanted = this.#kind === LENGTH ? `, wanted ${this.#left} more` : ', wanted the last chunk'
            const text = this.#kind === LENGTH ? 'Cannot read from socket' : 'Cannot read chunk data'
            throw this.#fail(this.#lost(`the body ended after ${this.received} bytes${wanted}`, text))
        }
        this.#finish()
    }

    #lost(why: string, text = 'Cannot read response from site'): UrlError {
        return new UrlError('URL_LOST', `Cannot read response of ${this.url}: ${why}`, { text })
    }

    #fault(fault: HttpFault): unknown {
        return this.#fail(faultError(this.url, fault))
    }

    #fail(error: unknown): unknown {
        this.drop()
        return error
    }
}
