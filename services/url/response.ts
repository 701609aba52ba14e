/*
    response.ts -- UrlResponse: a response whose body is read as it comes.
*/

import type { Fiber } from '../../fiber/index.js'
import { type Fields, PieceBuffer, type ResponseHead } from '../http/index.js'
import type { Connection } from './connection.js'
import { decodedBy, type PieceSource } from './content-decoder.js'
import { type SaveOptions, saveBody } from './download.js'
import { UrlError } from './errors.js'
import { parseJson } from './json-text.js'
import { LineReader } from './line-reader.js'

/** Bytes of a line. */
const LONGEST_LINE = 65536

/** Bytes that are set aside for a body before they have come. */
const MOST_AHEAD = 2 ** 20

/** A response. It is valid inside the function that got it; its connection is the client's again afterwards. */
export class UrlResponse {
    /** 200 to 599; 101 if the request asked for another protocol, which this client does not speak. */
    readonly status: number
    /** The URL that answered, after redirects. */
    readonly url: string
    /** Header fields in order. */
    readonly headers: Fields
    /** Bytes of the body as announced, compressed or not; -1: not known. */
    readonly length: number
    readonly #head: ResponseHead
    readonly #connection: Connection
    readonly #source: PieceSource
    readonly #limit: number
    readonly #decoded: boolean
    #lines: LineReader | null = null
    /** The connection is somebody else's now. */
    #over = false

    constructor(head: ResponseHead, connection: Connection, url: string, limit: number, decode: boolean) {
        this.status = head.status
        this.url = url
        this.headers = head.fields
        this.length = head.contentLength
        this.#head = head
        this.#connection = connection
        this.#limit = limit
        const coding = decode ? head.fields.get('content-encoding') : undefined
        this.#decoded = coding !== undefined && !connection.complete
        this.#source = this.#decoded ? decodedBy(coding!, connection, url) : connection
    }

    /** The reason phrase; may be empty. */
    get reason(): string {
        return this.#head.reason
    }

    /** A status of 200 to 299. */
    get ok(): boolean {
        return this.status >= 200 && this.status < 300
    }

    /** The first value of a header, in any case of letters; null: there is none. */
    header(name: string): string | null {
        return this.headers.get(name) ?? null
    }

    /** Trailer fields, once the body was read; null: there are none. */
    get trailers(): Fields | null {
        return this.#connection.trailer
    }

    /** Bytes of the body that came so far, compressed or not. */
    get received(): number {
        return this.#connection.received
    }

    /** Waits for the next piece, and shows it without a copy: valid until the fiber suspends. Null: the end. */
    next(): Fiber<Buffer | null> {
        this.#check()
        return this.#source.next()
    }

    /** Waits for a line and gives it without its LF or CRLF; null: the end. A last line without an end counts. `URL_TOO_BIG` beyond `limit` bytes. */
    *line(limit = LONGEST_LINE): Fiber<string | null> {
        this.#check()
        this.#lines ??= new LineReader(this.#source)
        const line = yield* this.#lines.next(limit)
        if (line === undefined) {
            throw this.#tooBig(limit, 'line')
        }
        return line
    }

    /** Waits for the whole body. Throws `URL_TOO_BIG` beyond `limit` bytes (default: that of the request). */
    *bytes(limit = this.#limit): Fiber<Buffer> {
        this.#check()
        if (!this.#decoded) {
            if (this.length > limit && !this.#connection.complete) {
                throw this.#tooBig(limit, 'body')
            }
            const whole = this.#connection.wholeNow()
            if (whole !== null) {
                return Buffer.from(whole)
            }
        }
        // Of a length that is known there is room from the start, within reason: the server only says so
        const body = new PieceBuffer(this.#decoded ? 0 : Math.min(this.length, limit, MOST_AHEAD))
        for (let piece = yield* this.next(); piece !== null; piece = yield* this.next()) {
            if (body.length + piece.length > limit) {
                throw this.#tooBig(limit, 'body')
            }
            body.add(piece)
        }
        return body.take()
    }

    /** Waits for the whole body, as UTF-8. */
    *text(limit = this.#limit): Fiber<string> {
        return (yield* this.bytes(limit)).toString()
    }

    /** Waits for the whole body, and parses it. Throws `URL_JSON`. */
    *json(limit = this.#limit): Fiber<unknown> {
        return parseJson(this.url, yield* this.text(limit))
    }

    /** Writes the body to a file, which is there when it is complete and on the disk, and not before. Gives the bytes. */
    save(path: string, options: SaveOptions = {}): Fiber<number> {
        return saveBody(this, path, options)
    }

    /** Reads what is left and drops it, up to `limit` bytes; beyond that the connection is not used again. */
    *skip(limit = 65536): Fiber<void> {
        let length = 0
        while (length <= limit) {
            const piece = yield* this.#connection.next()
            if (piece === null) {
                return
            }
            length += piece.length
        }
    }

    /** @internal It cannot be read any more. */
    close(): void {
        this.#over = true
        this.#source.release?.()
    }

    #check(): void {
        if (this.#over) {
            throw new UrlError(
                'URL_STATE',
                `Cannot read response of ${this.url}: the function that was given it has returned`,
            )
        }
    }

    #tooBig(limit: number, what: string): UrlError {
        this.#connection.drop()
        return new UrlError('URL_TOO_BIG', `Cannot read response of ${this.url}: a ${what} of more than ${limit} bytes`)
    }
}
