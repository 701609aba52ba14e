/*
    web-response.ts -- WebResponse: the part of `Web` that answers.

    Methods that may wait are called with `yield*`: they wait while the client takes less than is sent. Their twins whose
    names end in `Now` never wait, and are what plain functions use.
*/

import { type Blocking, byteLength, type Fiber, format, type Op } from '../../fiber/index.js'
import { statusText } from '../http/index.js'
import { JSON_JSON, Json } from '../json/index.js'
import type { Connection } from './connection.js'
import { WebError } from './errors.js'
import { hostName, redirectRequest } from './redirect.js'
import { Reply } from './reply.js'
import type { Web } from './web.js'
import { WebRequest } from './web-request.js'

/** The response to a request. */
export abstract class WebResponse extends WebRequest {
    /** The connection belongs to a WebSocket now. */
    upgraded = false
    /** @internal */
    readonly reply: Reply

    /** @internal */
    constructor(connection: Connection) {
        super(connection)
        this.reply = new Reply(connection)
    }

    /** @internal */
    override end(): void {
        super.end()
        this.reply.discardHeaders()
    }

    // Status and headers

    /** Status code of the response, 200 to begin with. */
    get status(): number {
        return this.reply.status
    }

    set status(status: number) {
        this.setStatus(status)
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
     * Adds a header line. One of the same name stays, there are two then; a header that the server would add by itself is
     * left out. A name or value with line ends, other control characters or characters above U+00FF, and headers by which the
     * server tells where the response ends, are not added, and reported as an error. Without effect when the head is out.
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

    /**
     * Permits pages of other sites to use the response: `Access-Control-Allow-Origin` is the origin of the request, else this
     * server. Unless there is a Vary header, tells caches that the response depends on it (spec web.md §21).
     */
    *addAccessControlHeader(this: Web): Fiber<void> {
        let { origin } = this
        if (origin === null) {
            const name = yield* this.getHostName()
            if (name === null) {
                return
            }
            origin = `${this.scheme}://${name}`
        }
        this.addHeader('Access-Control-Allow-Origin', origin)
        if (!this.reply.hasHeader('vary')) {
            this.addHeader('Vary', this.reply.hasHeader('content-encoding') ? 'Origin, Accept-Encoding' : 'Origin')
        }
    }

    /**
     * Name of the server: as configured, else the address at which the client reached it, with its port. Null when that is
     * gone; then the request is answered with 400.
     */
    *getHostName(this: Web): Fiber<string | null> {
        const name = hostName(this)
        if (name === null) {
            this.connection.refuse('WEB_NO_HOSTNAME')
            yield* this.finalize()
        }
        return name
    }

    /** Has the headers of the configuration sent, also with a response to a request that was not understood. */
    addStandardHeaders(): void {
        this.reply.bare = false
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

    /** Bytes of the body that were announced; -1: none were. */
    get txLen(): number {
        return this.reply.announced < 0 ? -1 : this.reply.announced
    }

    /** MIME type that goes with the extension of the path; null: none. */
    get mime(): string | null {
        const { ext } = this
        const type = ext === null ? '' : this.host.typeOf(ext)
        return type === '' ? null : type
    }

    /** Value of the Location header; null: none. */
    get redirect(): string | null {
        return this.reply.location
    }

    set redirect(location: string | null) {
        this.reply.location = location
    }

    /** Status and headers are out: they cannot be changed any more. */
    get wroteHeaders(): boolean {
        return this.reply.started
    }

    /** The response is complete. */
    get finalized(): boolean {
        return this.reply.finished
    }

    /** The connection closes after this response. */
    get close(): boolean {
        return this.connection.closes || !this.connection.head.keepAlive
    }

    set close(on: boolean) {
        if (on) {
            this.connection.close()
        }
    }

    /** Closes the connection after this response. */
    closeAfter(): void {
        this.connection.close()
    }

    // The body

    /**
     * Adds text (sent as UTF-8) or bytes to the body. Waits while the client takes less than is sent. What is written without
     * waiting goes out in one piece with its length; a handler that waits after it has written something streams from then on.
     */
    write(data: string | Uint8Array): Op<void> {
        this.reply.append(data, false)
        return this.reply.ready()
    }

    /** Adds to the body without waiting. */
    writeNow(data: string | Uint8Array): void {
        this.reply.append(data, true)
    }

    /** Adds formatted text to the body: `format` of the runtime, as printf has it. */
    writeFmt(text: string, ...args: readonly unknown[]): Op<void> {
        return this.write(format(text, args))
    }

    /** Adds to the body, in a chunk of its own unless the length is known or the response is buffered. Sends what there is before. */
    writeChunk(data: string | Uint8Array): Op<void> {
        this.reply.stream()
        return this.write(data)
    }

    /** Has the body collected until the response is complete, whatever its length and however long that takes. */
    bufferBody(): void {
        this.reply.buffered = true
    }

    /** Sends what there is of the response, head included. What is written later goes out as it is written. */
    flush(): Op<void> {
        this.reply.start()
        return this.reply.ready()
    }

    /** The same, once: a second time is told as an error. */
    writeHeaders(): Op<void> {
        if (this.reply.started) {
            this.connection.report('error', 'WEB_MISUSE', 'Cannot write the headers: they are out already')
        }
        return this.flush()
    }

    /** Completes the response and sends it. Without this it happens when the handler returns. Again: nothing. */
    finalize(): Op<void> {
        this.reply.finish()
        return this.reply.ready()
    }

    /** Adds a value to the body as strict JSON on one line. Sets no type (spec web.md §31, K13). Returns its bytes. */
    *writeJson(value: unknown): Fiber<number> {
        const text = textOfJson(value)
        yield* this.writeChunk(text)
        return byteLength(text)
    }

    /** Answers with a value as JSON and completes the response. The type is `application/json`, unless another was added. */
    json(value: unknown): Op<void> {
        this.jsonNow(value)
        return this.finalize()
    }

    /** The same without waiting; the response is completed when the handler returns. */
    jsonNow(value: unknown): void {
        const text = textOfJson(value)
        this.reply.type = 'application/json'
        this.reply.append(text, false)
    }

    // Whole responses

    /**
     * Answers with plain text and completes the response. If an error was recorded its text is sent. A status of 0 or less
     * closes the connection, and stands for its absolute value, 0 for 400. With further arguments `text` is a format. When the
     * head is out: nothing.
     */
    writeResponse(status: number, text = '', ...args: readonly unknown[]): Op<void> {
        this.writeResponseNow(status, args.length === 0 ? text : format(text, args))
        return this.finalize()
    }

    /** The same without waiting; the response is completed when the handler returns. */
    writeResponseNow(status: number, text = ''): void {
        if (!this.reply.started) {
            if (status <= 0) {
                this.connection.close()
            }
            this.reply.replace(statusOf(status), this.error ?? text)
        }
    }

    /**
     * Answers with an error as plain text, in place of any body that was not sent yet, and completes the response. The text of
     * the first error of the request is recorded as `error`, and sent. A status of 0 or less: see `writeResponse`. With further
     * arguments `message` is a format. Then the hook is told.
     */
    sendError(status: number, message: string, ...args: readonly unknown[]): Blocking<void> {
        this.sendErrorNow(status, args.length === 0 ? message : format(message, args))
        return this.host.hook === null ? this.finalize() : this.#finalizeError()
    }

    /**
     * The same without waiting; the response is completed when the handler returns. When the head is out no error can be
     * told any more: the connection is closed, so that the client sees that the response is not complete. After the end of the
     * response: nothing is sent.
     */
    sendErrorNow(status: number, message: string): void {
        this.connection.report('trace', null, `Response ${statusOf(status)}: ${message}`)
        this.answerError(status, message)
    }

    /** @internal The same, and tells nobody. */
    answerError(status: number, message: string): void {
        const { reply, connection } = this
        if (status <= 0) {
            connection.close()
        }
        connection.noteError(message)
        if (reply.finished) {
            return
        }
        if (reply.started) {
            connection.fail('WEB_SHORT_RESPONSE', `an error came up when the head was out: ${message}`)
            return
        }
        reply.replace(statusOf(status), this.error ?? message)
    }

    /**
     * Redirects to a URL; parts that `target` does not have are those of the request, null has none. Reads the request body
     * before. Completes the response.
     */
    redirectTo(this: Web, status: number, target: string | null): Fiber<void> {
        return redirectRequest(this, status, target)
    }

    /** Ends the connection without a response, and records the error. The hook is told. */
    *netError(message: string, ...args: readonly unknown[]): Fiber<void> {
        this.connection.abandon(args.length === 0 ? message : format(message, args))
        yield* this.connection.tellHook()
    }

    /** The reason phrase that goes with the status. */
    get statusText(): string {
        return statusText(this.reply.status)
    }

    *#finalizeError(): Fiber<void> {
        yield* this.finalize()
        yield* this.connection.tellHook()
    }
}

/** The status that a caller means: negative ones also close the connection (spec web.md §17.1). */
function statusOf(status: number): number {
    return status === 0 ? 400 : Math.abs(status)
}

/** A value as JSON on one line. */
function textOfJson(value: unknown): string {
    // A tree knows how its numbers were written.
    const text = value instanceof Json ? value.toString(JSON_JSON) : JSON.stringify(value)
    if (text === undefined) {
        throw new WebError(
            'WEB_MISUSE',
            `Cannot answer with JSON: the value is of type ${typeof value}, wanted one that JSON has`,
        )
    }
    return text
}
