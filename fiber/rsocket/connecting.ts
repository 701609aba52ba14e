/*
    connecting.ts -- Connecting, and making an open connection secure. Source: spec runtime.md §8.2, §9.3.

    The work is done by a child of the calling fiber, so that closing the socket, which any fiber may do, can end it.
*/

import {
    MAXTIME,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    R_ERR_CANT_INITIALIZE,
    R_ERR_OK,
    R_ERR_TIMEOUT,
    setOsError,
} from '../compat/index.js'
import { CancelledError, type Fiber, FiberError, now, spawn, type Task, TimeoutError } from '../core/index.js'
import {
    type ConnectOptions,
    connect,
    type HostAddress,
    type Socket,
    SocketError,
    type SocketOptions,
    type TlsConnector,
    upgrade,
    type Wire,
} from '../socket/index.js'
import { TlsError } from '../tls/index.js'
import { ME_SOCKET_TIMEOUT } from './flags.js'
import { network } from './network.js'
import type { RSocket } from './rsocket.js'
import type { Rtls } from './rtls.js'
import { verdictText } from './tls-texts.js'

/** Milliseconds until a deadline in absolute ticks; 0 and less: the default; `MAXTIME` and more: there is none. */
function millisecondsUntil(deadline: number): number {
    if (deadline >= MAXTIME) {
        return Infinity
    }
    return deadline > 0 ? Math.max(deadline - now(), 0) : ME_SOCKET_TIMEOUT
}

/** The addresses of IPv4 in their order, then those of IPv6. */
function ipv4First(addresses: readonly HostAddress[]): readonly HostAddress[] {
    return addresses.toSorted((a, b) => a.family - b.family)
}

/** Goes by what it drives, and notes when that begins. */
class NotedConnector implements TlsConnector {
    begun = false

    constructor(readonly inner: TlsConnector) {}

    connect(wire: Wire, host: string) {
        this.begun = true
        return this.inner.connect(wire, host)
    }
}

/** A connection that is being made. */
interface Holder {
    socket: Socket | null
}

function* hold(holder: Holder, making: Fiber<Socket>): Fiber<void> {
    holder.socket = yield* making
}

/** Gives what `making` gives, unless somebody closes the socket meanwhile: then a `CancelledError` is thrown. */
function* attempt(sp: RSocket, making: Fiber<Socket>): Fiber<Socket> {
    const holder: Holder = { socket: null }
    const { generation } = sp
    const task = spawn(hold, holder, making) as Task
    sp.attempt = task
    try {
        yield* task.join()
        if (sp.closed || sp.generation !== generation) {
            // After it was made, before this fiber ran.
            throw new CancelledError(task.name, 'the socket was closed')
        }
        const { socket } = holder
        holder.socket = null
        return socket!
    } finally {
        holder.socket?.reset()
        if (sp.attempt === task) {
            sp.attempt = null
        }
    }
}

/** `rConnectSocket`. */
export function* connectSocket(sp: RSocket, host: string, port: number, deadline: number): Fiber<number> {
    const generation = sp.renew()
    if (!host) {
        return sp.setError('Host address required for connection')
    }
    const { tls } = sp
    if (tls !== null && tls.configure(false) < 0) {
        return sp.error === null ? sp.setError('Cannot configure TLS') : R_ERR_CANT_CONNECT
    }
    const noted = tls === null ? null : new NotedConnector(tls.connector!)
    const options: ConnectOptions = {
        ...limitsOf(sp),
        host,
        port,
        deadline: millisecondsUntil(deadline),
        noDelay: false,
        order: ipv4First,
        network,
        ...(noted !== null && { tls: noted }),
    }
    let socket: Socket
    try {
        socket = yield* attempt(sp, connect(options))
    } catch (error) {
        checkExpected(error)
        // Somebody else connects it by now: that is none of the business of this call.
        return sp.generation === generation
            ? connectFailed(sp, error, options, noted?.begun === true)
            : R_ERR_CANT_CONNECT
    }
    if (tls !== null) {
        tls.connected = true
    }
    sp.adopt(socket)
    return R_ERR_OK
}

function limitsOf({ linger }: RSocket): SocketOptions {
    return linger > 0 ? { linger: linger * 1000 } : {}
}

function connectFailed(sp: RSocket, error: unknown, { host, port }: ConnectOptions, isSecuring: boolean): number {
    sp.close()
    setOsError(causeOf(error))
    if (isSecuring) {
        sp.setError(verdictText(error, host) ?? 'Cannot upgrade socket to TLS')
        return isTimeout(error) ? R_ERR_TIMEOUT : R_ERR_CANT_COMPLETE
    }
    if (error instanceof SocketError && error.code === 'SOCKET_NOT_FOUND') {
        sp.setError(`Cannot find address of ${host}:${port}`)
        return R_ERR_BAD_ARGS
    }
    sp.setError(`Cannot connect socket to ${host}:${port}`)
    return R_ERR_CANT_CONNECT
}

/** `rUpgradeTls`: the handshake on an open connection. `peer` null: as server. */
export function* upgradeSocket(sp: RSocket, tls: Rtls, peer: string | null, deadline: number): Fiber<number> {
    const { socket } = sp
    if (socket === null) {
        sp.setError('Connect failed: error the socket is not open')
        return R_ERR_CANT_COMPLETE
    }
    const isServer = peer === null
    if (sp.tls?.connected === true) {
        return R_ERR_BAD_STATE
    }
    if ((isServer ? tls.acceptor : tls.connector) === null) {
        const code = tls.configure(isServer)
        if (code < 0) {
            return code
        }
    }
    const layer = (wire: Wire) => (isServer ? tls.acceptor!.accept(wire) : tls.connector!.connect(wire, peer))
    const options = { ...limitsOf(sp), deadline: millisecondsUntil(deadline) }
    const { generation } = sp
    let secure: Socket
    try {
        secure = yield* attempt(sp, upgrade(socket, layer, options))
    } catch (error) {
        checkExpected(error)
        return sp.generation === generation ? upgradeFailed(sp, error, peer) : R_ERR_CANT_COMPLETE
    }
    sp.tls = tls
    tls.connected = true
    sp.replace(secure)
    return R_ERR_OK
}

function upgradeFailed(sp: RSocket, error: unknown, peer: string | null): number {
    const verdict = verdictText(error, peer)
    const isHandshake = error instanceof TlsError
    sp.setError(verdict ?? `Connect failed: error ${error instanceof Error ? error.message : String(error)}`)
    sp.close()
    setOsError(causeOf(error))
    if (isTimeout(error)) {
        return R_ERR_TIMEOUT
    }
    return isHandshake ? R_ERR_CANT_INITIALIZE : R_ERR_CANT_COMPLETE
}

/** What a peer, a network or another fiber can cause; all else is a mistake of the program, and thrown on. */
function checkExpected(error: unknown): void {
    const isExpected = [SocketError, TlsError, TimeoutError, CancelledError, FiberError].some(
        kind => error instanceof kind,
    )
    if (!isExpected) {
        throw error
    }
}

function isTimeout(error: unknown): boolean {
    return error instanceof TimeoutError || (error instanceof SocketError && error.code === 'SOCKET_TIMEOUT')
}

/** The error of the system behind one of ours. */
function causeOf(error: unknown): unknown {
    let cause = error
    while (
        cause instanceof Error &&
        cause.cause !== undefined &&
        (cause as NodeJS.ErrnoException).errno === undefined
    ) {
        cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause
    }
    return cause
}
