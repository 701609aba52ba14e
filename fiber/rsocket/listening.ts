/*
    listening.ts -- Listening: accepts connections, within the limit, and runs the handler for each on a fiber of its own, which
    belongs to nobody, as in C. Source: spec runtime.md §8.3.
*/

import {
    getOsError,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_INITIALIZE,
    R_ERR_CANT_OPEN,
    R_ERR_OK,
    report,
    setOsError,
} from '../compat/index.js'
import { deadline, enqueue, type Fiber } from '../core/index.js'
import { makeFiberOf, Starter, strandOf } from '../event/index.js'
import { type Acceptor, type Binding, Socket, type Wire } from '../socket/index.js'
import { ME_SOCKET_TIMEOUT, R_SOCKET_LISTENER } from './flags.js'
import { activeSockets, getLimit, takeSlot } from './limit.js'
import { network } from './network.js'
import type { RSocket, RSocketProc } from './rsocket.js'

/** As many as the system permits: it cuts the number down. */
const backlog = 65_535

/** The body of the fiber of a connection. */
class Serving extends Starter {
    readonly #sock: RSocket
    readonly #wire: Wire

    constructor(listener: RSocket, sock: RSocket, wire: Wire) {
        super(serve, [listener, sock, wire])
        this.#sock = sock
        this.#wire = wire
    }

    protected override unused(): void {
        this.#wire.destroy(false)
        this.#sock.free()
    }
}

/** Gets the connections of a listener. */
class Door implements Acceptor {
    readonly #listener: RSocket

    constructor(listener: RSocket) {
        this.#listener = listener
    }

    accepted(wire: Wire): void {
        const active = activeSockets()
        const limit = getLimit()
        if (active >= limit) {
            report('error', 'socket', `Too many active sockets (${active}/${limit}), rejecting connection`)
            wire.destroy(false)
            return
        }
        const sock = this.#listener.forAccepted()
        const fiber = makeFiberOf('socket', new Serving(this.#listener, sock, wire))
        if (fiber === null) {
            wire.destroy(false)
            return
        }
        takeSlot(sock)
        wire.setNoDelay(true)
        enqueue(fiber)
    }

    acceptFailed(error: Error): void {
        setOsError(error)
        report('error', 'socket', `Accept failed, errno ${getOsError()}`)
    }
}

/** Serves one connection. */
function* serve(listener: RSocket, sock: RSocket, wire: Wire): Fiber<void> {
    const { handler, arg } = listener
    let isHandedOver = false
    try {
        const ready = yield* secured(listener, sock, wire)
        if (ready === null) {
            return
        }
        sock.adopt(new Socket(ready))
        const strand = strandOf((handler as (arg: unknown, sock: RSocket) => unknown)(arg, sock))
        if (strand !== null) {
            yield* strand as unknown as Fiber<unknown>
        }
        // From here on, or from somewhere within, the socket is another one's to free.
        isHandedOver = true
    } finally {
        if (!isHandedOver) {
            // The handler failed, or was cancelled: nobody else can be relied upon.
            sock.free()
        }
    }
}

/** The wire, after the handshake if there is to be one; null: that failed, and the wire is gone. */
function* secured(listener: RSocket, sock: RSocket, wire: Wire): Fiber<Wire | null> {
    const acceptor = listener.tls?.acceptor
    if (!acceptor) {
        return wire
    }
    let secure: Wire | null = null
    try {
        secure = yield* deadline(ME_SOCKET_TIMEOUT, acceptor.accept(wire))
        sock.tls!.connected = true
    } catch (error) {
        report('debug', 'socket', `TLS handshake failed: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
        if (secure === null) {
            wire.destroy(false)
        }
    }
    return secure
}

/** `rListenSocket`. */
export function* listenSocket(
    sp: RSocket,
    host: string | null,
    port: number,
    handler: RSocketProc,
    arg: unknown,
): Fiber<number> {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        return R_ERR_BAD_ARGS
    }
    const generation = sp.renew()
    sp.handler = handler
    sp.arg = arg
    if (sp.tls !== null && sp.tls.configure(true) < 0) {
        return R_ERR_CANT_INITIALIZE
    }
    const name = `${host ?? '*'}:${port}`
    let addresses: readonly string[]
    try {
        addresses = yield* addressesOf(host)
    } catch (error) {
        setOsError((error as Error).cause)
        sp.setError(`Cannot resolve address ${name}`)
        return R_ERR_CANT_COMPLETE
    }
    const binding = yield* bindFirst(sp, addresses, port)
    if (sp.generation !== generation) {
        // Somebody else has used it for something else meanwhile.
        binding?.close()
        return R_ERR_CANT_OPEN
    }
    if (binding === null || sp.closed) {
        binding?.close()
        sp.setError(`Cannot bind address ${name}, errno ${getOsError()}`)
        return R_ERR_CANT_OPEN
    }
    sp.flags |= R_SOCKET_LISTENER
    sp.bound(binding)
    return R_ERR_OK
}

/** The numeric addresses to try; empty text: all interfaces. */
function* addressesOf(host: string | null): Fiber<readonly string[]> {
    if (host === null || host === '' || host === '*') {
        return ['']
    }
    if (host === 'localhost') {
        return ['127.0.0.1']
    }
    return (yield* deadline(ME_SOCKET_TIMEOUT, network.resolve(host))).map(({ address }) => address)
}

/** Binds the first address that can be; null: none. */
function* bindFirst(sp: RSocket, addresses: readonly string[], port: number): Fiber<Binding | null> {
    const secure = sp.tls !== null
    for (const address of addresses) {
        try {
            // Binding needs no deadline: it waits for the event loop alone.
            return yield* network.bind(address, port, new Door(sp), { backlog, secure })
        } catch (error) {
            setOsError((error as Error).cause)
        }
    }
    return null
}
