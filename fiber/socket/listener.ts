/*
    listener.ts -- Listener: accepts connections.
*/

import type { Blocking, Fiber, Op } from '../core/index.js'
import type { Endpoint } from './endpoint.js'
import { SocketError } from './errors.js'
import type { Socket, SocketOptions } from './socket.js'
import type { TlsAcceptor } from './tls-layer.js'
import type { Address } from './wire.js'

/** What is done with a connection. It owns the socket; when it is over the socket is closed. */
export type ConnectionHandler = (socket: Socket, listener: Listener) => Blocking<unknown>

/** How to listen. */
export interface ListenOptions extends SocketOptions {
    /** Most connections at a time; more are closed at once. Default 1000. */
    readonly limit?: number
    /** Length of the system's queue of connections that were not accepted. Default 511. */
    readonly backlog?: number
    /** Makes connections secure. */
    readonly tls?: TlsAcceptor
    /** Milliseconds for a TLS handshake. Default 30,000. */
    readonly handshake?: number
    /** Sends small pieces at once. Default true. */
    readonly noDelay?: boolean
    /** Told of a connection that was closed because of the limit. */
    readonly onRefuse?: (remote: Address | null) => void
    /** Told of a handler, or a handshake, that failed. Default: as any uncaught failure of a fiber. */
    readonly onFailure?: (error: unknown, socket: Socket | null) => void
}

/** A plain record about a listener. */
export interface ListenerStatistics {
    readonly address: Address
    readonly secure: boolean
    readonly listening: boolean
    readonly connections: number
    readonly limit: number
    readonly accepted: number
    readonly refused: number
    readonly failed: number
}

const later = () => new SocketError('SOCKET_FAILED', 'Cannot do this: not written yet')

/** Accepts connections at one endpoint. */
export class Listener {
    /** Where it listens, with the port that was chosen. */
    get address(): Address {
        throw later()
    }

    get port(): number {
        throw later()
    }

    get listening(): boolean {
        throw later()
    }

    /** Open connections. */
    get connections(): number {
        throw later()
    }

    /** Waits for a connection; null: the listener was closed. Only without a handler. */
    accept(): Op<Socket | null> {
        throw later()
    }

    /** Accepts no more. Open connections go on. */
    close(): void {
        throw later()
    }

    /** Accepts no more, cancels all handlers, and waits until they have ended. */
    closeAll(): Fiber<void> {
        throw later()
    }

    statistics(): ListenerStatistics {
        throw later()
    }
}

/**
 * Listens and runs `handler` in a fiber of its own for each connection. `endpoint` is text as in spec web.md §3.1, such as
 * `http://:80`, `127.0.0.1:0` or `[::1]:8080`. The fibers belong to the scope of the caller. A handler's failure closes its
 * socket and is reported; the listener goes on.
 */
export function* listen(
    _endpoint: string | Endpoint,
    _handler: ConnectionHandler,
    _options?: ListenOptions,
): Fiber<Listener> {
    throw later()
}
