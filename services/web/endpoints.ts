/*
    endpoints.ts -- Endpoints: where a host listens (spec web.md §3, §4).
*/

import {
    type Fiber,
    type Listener,
    listen,
    parseEndpoint,
    type Socket,
    SocketError,
    TimeoutError,
    type TlsAcceptor,
    TlsError,
    textOf,
} from '../../fiber/index.js'
import { makeEndpointTls } from './endpoint-tls.js'
import { WebError } from './errors.js'
import type { EventLevel } from './events.js'
import type { WebHost } from './host.js'
import { WebListen } from './web-listen.js'

/** The listeners of a host. */
export class Endpoints {
    /** Those that are open. */
    list: WebListen[] = []
    readonly #host: WebHost
    /** What the application gave; null: the configuration decides. */
    readonly #tls: TlsAcceptor | null

    constructor(host: WebHost, tls: TlsAcceptor | null) {
        this.#host = host
        this.#tls = tls
    }

    /** Opens all; those whose certificate cannot be used are told of and left out. Throws when one cannot be opened. */
    *open(endpoints: readonly string[]): Fiber<void> {
        const isSecure = endpoints.some(endpoint => schemeOf(endpoint) === 'https')
        const tls = isSecure ? yield* this.#makeTls() : null
        if (isSecure && this.#tls === null && this.#host.tlsSettings.certificate === null) {
            // Spec web.md §4: the endpoint listens.
            this.#host.note('error', 'WEB_NO_TLS', 'No tls.certificate is configured: each TLS handshake fails')
        }
        for (const endpoint of endpoints) {
            if (schemeOf(endpoint) !== 'https') {
                yield* this.#open(endpoint, null)
            } else if (tls !== null) {
                yield* this.#open(endpoint, tls)
            } else {
                // Never in plain text (spec web.md §30, D6).
                const message = `Secure endpoint ${endpoint} is not yet ready as it does not have a certificate or key.`
                this.#host.note('error', 'WEB_NO_TLS', message)
            }
        }
    }

    /** Accepts no more. */
    close(): void {
        for (const { sock } of this.list) {
            sock.close()
        }
    }

    /** Forgets those that are closed. */
    clear(): void {
        this.close()
        this.list = []
    }

    *#makeTls(): Fiber<TlsAcceptor | null> {
        return (
            this.#tls ??
            (yield* makeEndpointTls(this.#host.tlsSettings, text => this.#host.note('error', 'WEB_NO_TLS', text)))
        )
    }

    *#open(endpoint: string, tls: TlsAcceptor | null): Fiber<void> {
        const host = this.#host
        let open: WebListen | null = null
        let listener: Listener
        try {
            listener = yield* listen(endpoint, (socket: Socket) => host.serve(socket, open), {
                limit: host.settings.limits.connections,
                ...(tls === null ? {} : { tls }),
                makeRoom: remote => host.makeRoom(remote),
                onRefuse: remote => host.refused(remote),
                onFailure: error => host.note(levelOf(error), 'WEB_DISCONNECTED', textOf(error)),
            })
        } catch (error) {
            throw withEndpoint(endpoint, error)
        }
        open = new WebListen(host, endpoint, listener, tls)
        this.list.push(open)
        host.note('info', null, `Listening ${parseEndpoint(endpoint).port === 0 ? open.url : endpoint}`)
    }
}

/** A name that has no address is told with its endpoint. */
function withEndpoint(endpoint: string, error: unknown): unknown {
    return error instanceof SocketError && error.code === 'SOCKET_NOT_FOUND'
        ? new SocketError(error.code, `Cannot listen on ${endpoint}: ${error.message}`, { cause: error })
        : error
}

/** What peers cause is no error of the server. */
function levelOf(error: unknown): EventLevel {
    return error instanceof SocketError || error instanceof TlsError || error instanceof TimeoutError
        ? 'trace'
        : 'error'
}

/** `https`, or anything else, which is plain HTTP. Refuses spellings of which it is not clear which they are. */
function schemeOf(endpoint: string): string {
    const { scheme } = parseEndpoint(endpoint)
    if (/^\d+$/.test(endpoint)) {
        // It would be the name of a host (spec web.md §3.1), and for the system an address that nobody means.
        throw new WebError(
            'WEB_CONFIG',
            `Cannot listen on ${endpoint}: it is no port without a colon, wanted ':${endpoint}'`,
        )
    }
    if (scheme !== 'https' && scheme.toLowerCase() === 'https') {
        throw new WebError('WEB_CONFIG', `Cannot listen on ${endpoint}: scheme ${scheme}, wanted https in lower case`)
    }
    return scheme
}
