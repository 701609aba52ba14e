/*
    options.ts -- What can be set for a client, and for one request.
*/

import type { Network, Schedule, TlsClientOptions, TlsConnector } from '../../fiber/index.js'
import type { UrlAuth } from './authenticator.js'
import type { UrlBody } from './body.js'
import type { CookieJar } from './cookie-jar.js'
import type { UrlHeaders } from './field-lines.js'

/** Bounds and habits that a client has for all its requests, and that each request may change. */
export interface UrlDefaults {
    /** Milliseconds for finding the address, connecting and the TLS handshake. Default 30,000. */
    readonly connectTimeout?: number
    /** Milliseconds for the head of the response, once the request is sent. Default 60,000. */
    readonly headTimeout?: number
    /** Milliseconds between pieces of the response body. Default 60,000. */
    readonly idleTimeout?: number
    /** Milliseconds for all of it: redirects, attempts, the body. Default 300,000; streams that never end: Infinity. */
    readonly timeout?: number
    /** Bytes of a response body that is read whole. Default 1 MB. */
    readonly limit?: number
    /** Redirects that are followed. Default 0: they are given as they are. */
    readonly redirects?: number
    /** User and password. Never sent to another origin than that of the URL. Default: none. */
    readonly auth?: UrlAuth
    /** Asks for compressed bodies (gzip, deflate, br), and expands what comes. `limit` counts what it becomes. Default false. */
    readonly decode?: boolean
    /**
     * Pauses between attempts, such as `exponential({ attempts: 3 })`, for GET, HEAD and OPTIONS requests that fail before the
     * response is used. Default: one attempt.
     */
    readonly retry?: Schedule
}

/** One request. */
export interface UrlRequest extends UrlDefaults {
    /** Default: GET, with a body POST. */
    readonly method?: string
    /** Sent as they are, after those of the client with other names. Default: none. */
    readonly headers?: UrlHeaders
    /** Default: none. */
    readonly body?: UrlBody
    /** A value to be sent as JSON, instead of a body. */
    readonly json?: unknown
    /** Fields to be sent as `application/x-www-form-urlencoded`, instead of a body. */
    readonly form?: Readonly<Record<string, string>>
}

/** A client. */
export interface UrlClientOptions extends UrlDefaults {
    /** Sent with each request. Default: none. */
    readonly headers?: UrlHeaders
    /** How `https` connections are made. Default: `tlsClient()`, which verifies the server. */
    readonly tls?: TlsClientOptions | TlsConnector
    /** URL of a proxy, or `environment`: those that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name, for other machines. Default: none. */
    readonly proxy?: string
    /** Keeps the cookies of servers. Default: none are kept. */
    readonly cookies?: CookieJar
    /** Connections to one origin at a time; more requests wait. Default 16. */
    readonly connections?: number
    /** Milliseconds that an idle connection is kept; 0: each request has one of its own. Default 4,000. */
    readonly keepAlive?: number
    /** Idle connections of all origins together. Default 64. */
    readonly idle?: number
    /** Bytes of a response head. Default 65,536. */
    readonly headLimit?: number
    /** Default: the real one. */
    readonly network?: Network
}

/** Defaults as they are used. */
export interface UrlSettings extends Required<Omit<UrlDefaults, 'auth' | 'retry'>> {
    readonly headLimit: number
    readonly auth: UrlAuth | null
    readonly retry: Schedule | null
}

/** The defaults of the defaults. */
export const usualSettings: UrlSettings = Object.freeze({
    ...{ connectTimeout: 30_000, headTimeout: 60_000, idleTimeout: 60_000, timeout: 300_000, limit: 2 ** 20 },
    ...{ redirects: 0, decode: false, headLimit: 65_536, auth: null, retry: null },
})

/** Settings with what `given` changes. */
export function settle(base: UrlSettings, given: UrlDefaults & { readonly headLimit?: number }): UrlSettings {
    return {
        connectTimeout: given.connectTimeout ?? base.connectTimeout,
        headTimeout: given.headTimeout ?? base.headTimeout,
        idleTimeout: given.idleTimeout ?? base.idleTimeout,
        timeout: given.timeout ?? base.timeout,
        limit: given.limit ?? base.limit,
        redirects: given.redirects ?? base.redirects,
        decode: given.decode ?? base.decode,
        headLimit: given.headLimit ?? base.headLimit,
        auth: given.auth ?? base.auth,
        retry: given.retry ?? base.retry,
    }
}
