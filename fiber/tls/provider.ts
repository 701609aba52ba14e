/*
    provider.ts -- TlsProvider: an implementation of TLS.

    Another one than Node's own, such as mbedTLS compiled to WebAssembly working on memory buffers over a plain wire, adds itself with
    `addTlsProvider`; options name it.
*/

import type { TlsAcceptor, TlsConnector } from '../socket/index.js'
import type { TlsSettings } from './options.js'

/** An implementation of TLS. What it makes is shared by many connections: it reads certificates here, not for each. */
export interface TlsProvider {
    /** By which it is chosen. */
    readonly name: string
    /** Makes the client side of connections with these settings. Throws a `TlsError` if it cannot use them. */
    connector(settings: TlsSettings): TlsConnector
    /** Makes the server side. */
    acceptor(settings: TlsSettings): TlsAcceptor
}
