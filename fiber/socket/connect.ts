/*
    connect.ts -- Client connections.
*/

import type { Fiber } from '../core/index.js'
import { SocketError } from './errors.js'
import type { Socket, SocketOptions } from './socket.js'
import type { TlsConnector } from './tls-layer.js'

/** Where to connect, and how. */
export interface ConnectOptions extends SocketOptions {
    /** A name or a numeric IPv4 or IPv6 address. */
    readonly host: string
    readonly port: number
    /** Milliseconds for all of it: finding the address, connecting, the TLS handshake. Default 30,000. */
    readonly deadline?: number
    /** Makes the connection secure. */
    readonly tls?: TlsConnector
    /** Sends small pieces at once. Default true. */
    readonly noDelay?: boolean
}

/** Connects to a server. */
export function* connect(_options: ConnectOptions): Fiber<Socket> {
    throw new SocketError('SOCKET_FAILED', 'Cannot do this: not written yet')
}
