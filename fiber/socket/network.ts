/*
    network.ts -- Network: what `connect` and `listen` need of the world. The default is the real one (node-network.ts);
    fiber/testing has a fake one.
*/

import type { Blocking } from '../core/index.js'
import type { Address, Wire } from './wire.js'

/** A numeric address. */
export interface HostAddress {
    /** Numeric. */
    readonly address: string
    /** IPv4 or IPv6. */
    readonly family: 4 | 6
}

/** Who gets connections. */
export interface Acceptor {
    /** A connection has come. */
    accepted(wire: Wire): void
    /** One could not be accepted; others may be. */
    acceptFailed(error: Error): void
}

/** An address at which the network listens. */
export interface Binding {
    /** The address that was bound; the port is the real one. */
    readonly address: Address
    /** Accepts no more. */
    close(): void
}

/** How to listen. */
export interface BindOptions {
    /** Length of the queue of connections that were not accepted. */
    readonly backlog: number
    /** The wires are for a TLS provider. */
    readonly secure: boolean
}

/** Names, connections, listeners. Errors are `SocketError`s. There are no deadlines here: a fiber that is cancelled gives up. */
export interface Network {
    /** All addresses of a name, the preferred ones first; a numeric address at once. */
    resolve(host: string): Blocking<readonly HostAddress[]>
    /** Connects to one address. `secure`: the wire is for a TLS provider. */
    dial(to: HostAddress, port: number, secure: boolean): Blocking<Wire>
    /** Listens at a numeric address (empty: all interfaces, IPv4 and IPv6); port 0: any free one. */
    bind(host: string, port: number, acceptor: Acceptor, options: BindOptions): Blocking<Binding>
}
