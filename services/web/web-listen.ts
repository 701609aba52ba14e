/*
    web-listen.ts -- WebListen: one endpoint of a host (spec web.md §1, §3).
*/

import { type Listener, type TlsAcceptor, TlsServer } from '../../fiber/index.js'
import type { WebHost } from './host.js'

/** An open endpoint. */
export class WebListen {
    /** As configured. */
    readonly endpoint: string
    readonly host: WebHost
    /** The listener of the runtime. */
    readonly sock: Listener
    readonly #tls: TlsAcceptor | null

    /** @internal */
    constructor(host: WebHost, endpoint: string, sock: Listener, tls: TlsAcceptor | null) {
        this.host = host
        this.endpoint = endpoint
        this.sock = sock
        this.#tls = tls
    }

    /**
     * Reads certificate, key and authorities of a secure endpoint again, for its next connections. Throws a `TlsError` if they
     * cannot be used; those that were read before stay in use then. Of other endpoints, and of what a program has given: nothing.
     */
    secureEndpoint(): void {
        if (this.#tls instanceof TlsServer) {
            this.#tls.reload()
        }
    }

    /** The port that was chosen. */
    get port(): number {
        return this.sock.port
    }

    /** The endpoint as a URL by which a client on this machine reaches it. */
    get url(): string {
        const { address, port, family } = this.sock.address
        const name = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 6 ? `[${address}]` : address
        return `${this.sock.statistics().secure ? 'https' : 'http'}://${name}:${port}`
    }
}
