/*
    server.ts -- tlsServer: what `listen` needs to accept secure connections.
*/

import type { Blocking } from '../core/index.js'
import type { TlsAcceptor, Wire } from '../socket/index.js'
import { serverSettings, type TlsServerOptions } from './options.js'
import { tlsProvider } from './providers.js'

/** The secure side of a listener, whose certificates can be replaced while it runs. */
export class TlsServer implements TlsAcceptor {
    #options: TlsServerOptions
    #acceptor: TlsAcceptor

    /** Use `tlsServer`. */
    constructor(options: TlsServerOptions) {
        this.#options = options
        this.#acceptor = make(options)
    }

    accept(wire: Wire): Blocking<Wire> {
        return this.#acceptor.accept(wire)
    }

    /**
     * Reads the files again, or takes other options. New connections get the new certificates; those that are open, or in
     * their handshake, go on as they began. When it throws, all stays as it was.
     */
    reload(options: TlsServerOptions = this.#options): void {
        this.#acceptor = make(options)
        this.#options = options
    }
}

function make(options: TlsServerOptions): TlsAcceptor {
    return tlsProvider(options.provider ?? 'openssl').acceptor(serverSettings(options))
}

/**
 * Reads certificate and key, to be used for any number of connections:
 *
 *     yield* listen('https://:443', handler, { tls: tlsServer({ certificate: 'server.crt', key: 'server.key' }) })
 *
 * Clients are not asked for certificates unless `verifyPeer` is set. Throws a `TlsError` if a file, a key or a name in the
 * options cannot be used. Without any certificate each handshake fails.
 */
export function tlsServer(options: TlsServerOptions): TlsServer {
    return new TlsServer(options)
}
