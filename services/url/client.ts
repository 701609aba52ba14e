/*
    client.ts -- UrlClient: requests to any number of servers, on connections that are kept.

        const client = new UrlClient({ redirects: 5 })
        try {
            const reply = yield* client.request('https://example.com/api/status')
            console.log(reply.status, reply.json())
        } finally {
            client.close()
        }

    A connection is out of the pool only inside `request` and `stream`: however they end (a result, an error, a cancelled fiber) it goes
    back or is closed. So nobody can forget one.
*/

import {
    type Blocking,
    type Fiber,
    retry,
    type TlsClientOptions,
    type TlsConnector,
    tlsClient,
} from '../../fiber/index.js'
import { parseAddress, type UrlAddress } from './address.js'
import { Authenticator, type UrlAuth } from './authenticator.js'
import type { Connection } from './connection.js'
import { connectionKey, type Dialling, dial } from './dial.js'
import type { EventHandler } from './event-loop.js'
import { type EventOptions, followEvents } from './events.js'
import { exchange } from './exchange.js'
import { settingsFailure } from './errors.js'
import { FieldLines } from './field-lines.js'
import { Job } from './job.js'
import { settle, type UrlClientOptions, type UrlRequest, type UrlSettings, usualSettings } from './options.js'
import { Pool, type PoolStatistics } from './pool.js'
import { type HttpProxy, proxyFor } from './proxy.js'
import { UrlReply } from './reply.js'
import { UrlResponse } from './response.js'

/** Remembered challenges; the oldest is forgotten. */
const MOST_LOGINS = 100

/** A request without options. */
const PLAIN: UrlRequest = Object.freeze({})

/** Makes requests. */
export class UrlClient {
    readonly #settings: UrlSettings
    readonly #headers: FieldLines
    readonly #options: UrlClientOptions
    readonly #pool: Pool
    readonly #logins = new Map<string, Authenticator>()
    #tls: TlsConnector | null = null

    constructor(options: UrlClientOptions = {}) {
        const { connections = 16, idle = 64, keepAlive = 4000 } = options
        this.#options = options
        this.#settings = settle(usualSettings, options)
        this.#headers = new FieldLines(options.headers ?? null)
        this.#pool = new Pool(connections, idle, keepAlive)
    }

    /**
     * Makes a request and waits for the whole response, whatever its status. Throws a `UrlError`: `URL_CONNECT`, `URL_TIMEOUT`, `URL_LOST`,
     * `URL_TOO_BIG` and others; docs/reference/errors.md has them all.
     */
    request(url: string, request: UrlRequest = PLAIN): Fiber<UrlReply> {
        return this.#run(url, request, whole, false)
    }

    /** Makes a request, and has `use` read the response as it comes. What `use` gives is the result. */
    stream<T>(url: string, request: UrlRequest, use: (response: UrlResponse) => Blocking<T>): Fiber<T> {
        return this.#run(url, request, use, true)
    }

    /**
     * Follows server-sent events: tells `handler` of each until the stream ends for good, or it gives false. With `reconnects` a stream
     * that is lost is taken up where it was. Throws `URL_STATUS` for what is no event stream, `URL_EVENT_RETRIES`.
     */
    events(url: string, options: EventOptions, handler: EventHandler): Fiber<void> {
        return followEvents(this, url, options, handler)
    }

    /** Closes the connections that are kept; requests under way go on, those that begin are refused. */
    close(): void {
        this.#pool.close()
    }

    /** A plain record about the connections. */
    statistics(): PoolStatistics {
        return this.#pool.statistics()
    }

    *#run<T>(url: string, request: UrlRequest, use: (response: UrlResponse) => Blocking<T>, once: boolean): Fiber<T> {
        const settings = request === PLAIN ? this.#settings : settle(this.#settings, request)
        const login = settings.auth === null ? null : this.#login(url, settings.auth)
        const job = new Job(url, request, settings, this.#headers, this.#options.cookies ?? null, login)
        if (request !== PLAIN) {
            yield* job.prepare(request)
        }
        if (settings.retry === null) {
            return yield* this.#attempt(job, use, once)
        }
        return yield* retry(settings.retry, () => this.#attempt(job, use, once), { when: error => job.mayRetry(error) })
    }

    *#attempt<T>(job: Job, use: (response: UrlResponse) => Blocking<T>, once: boolean): Fiber<T> {
        for (;;) {
            const proxy = proxyFor(job.address, this.#options.proxy ?? null)
            const key = connectionKey(job.address, proxy)
            const kept = job.fresh ? null : this.#pool.takeNow(key)
            const connection = kept ?? (yield* this.#connect(job, proxy, key))
            let hint = Infinity
            try {
                const { settings, url } = job
                connection.begin(url, job.method, job.due, settings)
                const head = yield* exchange(connection, job.head(proxy), job.payload)
                hint = keepAliveHint(head.get('keep-alive'))
                const goesOn = job.goesOn(head)
                const response = new UrlResponse(head, connection, url, settings.limit, settings.decode && !goesOn)
                try {
                    if (!goesOn) {
                        job.used = once
                        return yield* use(response)
                    }
                    yield* response.skip()
                } finally {
                    response.close()
                }
            } catch (error) {
                if (!job.isStale(connection, error)) {
                    throw error
                }
                job.fresh = true
            } finally {
                this.#pool.give(connection, hint)
            }
        }
    }

    /** A connection that has to be waited for, or made. */
    *#connect(job: Job, proxy: HttpProxy | null, key: string): Fiber<Connection> {
        const kept = yield* this.#pool.take(key, job.url, job.left(), job.fresh)
        if (kept !== null) {
            return kept
        }
        let connection: Connection | null = null
        try {
            const ms = Math.min(job.settings.connectTimeout, job.left())
            connection = yield* dial(job.url, job.address, this.#dialling(job.address, proxy), job.settings, ms)
            return connection
        } catch (error) {
            throw settingsFailure(job.url, error)
        } finally {
            if (connection === null) {
                this.#pool.forgo(key)
            }
        }
    }

    #dialling({ secure }: UrlAddress, proxy: HttpProxy | null): Dialling {
        const { tls, network = null } = this.#options
        if (tls !== undefined && this.#tls === null && (secure || proxy?.secure === true)) {
            this.#tls = isConnector(tls) ? tls : tlsClient(tls)
        }
        return { tls: this.#tls, proxy, network }
    }

    /** Challenges are remembered per user and origin. */
    #login(url: string, auth: UrlAuth): Authenticator {
        const key = JSON.stringify([parseAddress(url).origin, auth.user, auth.password, auth.type])
        let login = this.#logins.get(key)
        if (login === undefined) {
            login = new Authenticator(auth)
            this.#logins.set(key, login)
            if (this.#logins.size > MOST_LOGINS) {
                this.#logins.delete(this.#logins.keys().next().value!)
            }
        }
        return login
    }
}

/** Makes one request on a connection of its own: `const { status } = yield* request('http://localhost/')`. See `UrlClient`. */
export function* request(url: string, options: UrlRequest & UrlClientOptions = {}): Fiber<UrlReply> {
    const client = new UrlClient({ ...options, keepAlive: options.redirects === undefined ? 0 : 4000 })
    try {
        // The headers of a request are those of its client here
        return yield* client.request(url, { ...options, headers: '' })
    } finally {
        client.close()
    }
}

function* whole(response: UrlResponse): Fiber<UrlReply> {
    const body = yield* response.bytes()
    return new UrlReply(response, body)
}

function isConnector(tls: TlsClientOptions | TlsConnector): tls is TlsConnector {
    return 'connect' in tls
}

/** `Keep-Alive: timeout=5`: a second less, so that nothing is sent to a connection that is being closed. */
function keepAliveHint(field: string | undefined): number {
    const seconds = field === undefined ? null : /(?:^|[\s,])timeout=(\d{1,6})/i.exec(field)
    return seconds === null ? Infinity : Math.max(Number(seconds[1]) - 1, 0) * 1000 || 500
}
