/*
    url.ts -- Url: one connection on which requests are made one after the other (spec url.md §1, §19), as the original agent has it.

        const up = new Url({ timeout: 10_000 })
        try {
            const status = yield* up.fetch('GET', 'http://localhost/')
            console.log(status, yield* up.text())
        } finally {
            up.closeNow()
        }

    It is for ported programs and for those who want each step in their hands; `UrlClient` keeps connections, follows redirects and more.
    What it can do is put together from its parts:

        UrlState       how it stands, settings, errors
        UrlExchange    the request, the head of the response
        Url            the body of the response, and what is made of it all
*/

import type { Fiber } from '../../fiber/index.js'
import { PieceBuffer } from '../http/index.js'
import { wholePayload } from './body.js'
import { UrlError, type UrlErrorCode } from './errors.js'
import { type EventHandler, handled, readEvents } from './event-loop.js'
import { EventParser, type ServerEvent } from './event-parser.js'
import type { UrlHeaders } from './field-lines.js'
import { fileSize, sendFile } from './file-body.js'
import { parseJson } from './json-text.js'
import { makeBoundary, multipartPayload } from './multipart.js'
import { UrlExchange } from './url-exchange.js'

/** The body and headers of a request. */
export interface FetchOptions {
    /** Default: none. */
    readonly body?: string | Uint8Array | null
    /** Default: none. */
    readonly headers?: UrlHeaders | null
}

/** Bytes that are set aside for a body before they have come. */
const MOST_AHEAD = 2 ** 20

/** A client of one connection. By one fiber at a time. */
export class Url extends UrlExchange {
    #body: Buffer | null = null
    /** A handler of events runs. */
    #telling = false
    /** It has closed the connection, or begun another request. */
    #left = false
    /** The connection is to be closed behind it. */
    #released = false

    /** Records an error that an application has found, as those of the network. */
    setError(text: string, code: UrlErrorCode = 'URL_STATE'): void {
        this.fail(new UrlError(code, text, { text }))
    }

    /** Makes a whole request, once more with user and password if the server asks for them. Gives the status; the body can be read. */
    *fetch(method: string, url: string, { body = null, headers = null }: FetchOptions = {}): Fiber<number> {
        // C announces a body with every request, also one of 0 bytes (spec url.md §4.4)
        const payload = wholePayload(body ?? '')
        yield* this.start(method, url)
        if (this.address.webSocket) {
            yield* this.writeHeaders(headers)
            yield* this.finalize()
            return this.status
        }
        yield* this.guarded(this.perform(headers, payload))
        if (this.parseChallenge()) {
            yield* this.guarded(this.#skip())
            yield* this.start(method, url)
            yield* this.guarded(this.perform(headers, payload))
        }
        return this.status
    }

    /** After a 401: takes in what the server asks for. Whether another attempt makes sense. */
    parseChallenge(): boolean {
        const asked = this.fields?.getAll('www-authenticate') ?? []
        return this.status === 401 && this.login !== null && this.login.learn(asked, null)
    }

    /** Sends a file as a piece of the body. Throws `URL_FILE`. */
    *writeFile(path: string): Fiber<void> {
        const length = yield* this.guarded(fileSize(path))
        const out = { write: (data: string | Uint8Array) => this.write(data) }
        try {
            yield* sendFile(out, path, length)
        } catch (error) {
            throw error instanceof UrlError ? this.fail(error) : error
        }
    }

    /** Sends fields and files as a form, after `start`, and reads the head of the response (spec url.md §13). */
    *upload(
        files: readonly string[] = [],
        forms: Readonly<Record<string, string>> = {},
        headers: UrlHeaders | null = null,
    ): Fiber<void> {
        yield* this.guarded(this.#upload(files, forms, headers))
    }

    /** The first value of a header of the response, in any case of letters; null: there is none. */
    header(name: string): string | null {
        return this.fields?.get(name) ?? null
    }

    /** The value of a cookie that the response sets; null: there is none, or it is empty (spec url.md §12). */
    cookie(name: string): string | null {
        for (const field of this.fields?.getAll('set-cookie') ?? []) {
            const pair = field.split(';')[0]!
            const equals = pair.indexOf('=')
            if (equals >= 0 && pair.slice(0, equals).trim().toLowerCase() === name.toLowerCase()) {
                return pair.slice(equals + 1).trim() || null
            }
        }
        return null
    }

    /** Waits for bytes of the body, at most as many as fit. Gives how many, 0 at the end. */
    *read(buf: Uint8Array): Fiber<number> {
        const piece = yield* this.#next(buf.length)
        if (piece !== null) {
            buf.set(piece)
        }
        return piece?.length ?? 0
    }

    /** Waits for a piece of the body, and gives it in a buffer of its own; null: the end. */
    *readChunk(max = 65536): Fiber<Buffer | null> {
        const piece = yield* this.#next(max)
        return piece === null ? null : Buffer.from(piece)
    }

    /** Waits for the whole body, once: later calls give the same. Throws `URL_TOO_BIG` beyond `bufLimit`. */
    *bytes(): Fiber<Buffer> {
        if (this.#body === null) {
            yield* this.finalize()
            this.#body = yield* this.guarded(this.#readAll())
        }
        return this.#body
    }

    /** Waits for the whole body, as UTF-8. */
    *text(): Fiber<string> {
        return (yield* this.bytes()).toString()
    }

    /** Waits for the whole body, and parses it. Throws `URL_JSON`. */
    *json(): Fiber<unknown> {
        return parseJson(this.url, yield* this.text())
    }

    /**
     * Tells `handler` of each server-sent event until the stream ends, the handler gives false, or the object is closed. The head of the
     * response has been read, or is read now.
     */
    *events(handler: EventHandler): Fiber<void> {
        yield* this.finalize()
        this.#left = false
        const source = { next: () => this.#piece(Infinity) }
        let over = false
        try {
            const told: EventHandler = event => this.#tell(handler, event)
            yield* readEvents(new EventParser(), source, this.url, this.bufLimit, told)
            over = true
        } catch (error) {
            throw error instanceof UrlError ? this.fail(error) : error
        } finally {
            if (!over) {
                this.dropConnection()
            }
        }
        if (this.failure !== null) {
            throw this.failure
        }
    }

    /** Drops the connection for good; while a handler of events runs, when that has returned (spec url.md §4.5). */
    release(): void {
        this.#left = true
        this.#released = this.#telling
        if (!this.#telling) {
            this.closeNow()
        }
    }

    override closeNow(): void {
        this.#left = true
        super.closeNow()
    }

    protected override reset(): void {
        super.reset()
        this.#body = null
        this.#left = true
    }

    /** Tells of one event. False: no more, the handler wants none or has left the stream. */
    *#tell(handler: EventHandler, event: ServerEvent): Fiber<boolean> {
        this.lastEventId = event.id >= 0 ? event.id : this.lastEventId
        this.lastEventIdText = event.lastEventId
        this.#telling = true
        try {
            return (yield* handled(handler, event)) && !this.#left && this.failure === null
        } finally {
            this.#telling = false
            if (this.#released) {
                this.#released = false
                this.closeNow()
            }
        }
    }

    *#next(max: number): Fiber<Buffer | null> {
        if (this.#body !== null) {
            const text = 'Should not call urlRead after urlGetResponse'
            throw this.fail(new UrlError('URL_STATE', `Cannot read response of ${this.url}: ${text}`, { text }))
        }
        yield* this.finalize()
        return yield* this.guarded(this.#piece(max))
    }

    *#piece(max: number): Fiber<Buffer | null> {
        const { connection } = this
        if (this.failure !== null) {
            throw this.failure
        }
        if (connection === null) {
            return null
        }
        const piece = yield* connection.next(max)
        if (connection.complete && connection.broken && connection === this.connection && this.webSocket === null) {
            this.dropConnection()
        }
        return piece
    }

    *#readAll(): Fiber<Buffer> {
        const limit = this.bufLimit > 0 ? this.bufLimit : Infinity
        if (this.rxLen > limit && !this.chunked && this.connection !== null && !this.connection.complete) {
            throw this.#tooBig(limit)
        }
        const pieces = new PieceBuffer(this.chunked ? 0 : Math.min(this.rxLen, MOST_AHEAD))
        for (let piece = yield* this.#piece(Infinity); piece !== null; piece = yield* this.#piece(Infinity)) {
            if (pieces.length + piece.length > limit) {
                throw this.#tooBig(limit)
            }
            pieces.add(piece)
        }
        const body = pieces.take()
        if (body.every(byte => (byte > 31 && byte < 127) || byte === 9 || byte === 10 || byte === 13)) {
            this.trace('b', `Response Body >>>>\n\n${body}`)
        }
        return body
    }

    *#skip(): Fiber<void> {
        for (let piece = yield* this.#piece(65536); piece !== null; piece = yield* this.#piece(65536)) {
            if ((this.connection?.received ?? 0) > 65536) {
                this.dropConnection()
            }
        }
    }

    *#upload(
        files: readonly string[],
        forms: Readonly<Record<string, string>>,
        headers: UrlHeaders | null,
    ): Fiber<void> {
        for (const path of files) {
            if (path.includes('..')) {
                throw new UrlError('URL_FILE', `Cannot send ${path}: it has "..", wanted a plain path`, {
                    text: `Cannot open ${path}`,
                })
            }
        }
        this.boundary = makeBoundary()
        const fields = Object.entries(forms).map(([name, value]) => ({
            ...{ name, value },
            type: 'application/x-www-form-urlencoded',
        }))
        const parts = files.map((file, at) => ({ name: `file${at}`, file }))
        yield* this.perform(headers, yield* multipartPayload([...fields, ...parts], this.boundary))
    }

    #tooBig(limit: number): UrlError {
        return new UrlError('URL_TOO_BIG', `Cannot read response of ${this.url}: a body of more than ${limit} bytes`)
    }
}
