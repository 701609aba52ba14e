/*
    listen.ts -- Opens listeners, and runs their handlers.
*/

import { createServer, type Server } from 'node:net'
import { type Blocking, type Fiber, Leaf, type Move, ready, SUSPEND, scope, spawn, wake } from '../core/index.js'
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.js'
import { HandleWire } from './handle-wire.js'
import { Listener } from './listener.js'
import { NodeWire } from './node-wire.js'
import { resolve } from './resolve.js'
import { selfTest, takeHandles } from './self-test.js'
import type { Socket, SocketOptions } from './socket.js'
import { systemFailure } from './system-errors.js'
import type { TlsAcceptor } from './tls-layer.js'
import type { Address } from './wire.js'

/** What is done with a connection. When it is over the socket is closed. */
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
    /** Sends small pieces at once (TCP_NODELAY). Default true. */
    readonly noDelay?: boolean
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
    const place = typeof endpoint === 'string' ? parseEndpoint(endpoint) : endpoint
    // A TLS provider wants a net.Socket to wrap.
    const handles = (yield* selfTest()) && options.tls === undefined
    const host = yield* bindAddress(place.host)
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
    yield* new Bind(server, place, host, options.backlog ?? 511)
    const listener = new Listener(server, options)
    server.on('error', error => listener.acceptFailed((error as NodeJS.ErrnoException).errno ?? 0))
    if (
        !handles ||
        !takeHandles(
            server,
            handle => listener.accepted(new HandleWire(handle)),
            status => listener.acceptFailed(status),
        )
    ) {
        server.on('connection', socket => listener.accepted(new NodeWire(socket)))
    }
    if (handler !== null) {
        listener.serveWith(spawn(serve, listener, handler))
    }
    return listener
}

/** The numeric address to bind; empty: all. */
function* bindAddress(host: string): Fiber<string> {
    if (host === '' || host === '*') {
        return ''
    }
    // IPv4 loopback only, whatever else the name means (spec web.md §3.1).
    return host === 'localhost' ? '127.0.0.1' : (yield* resolve(host))[0]!.address
}

class Bind extends Leaf<void> {
    private readonly server: Server
    private readonly place: Endpoint
    private readonly host: string
    private readonly backlog: number
    private bound = false
    private error: Error | null = null

    constructor(server: Server, place: Endpoint, host: string, backlog: number) {
        super()
        this.server = server
        this.place = place
        this.host = host
        this.backlog = backlog
    }

    describe(): string {
        return `listen at ${formatEndpoint(this.place)}`
    }

    protected begin(): Move<void> {
        const { server, host, backlog } = this
        const { port } = this.place
        server.once('listening', () => this.settle(null))
        server.once('error', error => this.settle(error))
        // Without a host Node binds all interfaces for IPv6 and IPv4, or IPv4 alone where there is no IPv6.
        server.listen(host === '' ? { port, backlog } : { port, host, backlog })
        return SUSPEND
    }

    protected again(): Move<void> {
        if (this.error !== null) {
            throw systemFailure('listen at', formatEndpoint(this.place), this.error)
        }
        return this.bound ? ready(undefined) : SUSPEND
    }

    protected release(): void {
        this.server.removeAllListeners()
        this.server.on('error', () => {})
        this.server.close()
    }

    private settle(error: Error | null): void {
        this.server.removeAllListeners()
        this.bound = error === null
        this.error = error
        wake(this.task!)
    }
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
        open = yield* listener.open(listener.fresh.shift()!)
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
