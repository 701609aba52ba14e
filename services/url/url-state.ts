/*
    url-state.ts -- UrlState: the part of `Url` that says how it stands, under the names that ported code reads (spec url.md §1).

        new --> started --> headers written --> finalized --> body read --> started again ...
                   |              |                |             |
                   +--------------+----------------+-------------+--> failed: `error` is set, the connection is closed
*/

import {
    Logger,
    type Network,
    now,
    RBuf,
    type Socket,
    type TlsClientOptions,
    type TlsConnector,
    tlsClient,
} from '../../fiber/index.js'
import type { Fields } from '../http/index.js'
import type { WebSocket } from '../websock/index.js'
import { parseAddress, type UrlAddress } from './address.js'
import { Authenticator, type UrlAuth } from './authenticator.js'
import type { Connection, ConnectionLimits } from './connection.js'
import { ME_URL_TIMEOUT, URL_MAX_RESPONSE, URL_NO_LINGER, URL_SHOW_FLAGS, URL_SHOW_NONE } from './constants.js'
import type { UrlError } from './errors.js'
import { type HttpProxy, proxyFor } from './proxy.js'
import { showFlags } from './show.js'

/** What can be set for a `Url`. */
export interface UrlOptions {
    /** `URL_SHOW_*` and `URL_NO_LINGER`. Default: what the environment variable `URL_SHOW` says. */
    readonly flags?: number
    /** Milliseconds for a request, from `start` to the end of its body; 0: none. Default 0, as in C. */
    readonly timeout?: number
    /** Bytes of a response that is buffered; 0: no limit. Default 1 MB. */
    readonly bufLimit?: number
    /** Bytes of a response head. Default 65,536. */
    readonly headLimit?: number
    /** How secure connections are made. Default: the server is verified. */
    readonly tls?: TlsClientOptions
    /** Default: none. */
    readonly auth?: UrlAuth
    /** URL of a proxy, or `environment`: those that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name, for other machines. Default: none. */
    readonly proxy?: string
    /** Default: the real one. */
    readonly network?: Network
}

const log = new Logger('url')

/** How a `Url` stands. */
export abstract class UrlState {
    /** Status of the response; 0: none has come. */
    status = 0
    /** Text of the first error of the request; null: none. */
    error: string | null = null
    /** The first error of the request itself; null: none. */
    failure: UrlError | null = null
    /** In upper case. */
    method = ''
    /** As it was given. */
    url = ''
    /** Value of the Location header; null: none. */
    redirect: string | null = null
    /** Length of the request body; -1: not known. */
    txLen = -1
    /** Content-Length of the response; -1: none. */
    rxLen = -1
    /** The response comes in chunks. */
    chunked = false
    /** The connection will not be used for another request. */
    close = false
    /** The request is complete. */
    finalized = false
    /** The head of the request was sent. */
    wroteHeaders = false
    /** The head of the response has come. */
    gotResponse = false
    /** `URL_*` flags. */
    flags: number
    /** 0: HTTP/1.0, 1: HTTP/1.1. */
    protocol: 0 | 1 = 1
    /** Milliseconds for a request; 0: none. */
    timeout: number
    /** Time on the scale of `now()` when the request must be over; 0: none. */
    deadline = 0
    /** Bytes that are buffered; 0: no limit. */
    bufLimit: number
    /** Boundary of an upload; null: it is none. */
    boundary: string | null = null
    /** The WebSocket of a request to a `ws` URL whose handshake is over. */
    webSocket: WebSocket | null = null
    username: string | null = null
    password: string | null = null
    authType: 'basic' | 'digest' | null = null
    /** Attempts of an event stream beyond the first. */
    maxRetries = 0
    /** The latest numeric id of an event stream, or that of the header Last-Event-ID; -1: none. */
    lastEventId = -1
    /** The latest id as text. */
    lastEventIdText = ''
    /** Always empty: what came and was not consumed stays in the socket. For `webSocketRun(ws, callback, arg, up.rx, timeout)`. */
    readonly rx: RBuf = new RBuf(16)

    protected connection: Connection | null = null
    protected fields: Fields | null = null
    protected login: Authenticator | null = null
    protected readonly network: Network | null
    readonly #headLimit: number
    readonly #proxy: string | null
    #address: UrlAddress = parseAddress('')
    #tls: TlsClientOptions
    #connector: TlsConnector | null = null

    constructor(options: UrlOptions = {}) {
        const { flags = 0, timeout = ME_URL_TIMEOUT, bufLimit = URL_MAX_RESPONSE, headLimit = 65536 } = options
        this.flags = flags
        if ((flags & URL_SHOW_FLAGS) === 0 && process.env.URL_SHOW !== undefined) {
            this.flags |= showFlags(process.env.URL_SHOW) || URL_SHOW_NONE
        }
        this.timeout = timeout
        this.bufLimit = bufLimit
        this.#headLimit = headLimit
        this.#tls = options.tls ?? {}
        this.#proxy = options.proxy ?? null
        this.network = options.network ?? null
        if (options.auth !== undefined) {
            this.setAuth(options.auth.user, options.auth.password, options.auth.type ?? null)
        }
    }

    get scheme(): string {
        return this.#address.scheme
    }

    get host(): string {
        return this.#address.host
    }

    get port(): number {
        return this.#address.port
    }

    get path(): string {
        return this.#address.path
    }

    get query(): string | null {
        return this.#address.query
    }

    get hash(): string | null {
        return this.#address.hash
    }

    /** The connection; null: there is none. */
    get sock(): Socket | null {
        return this.connection?.socket ?? null
    }

    /** Bytes of the response to come: of a known length, or of the present chunk. */
    get rxRemaining(): number {
        return this.connection?.left ?? 0
    }

    get realm(): string | null {
        return this.login?.challenge?.realm ?? null
    }

    get nonce(): string | null {
        return this.login?.challenge?.nonce ?? null
    }

    get qop(): string | null {
        return this.login?.challenge?.qop === true ? 'auth' : null
    }

    get opaque(): string | null {
        return this.login?.challenge?.opaque ?? null
    }

    get algorithm(): string | null {
        return this.login?.challenge?.algorithm ?? null
    }

    get nc(): number {
        return this.login?.nc ?? 0
    }

    /** Takes a URL apart into `scheme`, `host`, `port`, `path`, `query` and `hash`. Throws `URL_ADDRESS`. */
    parse(url: string): void {
        this.#address = parseAddress(url)
    }

    /** Sets milliseconds for requests, and restarts the deadline of the present one; 0 and less: none. */
    setTimeout(ms: number): void {
        this.timeout = Math.max(ms, 0)
        this.restartDeadline()
        if (this.connection !== null) {
            this.connection.due = this.due
            this.connection.socket.setDue(this.due)
        }
    }

    /** Sets user and password for later requests; a null one removes both, and what the server has asked for. */
    setAuth(user: string | null, password: string | null, type: 'basic' | 'digest' | null = null): void {
        this.username = user
        this.password = password
        this.authType = type
        this.login =
            user === null || password === null
                ? null
                : new Authenticator({ user, password, ...(type === null ? {} : { type }) }, true)
    }

    /** Changes how secure connections are made; the present one is closed. */
    setTls(options: TlsClientOptions): void {
        this.#tls = { ...this.#tls, ...options }
        this.#connector = null
        this.dropConnection()
    }

    /** Drops the connection; the object can be used again. */
    closeNow(): void {
        if (this.connection !== null) {
            this.trace('H', `Disconnect: ${this.scheme}://${this.host}:${this.port}\n`)
        }
        this.dropConnection()
    }

    /** Records an error, unless there is one, and closes the connection. Gives the one that is recorded. */
    fail(error: UrlError): UrlError {
        if (this.failure === null) {
            this.failure = error
            this.error = error.text
            log.debug(`${error.text}, for ${this.host}:${this.port}`)
        }
        this.dropConnection()
        return this.failure
    }

    /** Time on the scale of `now()` when the request must be over. */
    get due(): number {
        return this.deadline === 0 ? Infinity : this.deadline
    }

    protected get address(): UrlAddress {
        return this.#address
    }

    /** The proxy for the present address; null: none. Throws for one that cannot be. */
    protected get proxy(): HttpProxy | null {
        return proxyFor(this.#address, this.#proxy)
    }

    /** Without a timeout nothing but the caller ends a wait: so it is in C (spec url.md §8). */
    protected get limits(): ConnectionLimits {
        return { headLimit: this.#headLimit, headTimeout: Infinity, idleTimeout: Infinity }
    }

    protected restartDeadline(): void {
        this.deadline = this.timeout > 0 ? now() + this.timeout : 0
    }

    protected connector(): TlsConnector {
        this.#connector ??= tlsClient(this.#tls)
        return this.#connector
    }

    protected dropConnection(): void {
        const { connection } = this
        this.connection = null
        if (connection !== null) {
            if ((this.flags & URL_NO_LINGER) !== 0) {
                connection.socket.reset()
            } else {
                connection.drop()
            }
        }
    }

    /** Shows something in the log, if the flag with this letter is set (spec url.md §17). */
    protected trace(letter: 'B' | 'H' | 'b' | 'h', text: string): void {
        if ((this.flags & showFlags(letter)) !== 0) {
            log.log('raw', text)
        }
    }
}
