/*
    listen.ts -- Opens listeners, and runs their handlers.
*/

import { type Blocking, type Fiber, scope, spawn } from '../core/index.js'
import { type Endpoint, parseEndpoint } from './endpoint.js'
import { Listener } from './listener.js'
import type { Network } from './network.js'
import { nodeNetwork } from './node-network.js'
import type { Socket, SocketOptions } from './socket.js'
import type { TlsAcceptor } from './tls-layer.js'
import type { Address } from './wire.js'

/** What is done with a connection. When it is over the socket is closed. */
export type ConnectionHandler = (socket: Socket, listener: Listener) => Blocking<unknown>

/** How to listen. */
export interface ListenOptions extends SocketOptions {
    /**
     * Most connections at a time; more are closed at once. Up to 16 that this side has closed, and that wait for the end of the
     * peer, do not count, and handshakes of more than a second give way. Default 1000.
     */
    readonly limit?: number
    /**
     * Asked when the limit is reached, before a connection of `remote` is closed because of it: whether there is room, since
     * another one was closed just now. Must not throw.
     */
    readonly makeRoom?: (remote: Address | null) => boolean
    /** Length of the system's queue of connections that were not accepted. Default 511. */
    readonly backlog?: number
    /** Makes connections secure. */
    readonly tls?: TlsAcceptor
    /** Milliseconds for a TLS handshake. Default 30,000. */
    readonly handshake?: number
    /** Sends small pieces at once (TCP_NODELAY). Default true. */
    readonly noDelay?: boolean
    /** Default: the real one. */
    readonly network?: Network
    /** Told of a connection that is being closed because of the limit. Must not throw. */
    readonly onRefuse?: (remote: Address | null) => void
    /**
     * Told of a handler or (`socket` null) a handshake or acceptance that failed. Must not throw. By default failures of
     * handlers are uncaught failures of fibers; what peers cause (a reset, a timeout, a bad handshake) is only counted.
     */
    readonly onFailure?: (error: unknown, socket: Socket | null) => void
}

/**
 * Listens, and runs `handler` in a fiber of its own for each connection; with null, call `accept` on the listener. `endpoint`
 * is text as in spec web.md §3.1, such as `http://:80`, `127.0.0.1:0` or `[::1]:8080`. The fibers belong to the scope of the
 * caller, whose end closes the listener. A handler's failure closes its socket and is reported; the listener goes on.
 *
 * Throws `SOCKET_IN_USE`, `SOCKET_ACCESS`, `SOCKET_ADDRESS`, `SOCKET_NOT_FOUND`.
 */
export function* listen(
    endpoint: string | Endpoint,
    handler: ConnectionHandler | null,
    options: ListenOptions = {},
): Fiber<Listener> {
    const { host, port } = typeof endpoint === 'string' ? parseEndpoint(endpoint) : endpoint
    const { network = nodeNetwork, backlog = 511, tls } = options
    const listener = new Listener(options)
    const address = yield* bindAddress(network, host)
    listener.bound(yield* network.bind(address, port, listener, { backlog, secure: tls !== undefined }))
    if (handler !== null) {
        listener.serveWith(spawn(serve, listener, handler))
    }
    return listener
}

/** The numeric address to bind; empty: all. */
function* bindAddress(network: Network, host: string): Fiber<string> {
    if (host === '' || host === '*') {
        return ''
    }
    // IPv4 loopback only, whatever else the name means (spec web.md §3.1).
    return host === 'localhost' ? '127.0.0.1' : (yield* network.resolve(host))[0]!.address
}

/** Starts a fiber for each connection, and ends after them. */
function* serve(listener: Listener, handler: ConnectionHandler): Fiber<void> {
    try {
        yield* scope(function* (s) {
            for (
                let wire = yield* listener.queue.receive();
                wire !== undefined;
                wire = yield* listener.queue.receive()
            ) {
                // Not an argument: a fiber that is cancelled before it has begun runs nothing, and the wire would be lost.
                listener.fresh.push(wire)
                s.spawn(socket, listener, handler)
            }
        })
    } finally {
        listener.abandon()
    }
}

/** One connection. */
function* socket(listener: Listener, handler: ConnectionHandler): Fiber<void> {
    let open: Socket
    try {
        open = yield* listener.openAlone(listener.fresh.shift()!)
    } catch (error) {
        listener.handshakeFailed(error)
        return
    }
    try {
        yield* handler(open, listener)
    } catch (error) {
        listener.handlerFailed(error, open)
    } finally {
        open.closeNow()
    }
}
