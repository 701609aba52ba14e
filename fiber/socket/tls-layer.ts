/*
    tls-layer.ts -- What sockets know of TLS: somebody turns a wire into a secure one. Providers are in fiber/tls.

    A provider reads certificates and keys once, when an application makes one of these objects, not for each connection.
    The wire that is given has not been started. When the handshake fails, or the fiber is cancelled, the wire is destroyed
    and an error thrown. Deadlines are the caller's.
*/

import type { Blocking } from '../core/index.js'
import type { Wire } from './wire.js'

/** The server side. */
export interface TlsAcceptor {
    /** Makes the handshake with a client that has connected. */
    accept(wire: Wire): Blocking<Wire>
}

/** The client side. */
export interface TlsConnector {
    /** Makes the handshake with a server. `host` is the name (or numeric address) that its certificate must show. */
    connect(wire: Wire, host: string): Blocking<Wire>
}
