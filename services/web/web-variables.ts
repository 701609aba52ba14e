/*
    web-variables.ts -- WebVariables: the part of `Web` with variables, uploads, signatures and events (spec web.md §13.4, §14, §19,
    §20).

    Most requests have none of it, so what becomes known of one is in a record that is made when there is something to note. The query
    is taken apart when somebody asks for a variable of it.
*/

import { type Blocking, byteLength, type Event, type Fiber, format, now, type Op } from '../../fiber/index.js'
import { Json } from '../json/index.js'
import { addEncoded, addVariable, parseJsonBody } from './body/index.js'
import { commentText, type EventStreamOptions, eventStream, eventText } from './event-stream.js'
import { nothing } from './nothing.js'
import { type ValidateOptions, validateData, validateJson, validateRequest } from './signature/index.js'
import { receiveUploads, Uploads, type WebUpload, wantBoundary } from './upload/index.js'
import type { Web } from './web.js'
import { WebResponse } from './web-response.js'

/** What became known of a request. */
class Findings {
    vars: Json | null = null
    /** Undefined: the query was not looked at. */
    qvars: Json | null | undefined = undefined
    uploads: Uploads | null = null
    /** Null: the signature was not looked up. */
    signature: number | null = null
    /** Null: the request was not asked for it. */
    lastEventId: number | null = null
    /** `now()` at which an event or a comment was sent last. */
    lastEventTime = 0
    streamEnd: Event<undefined> | null = null
}

/** What the query and the body of a request hold. */
export abstract class WebVariables extends WebResponse {
    #findings: Findings | null = null

    /** @internal */
    override end(): void {
        super.end()
        this.#findings = null
    }

    // Variables

    /** Variables of the body: of a form, of JSON, of a multipart request. Null: it is none of these, or was not read. */
    get vars(): Json | null {
        return this.#findings === null ? null : this.#findings.vars
    }

    set vars(vars: Json | null) {
        this.#noted.vars = vars
    }

    /** Variables of the query; null: there is none. Throws `WEB_TOO_MANY_VARIABLES` (413), over `limits.variables`. */
    get qvars(): Json | null {
        const { query } = this
        if (query === null && this.#findings === null) {
            return null
        }
        const noted = this.#noted
        if (noted.qvars === undefined) {
            noted.qvars = query === null ? null : this.#encodedVars(query)
        }
        return noted.qvars
    }

    set qvars(qvars: Json | null) {
        this.#noted.qvars = qvars
    }

    /**
     * The text of a variable of the body. `name` is a key such as `a.b[0]`; objects are `{}`, arrays `[]`. The default (null if
     * none is given) if there is none, or if it is JSON's null.
     */
    getVar(name: string): string | null
    getVar<T>(name: string, def: T): string | T
    getVar(name: string, def: unknown = null): unknown {
        return this.vars?.get(name, def) ?? def
    }

    /** The same of the query. */
    getQueryVar(name: string): string | null
    getQueryVar<T>(name: string, def: T): string | T
    getQueryVar(name: string, def: unknown = null): unknown {
        return this.qvars?.get(name, def) ?? def
    }

    /** Sets a variable of the body to a text; numbers, `true`, `false` and `null` become what they look like. */
    setVar(name: string, value: string): void {
        this.vars ??= emptyVars()
        this.vars.setText(name, value)
    }

    /** Removes a variable of the body. Returns whether there was one. */
    removeVar(name: string): boolean {
        const { vars } = this
        return vars !== null && vars.getId(name) >= 0 && vars.remove(name)
    }

    /** @internal Adds a variable that a client has sent. Throws `WEB_TOO_MANY_VARIABLES`. */
    takeVar(name: string, value: string): void {
        this.vars ??= emptyVars()
        addVariable(this.vars, name, value, this.host.settings.limits.variables)
    }

    /** Takes the variables of a form from `bodyBytes` into `vars`. Throws `WEB_TOO_MANY_VARIABLES`. */
    parseForm(): void {
        this.vars = this.#encodedVars(this.bodyBytes.toString())
    }

    /** Takes the variables of the query into `qvars`, anew. Throws `WEB_TOO_MANY_VARIABLES`. */
    parseQuery(): void {
        this.#noted.qvars = undefined
        void this.qvars
    }

    /** Adds the variables of URL-encoded text to a tree. Throws `WEB_TOO_MANY_VARIABLES`. */
    parseEncoded(vars: Json, text: string): void {
        addEncoded(vars, text, this.host.settings.limits.variables)
    }

    /** The JSON in `bodyBytes`, in Ioto's relaxed grammar. Throws `WEB_BAD_JSON` (400). `vars` stays as it is. */
    parseJson(): Json {
        return parseJsonBody(this.bodyBytes)
    }

    // Uploads

    /** Uploaded files by the name of their variable, of one name the last; null: this is no multipart request. */
    get uploads(): ReadonlyMap<string, WebUpload> | null {
        return this.uploadSet === null ? null : this.uploadSet.map
    }

    /** All uploaded files, in order. */
    get uploadList(): readonly WebUpload[] {
        return this.uploadSet === null ? [] : this.uploadSet.list
    }

    /** The file that came last; null: there is none. */
    get upload(): WebUpload | null {
        return this.uploadList.at(-1) ?? null
    }

    /** @internal */
    get uploadSet(): Uploads | null {
        return this.#findings === null ? null : this.#findings.uploads
    }

    /** Gets ready for the parts of a multipart request: there are variables from now on. Throws `WEB_BAD_BOUNDARY` (400). */
    initUpload(): void {
        wantBoundary(this.contentType)
        this.#noted.uploads ??= new Uploads()
        this.vars ??= emptyVars()
    }

    /**
     * Reads the parts of a multipart request: files into temporary files, fields into `vars`. The server does it before the handler
     * runs. Throws a `WebError` that is to be the answer.
     */
    processUpload(this: Web): Fiber<void> {
        this.initUpload()
        return receiveUploads(this, this.uploadSet!)
    }

    /** Removes the temporary files that are still there, and forgets the uploads. The server does it at the end of the request. */
    *freeUpload(): Fiber<void> {
        yield* this.uploadSet?.remove((path, error) => this.#cannotRemove(path, error)) ?? nothing
    }

    /** The same without waiting for anything but the system. */
    freeUploadNow(): void {
        this.uploadSet?.removeNow((path, error) => this.#cannotRemove(path, error))
    }

    // Events

    /** Number of the event that was sent last; before, of the one that the client says it got last (`Last-Event-ID`); 0: none. */
    get lastEventId(): number {
        if (this.#findings === null || this.#findings.lastEventId === null) {
            return eventIdOf(this.getHeader('last-event-id'))
        }
        return this.#findings.lastEventId
    }

    set lastEventId(id: number) {
        this.#noted.lastEventId = id
    }

    /** @internal */
    get lastEventTime(): number {
        return this.#noted.lastEventTime
    }

    /**
     * Sends an event to a browser (server-sent events). `id` of 0 or less: the next one after `lastEventId`. `name` null: none. Each line
     * of the text becomes a line of data. With further arguments `text` is a format. The first event has the type set
     * and the headers sent. Waits while the client takes less than is sent. See also `eventStream`.
     */
    writeEvent(id: number, name: string | null, text: string, ...args: readonly unknown[]): Op<void> {
        const number = id > 0 ? Math.trunc(id) : this.lastEventId + 1
        this.startEvents()
        this.lastEventId = number
        return this.#writeEventText(eventText(number, name, args.length === 0 ? text : format(text, args)))
    }

    /** Sends a comment in a stream of events: clients ignore it, but one that is gone is noticed. */
    writeComment(text = ''): Op<void> {
        this.startEvents()
        return this.#writeEventText(commentText(text))
    }

    /**
     * Makes the response a stream of events, and runs `work`, which sends them with `writeEvent`. Meanwhile comments keep the connection
     * alive, and waits for the client are not limited by `timeouts.request`. Gives the result of `work`; a HEAD request gets the head alone,
     * and undefined; so does a host that stops, which ends it.
     */
    eventStream<T>(this: Web, work: Blocking<T>, options: EventStreamOptions = {}): Fiber<T | undefined> {
        return eventStream(this, work, options)
    }

    /** @internal Ends the stream of events; null: there is none. */
    get streamEnd(): Event<undefined> | null {
        return this.#findings === null ? null : this.#findings.streamEnd
    }

    set streamEnd(event: Event<undefined> | null) {
        this.#noted.streamEnd = event
    }

    /** @internal Nothing was sent yet: it is a stream of events that will be. */
    startEvents(): void {
        if (!this.wroteHeaders) {
            this.reply.addHeader('Content-Type', 'text/event-stream')
            this.#noted.lastEventTime = now()
        }
    }

    #writeEventText(text: string): Op<void> {
        this.#noted.lastEventTime = now()
        return this.writeChunk(text)
    }

    #cannotRemove(path: string, error: unknown): void {
        this.connection.report('error', 'WEB_UPLOAD_FAILED', `Cannot remove the temporary file ${path}`, error)
    }

    // Signatures

    /** Id of the signature of the request in `host.signatures`; -1: there is none. Looked up when it is asked for. */
    get signature(): number {
        const { signatureSet } = this.host
        if (signatureSet === null) {
            return -1
        }
        this.#noted.signature ??= signatureSet.ofRequest(this)
        return this.#noted.signature
    }

    set signature(sid: number) {
        this.#noted.signature = sid
    }

    /**
     * Holds the request against its signature, and adds default values to its variables. Throws a `WebError` that is to be the answer
     * (`WEB_INVALID`, 400). The server does it before the handler runs, on routes with `validate`.
     */
    validateRequest(this: Web): void {
        validateRequest(this)
    }

    /** The same with the signature under `CONTROLLER.ACTION`. */
    validateControllerAction(this: Web, controller: string, action: string): void {
        this.signature = this.host.signatureSet?.find(`${controller}.${action}`) ?? -1
        validateRequest(this)
    }

    /**
     * Holds a value (a `Json` tree, or a plain one) against a signature and gives what may go out of it, as JSON. Undefined and null: there
     * is no data. Throws a `WebError` that is to be the answer. Without signatures, or without a block for it, all of it may go out.
     */
    validateJson(this: Web, value: unknown, options: ValidateOptions = {}): string {
        return validateJson(this, treeOf(value), 0, options)
    }

    /** The same with text: JSON where the signature wants an object or an array, else one value, which goes out as text in quotes. */
    validateData(this: Web, text: string | null, options: ValidateOptions = {}): string {
        return validateData(this, text, options)
    }

    /**
     * Adds to the body what may go out of a value, and has the body collected until the response is complete. `key`: of the signature,
     * default the block `response` of that of the request. Returns the bytes. Sets no type. Throws as `validateJson` does.
     */
    writeValidatedJson(this: Web, value: unknown, key: string | null = null): Fiber<number> {
        return this.#writeValidated(() => this.validateJson(value, { key }))
    }

    /** The same with text: see `validateData`. */
    writeValidatedData(this: Web, text: string | null, key: string | null = null): Fiber<number> {
        return this.#writeValidated(() => this.validateData(text, { key }))
    }

    *#writeValidated(validate: () => string): Fiber<number> {
        this.bufferBody()
        const text = validate()
        yield* this.write(text)
        return byteLength(text)
    }

    #encodedVars(text: string): Json {
        const vars = emptyVars()
        this.parseEncoded(vars, text)
        return vars
    }

    get #noted(): Findings {
        this.#findings ??= new Findings()
        return this.#findings
    }
}

/** The number that a client gives as the last event; 0: none that it can have from here. */
function eventIdOf(header: string | null): number {
    return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : 0
}

function treeOf(value: unknown): Json | null {
    return value instanceof Json ? value : value == null ? null : Json.fromObject(value)
}

/** A tree without any variable. */
function emptyVars(): Json {
    return Json.fromObject({})
}
