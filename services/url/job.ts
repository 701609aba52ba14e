/*
    job.ts -- Job: one request from the first attempt to the response that its caller gets.

    Redirects, authentication, cookies and attempts change what is sent next; all that is here. The connection is the client's affair.
*/

import { type Fiber, now } from '../../fiber/index.js'
import type { ResponseHead } from '../http/index.js'
import { parseAddress, type UrlAddress } from './address.js'
import type { Authenticator } from './authenticator.js'
import { inChunks, NO_PAYLOAD, type Payload, payloadOf, wholePayload } from './body.js'
import type { Connection } from './connection.js'
import { ACCEPTED_CODINGS } from './content-decoder.js'
import type { CookieJar } from './cookie-jar.js'
import { UrlError } from './errors.js'
import { FieldLines } from './field-lines.js'
import type { UrlRequest, UrlSettings } from './options.js'
import { forwarder, type HttpProxy, proxyLogin, requestTarget } from './proxy.js'
import { BODY_HEADERS, isRedirect, PRIVATE_HEADERS, redirectMethod, redirectTarget } from './redirect.js'

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

/** Requests that may be sent again, for they change nothing (RFC 9110 §9.2.1), or nothing more the second time (§9.2.2). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const IDEMPOTENT: ReadonlySet<string> = new Set([...SAFE, 'PUT', 'DELETE'])

/** A request under way. */
export class Job {
    url: string
    address: UrlAddress
    method: string
    payload: Payload = NO_PAYLOAD
    readonly settings: UrlSettings
    /** Time on the scale of `now()` when it must be over. */
    readonly due: number
    /** The next connection shall be a new one. */
    fresh = false
    /** The response was given to the caller: no more attempts. */
    used = false
    readonly #jar: CookieJar | null
    readonly #login: Authenticator | null
    #sentLogin: string | null = null
    /** User and password are for the origin that the caller named. */
    readonly #home: string
    #headers: FieldLines
    #redirects = 0

    constructor(
        url: string,
        request: UrlRequest,
        settings: UrlSettings,
        common: FieldLines,
        jar: CookieJar | null,
        login: Authenticator | null,
    ) {
        this.url = url
        this.address = parseAddress(url)
        this.settings = settings
        this.due = now() + settings.timeout
        this.#jar = jar
        this.#login = login
        this.#home = this.address.origin
        this.#headers = new FieldLines(request.headers ?? null)
        if (common.text !== '') {
            const names = new Set([...common.names()].filter(name => this.#headers.has(name)))
            const rest = names.size === 0 ? common : common.without(names)
            this.#headers = new FieldLines(rest.text + this.#headers.text)
        }
        const hasBody = request.body !== undefined || request.json !== undefined || request.form !== undefined
        this.method = request.method ?? (hasBody ? 'POST' : 'GET')
        if (!TOKEN.test(this.method)) {
            throw new UrlError(
                'URL_METHOD',
                `Cannot request ${url}: method ${JSON.stringify(this.method)}, wanted a token`,
            )
        }
    }

    /** Looks at the body. */
    *prepare({ body, json, form }: UrlRequest): Fiber<void> {
        if (json !== undefined) {
            this.payload = wholePayload(JSON.stringify(json), 'application/json')
        } else if (form !== undefined) {
            const text = new URLSearchParams({ ...form }).toString()
            this.payload = wholePayload(text, 'application/x-www-form-urlencoded')
        } else if (body !== undefined) {
            this.payload = yield* payloadOf(body)
        }
        const length = this.#headers.get('content-length')
        if (length !== null && this.payload.length !== Number(length)) {
            if (this.payload.length >= 0 || !/^\d{1,15}$/.test(length)) {
                throw new UrlError(
                    'URL_BODY_LENGTH',
                    `Cannot request ${this.url}: Content-Length ${length}, and a body of ${this.payload.length} bytes`,
                )
            }
            this.payload = { ...this.payload, length: Number(length) }
        }
        if (this.#headers.has('transfer-encoding')) {
            this.payload = inChunks(this.payload)
        }
    }

    /** Milliseconds that are left. */
    left(): number {
        return this.due === Infinity ? Infinity : Math.max(this.due - now(), 1)
    }

    /** The head of the request. */
    head(proxy: HttpProxy | null): string {
        const { address, method, payload } = this
        const headers = this.#headers
        const by = forwarder(address, proxy)
        let head = `${method} ${requestTarget(address, by)} HTTP/1.1\r\n`
        if (!headers.has('host')) {
            head += `Host: ${address.authority}\r\n`
        }
        head += headers.text
        head += proxyLogin(by)
        if (this.settings.decode && !headers.has('accept-encoding')) {
            head += `Accept-Encoding: ${ACCEPTED_CODINGS}\r\n`
        }
        if (payload.type !== null && !headers.has('content-type')) {
            head += `Content-Type: ${payload.type}\r\n`
        }
        const cookies = this.#jar?.header(address) ?? null
        if (cookies !== null && !headers.has('cookie')) {
            head += `Cookie: ${cookies}\r\n`
        }
        if (this.#login !== null && address.origin === this.#home && !headers.has('authorization')) {
            this.#sentLogin = this.#login.header(method, address.target)
            if (this.#sentLogin !== null) {
                head += `Authorization: ${this.#sentLogin}\r\n`
            }
        }
        if (payload.length < 0) {
            head += headers.has('transfer-encoding') ? '' : 'Transfer-Encoding: chunked\r\n'
        } else if ((payload.length > 0 || !SAFE.has(method)) && !headers.has('content-length')) {
            // RFC 9110 §8.6: a method that usually has a body says so when there is none
            head += `Content-Length: ${payload.length}\r\n`
        }
        return `${head}\r\n`
    }

    /** Whether a response is not the one for the caller: what is to be sent next has been changed then. */
    goesOn(head: ResponseHead): boolean {
        const { fields, status } = head
        this.#jar?.take(this.address, fields.getAll('set-cookie'))
        if (status === 401 && this.#login !== null && this.address.origin === this.#home) {
            return this.payload.repeatable && this.#login.learn(fields.getAll('www-authenticate'), this.#sentLogin)
        }
        const location = fields.get('location')
        const { redirects } = this.settings
        if (redirects === 0 || !isRedirect(status, location)) {
            return false
        }
        if (this.#redirects++ === redirects) {
            throw new UrlError('URL_REDIRECTS', `Cannot request ${this.url}: more than ${redirects} redirects`)
        }
        return this.#follow(status, location)
    }

    /** Whether a kept connection had been closed by the server just before it was used (RFC 9112 §9.3.1). */
    isStale(connection: Connection, error: unknown): boolean {
        return (
            !this.used &&
            error instanceof UrlError &&
            (error.code === 'URL_LOST' || error.code === 'URL_WRITE') &&
            connection.served > 0 &&
            !connection.answered &&
            IDEMPOTENT.has(this.method) &&
            this.payload.repeatable
        )
    }

    /** Whether another attempt makes sense after an error. */
    mayRetry(error: unknown): boolean {
        return (
            !this.used &&
            SAFE.has(this.method) &&
            this.payload.repeatable &&
            now() < this.due &&
            error instanceof UrlError &&
            (error.code === 'URL_LOST' ||
                error.code === 'URL_WRITE' ||
                error.code === 'URL_CONNECT' ||
                error.code === 'URL_TIMEOUT')
        )
    }

    #follow(status: number, location: string): boolean {
        const method = redirectMethod(status, this.method)
        const keepsBody = method === this.method
        if (keepsBody && !this.payload.repeatable) {
            // A body that can be read once only is gone
            return false
        }
        const { url, address } = redirectTarget(this.address, location)
        if (address.origin !== this.address.origin) {
            this.#headers = this.#headers.without(PRIVATE_HEADERS)
        }
        if (this.#headers.has('host')) {
            this.#headers = this.#headers.without(new Set(['host']))
        }
        if (!keepsBody) {
            this.payload = NO_PAYLOAD
            this.#headers = this.#headers.without(BODY_HEADERS)
        }
        this.method = method
        this.url = url
        this.address = address
        return true
    }
}
