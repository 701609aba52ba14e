/*
    listener.ts -- Listener: accepts connections at one endpoint, and counts them.

    A connection counts from its acceptance until its wire is over, which may be some time after its handler has ended: what
    was written is sent, the peer is given time to end. So the limit also bounds what lingers, with a few beyond it: peers that
    do not end are not to keep others out, and those who make room for a new connection can end an old one in order.
*/

import { CancelledError, Channel, current, deadline, detach, Event, type Fiber, now, type Task } from '../core/index.js'
import { SocketError, type SocketErrorCode } from './errors.js'
import type { Link } from './link.js'
import type { LinkKeeper } from './link-roles.js'
import type { Acceptor, Binding } from './network.js'
import { Socket } from './socket.js'
import type { ListenOptions } from './listen.js'
import type { Address, Wire } from './wire.js'

/** A plain record about a listener. */
export interface ListenerStatistics {
    /** Where it listens. */
    readonly address: Address
    /** Its connections are secure. */
    readonly secure: boolean
    /** Connections are accepted. */
    readonly listening: boolean
    /** Open connections. */
    readonly connections: number
    /** How many there may be. */
    readonly limit: number
    /** Connections so far. */
    readonly accepted: number
    /** Closed because of the limit. */
    readonly refused: number
    /** Handlers, handshakes and acceptances that failed. */
    readonly failed: number
}

/** How peers end handlers that do not mind: no failure of the program. */
const ordinary: ReadonlySet<SocketErrorCode> = new Set<SocketErrorCode>([
    'SOCKET_CLOSED',
    'SOCKET_RESET',
    'SOCKET_SHORT',
    'SOCKET_TIMEOUT',
    'SOCKET_TOO_LONG',
])

/** Connections beyond the limit, as long as that many linger. */
const spare = 16

/** Milliseconds that a handshake may take while others want its place: who opens connections and is silent is not to keep them out. */
const patience = 1000

/** Accepts connections at one endpoint. Made by `listen`. */
export class Listener implements LinkKeeper, Acceptor {
    /** @internal Connections that were accepted; undefined: no more. Bounded by the limit of connections. */
    readonly queue = new Channel<Wire>(Infinity, 'listener.accept')
    /** @internal Taken from the queue for fibers that have not begun. */
    readonly fresh: Wire[] = []
    readonly #options: ListenOptions
    readonly #limit: number
    readonly #changed = new Event('listener.waitClosed')
    /** Connections whose handlers have ended, the longest ago first. */
    readonly #lingering = new Set<Link>()
    /** Those of them that wait no longer for the peer. */
    readonly #hurried = new Set<Link>()
    /** Handshakes in fibers of their own, and since when, the oldest first. */
    readonly #handshakes = new Map<Task, number>()
    #binding: Binding | null = null
    #serving: Task | null = null
    #listening = true
    #connections = 0
    #accepted = 0
    #refused = 0
    #failed = 0

    /** @internal Use `listen`. */
    constructor(options: ListenOptions) {
        this.#options = options
        this.#limit = options.limit ?? 1000
    }

    /** Where it listens, with the port that was chosen. */
    get address(): Address {
        return this.#binding!.address
    }

    /** The port it listens on. */
    get port(): number {
        return this.address.port
    }

    /** Connections are accepted. */
    get listening(): boolean {
        return this.#listening
    }

    /** Connections that are not over. */
    get connections(): number {
        return this.#connections
    }

    /**
     * Waits for a connection; null: the listener was closed. A TLS handshake is made in the calling fiber, and holds others
     * up. Only for listeners without a handler.
     */
    *accept(): Fiber<Socket | null> {
        for (;;) {
            const wire = yield* this.queue.receive()
            if (wire === undefined) {
                return null
            }
            try {
                return yield* this.open(wire)
            } catch (error) {
                this.handshakeFailed(error)
            }
        }
    }

    /** Accepts no more. Open connections go on. */
    close(): void {
        if (!this.#listening) {
            return
        }
        this.#listening = false
        this.#binding!.close()
        this.queue.close()
        this.#changed.emit()
    }

    /**
     * Accepts no more, cancels all handlers, and waits until all connections are over. What handlers have written is sent (for
     * no longer than the linger time), but the ends of peers are not waited for.
     */
    *closeAll(): Fiber<void> {
        this.close()
        if (this.#serving === null) {
            this.abandon()
        } else {
            this.#serving.cancel('the listener was closed')
            yield* this.waitHandlers()
        }
        while (this.#connections > this.#lingering.size + this.#hurried.size) {
            yield* this.#changed.wait()
        }
        while (this.#lingering.size > 0) {
            this.hurryOne()
        }
        yield* this.waitClosed()
    }

    /**
     * Waits until the listener is closed, all handlers have ended, and all connections are over. No deadline of its own. Not
     * for handlers.
     */
    *waitClosed(): Fiber<void> {
        while (this.#listening) {
            yield* this.#changed.wait()
        }
        yield* this.waitHandlers()
        while (this.#connections > 0) {
            yield* this.#changed.wait()
        }
    }

    /** A plain record of the present state. */
    statistics(): ListenerStatistics {
        return Object.freeze({
            address: this.address,
            secure: this.#options.tls !== undefined,
            listening: this.#listening,
            connections: this.#connections,
            limit: this.#limit,
            accepted: this.#accepted,
            refused: this.#refused,
            failed: this.#failed,
        })
    }

    /** @internal */
    bound(binding: Binding): void {
        this.#binding = binding
    }

    /** @internal The fiber that spawns handlers. */
    serveWith(task: Task): void {
        this.#serving = task
    }

    /** @internal Accepts no more, and closes connections that nobody has taken. */
    abandon(): void {
        this.close()
        for (let wire = this.queue.receiveNow(); wire !== undefined; wire = this.queue.receiveNow()) {
            this.fresh.push(wire)
        }
        for (const wire of this.fresh.splice(0)) {
            wire.destroy(false)
            this.connectionOver()
        }
    }

    /** @internal */
    accepted(wire: Wire): void {
        if (!this.#listening || (this.#connections >= this.#limit && !this.findRoom(wire.remote))) {
            this.#refused++
            this.#options.onRefuse?.(wire.remote)
            wire.destroy(false)
            return
        }
        this.#accepted++
        this.#connections++
        if (this.#options.noDelay !== false) {
            wire.setNoDelay(true)
        }
        this.queue.sendNow(wire)
    }

    /** @internal Makes the socket, after the handshake if there is to be one. */
    *open(wire: Wire): Fiber<Socket> {
        const { tls, handshake = 30_000 } = this.#options
        let ready: Wire | null = null
        try {
            ready = tls === undefined ? wire : yield* deadline(handshake, tls.accept(wire))
        } finally {
            if (ready === null) {
                wire.destroy(false)
                this.connectionOver()
            }
        }
        const socket = new Socket(ready, this.#options)
        socket.keep(this)
        return socket
    }

    /** @internal The same in a fiber that is there for this connection alone, and may be cancelled. */
    openAlone(wire: Wire): Fiber<Socket> {
        return this.#options.tls === undefined ? this.open(wire) : this.handshake(wire)
    }

    private *handshake(wire: Wire): Fiber<Socket> {
        const task = current()!
        this.#handshakes.set(task, now())
        try {
            return yield* this.open(wire)
        } finally {
            this.#handshakes.delete(task)
        }
    }

    /** @internal */
    handshakeFailed(error: unknown): void {
        this.#failed++
        this.#options.onFailure?.(error, null)
    }

    /** @internal */
    handlerFailed(error: unknown, socket: Socket): void {
        const broken = error instanceof SocketError && ordinary.has(error.code)
        if (!broken) {
            this.#failed++
        }
        if (this.#options.onFailure !== undefined) {
            this.#options.onFailure(error, socket)
        } else if (!broken) {
            detach('socket', rethrow, error)
        }
    }

    /** @internal */
    acceptFailed(error: Error): void {
        this.#failed++
        this.#options.onFailure?.(error, null)
    }

    /** @internal */
    linkLingers(link: Link): void {
        this.#lingering.add(link)
        this.#changed.emit()
    }

    /** @internal */
    linkClosed(link: Link): void {
        if (!this.#lingering.delete(link)) {
            this.#hurried.delete(link)
        }
        this.connectionOver()
    }

    private *waitHandlers(): Fiber<void> {
        if (this.#serving === null) {
            return
        }
        try {
            yield* this.#serving.join()
        } catch (error) {
            if (!(error instanceof CancelledError)) {
                throw error
            }
        }
    }

    /** There are as many connections as there may be. Returns whether there may be one more, of `remote`, all the same. */
    private findRoom(remote: Address | null): boolean {
        if (this.#connections >= this.#limit + spare && !this.hurryOne()) {
            return false
        }
        const open = this.#connections - this.#lingering.size - this.#hurried.size
        return open < this.#limit || this.dropHandshake() || (this.#options.makeRoom?.(remote) ?? false)
    }

    /** Ends the oldest handshake, if it takes too long. Returns whether it did. */
    private dropHandshake(): boolean {
        for (const [task, since] of this.#handshakes) {
            if (now() - since < patience) {
                return false
            }
            this.#handshakes.delete(task)
            task.cancel('others want its place')
            this.handshakeFailed(
                new SocketError(
                    'SOCKET_TIMEOUT',
                    'Cannot complete TLS handshake: it takes too long, and others want the place',
                ),
            )
            return true
        }
        return false
    }

    /** Has connections that linger, the longest first, not wait for their peers. Returns whether one is closed thereby. */
    private hurryOne(): boolean {
        for (const link of this.#lingering) {
            this.#lingering.delete(link)
            this.#hurried.add(link)
            if (link.hurry()) {
                return true
            }
        }
        return false
    }

    private connectionOver(): void {
        this.#connections--
        this.#changed.emit()
    }
}

/** Brings an error to the root handler, as the failure of a fiber. */
function* rethrow(error: unknown): Fiber<void> {
    throw error
}
