/*
    rsocket.ts -- RSocket: a socket as C has it, an object that can connect or listen, be closed, and connect again.

    It has the fields that C code reads, and holds a connection (`Socket` of fiber/socket) or a listener while it is open. What
    it does with these is in connecting.ts, listening.ts and transfer.ts. Source: spec runtime.md §8.
*/

import type { Ref } from '../compat/index.js'
import { R_ERR_BAD_ARGS, R_ERR_BAD_VALUE, R_ERR_CANT_COMPLETE, R_ERR_OK } from '../compat/index.js'
import { type Fiber, type Op, type Task, wallTime } from '../core/index.js'
import type { Binding, Socket } from '../socket/index.js'
import { CLOSED_EVENTS, RWait, Settled, type Waitable } from '../wait/index.js'
import { connectSocket } from './connecting.js'
import { dropDescriptor, newDescriptor } from './descriptors.js'
import { R_SOCKET_CLOSED, R_SOCKET_EOF, R_SOCKET_FAST_CLOSE, R_SOCKET_FAST_CONNECT, R_SOCKET_SERVER } from './flags.js'
import { giveBackSlot } from './limit.js'
import { listenSocket } from './listening.js'
import { Rtls } from './rtls.js'
import { sendFile } from './send-file.js'
import { SocketSource } from './socket-source.js'
import { setFiles } from './tls-defaults.js'
import { readNow, type SocketData, type SocketTarget, writeNow } from './transfer.js'
import { ReadOp, WriteOp } from './transfer-ops.js'

/** What is done with an accepted connection. It owns the socket, and frees it. Plain or generator. */
export type RSocketProc = (arg: never, sock: RSocket) => unknown

/** A socket of the C face. */
export class RSocket implements Waitable {
    /** A number that is unique; -1: not open. */
    fd = -1
    /** The TLS state; null: the socket is not secure. */
    tls: Rtls | null = null
    /** Bits `R_SOCKET_*`. */
    flags = 0
    /** The latest `rSetSocketCerts` gave both key and certificate. */
    hasCert = false
    /** Seconds to go on sending after a close; 0: reset; -1: not set. */
    linger = -1
    /** Of a listener: what is called for each connection. */
    handler: RSocketProc | null = null
    /** What the handler gets. */
    arg: unknown = null
    /** The first error; null: none. */
    error: string | null = null
    /** When bytes were last read or written, milliseconds since 1970. */
    activity = 0
    /** The wait object; null: the socket was never open. */
    wait: RWait | null = null
    /** @internal The fiber that connects it. */
    attempt: Task | null = null
    /** @internal Counts how often it was made as new: who comes back from a wait sees whether it is still about the same. */
    generation = 0
    /** @internal It is one of the accepted sockets that the limit counts. */
    counted = false
    #socket: Socket | null = null
    #binding: Binding | null = null
    #reading: ReadOp | null = null
    #writing: WriteOp | null = null

    /** A connection that was made elsewhere, as an RSocket. It is closed with it. */
    static over(socket: Socket, flags = 0): RSocket {
        const sp = new RSocket()
        sp.flags = flags
        sp.adopt(socket)
        return sp
    }

    /** The connection; null: there is none. */
    get socket(): Socket | null {
        return this.#socket
    }

    /** Closed by this side. */
    get closed(): boolean {
        return (this.flags & R_SOCKET_CLOSED) !== 0
    }

    /** The end was read, or the socket is closed or broken. */
    get eof(): boolean {
        return (this.flags & R_SOCKET_EOF) !== 0
    }

    /** It has TLS settings. */
    get secure(): boolean {
        return this.tls !== null
    }

    /** Of a secure socket: the handshake is over. Without TLS true until it is closed, also before it connects. */
    get connected(): boolean {
        return !this.closed && (this.tls?.connected ?? true)
    }

    /** Connects: 0, or a negative code. `deadline`: absolute ticks, 0: 30 seconds from now. */
    connect(host: string, port: number, deadline = 0): Fiber<number> {
        return connectSocket(this, host, port, deadline)
    }

    /** Listens: 0, or a negative code. `host` null: all interfaces; `port` 0: any free one. */
    listen(host: string | null, port: number, handler: RSocketProc, arg: unknown = null): Fiber<number> {
        return listenSocket(this, host, port, handler, arg)
    }

    /** Waits for bytes; how many came, or a negative code. `deadline`: absolute ticks, 0: 30 seconds from now. */
    read(target: SocketTarget, size: number, deadline = 0): Op<number> {
        let op = this.#reading
        if (op === null) {
            op = this.#reading = new ReadOp(this, true)
        } else if (op.busy) {
            op = new ReadOp(this, false)
        }
        op.target = target
        op.size = size
        op.deadline = deadline
        return op
    }

    /** Takes the bytes that are there: how many, 0: none, or a negative code. */
    readSync(target: SocketTarget, size: number): number {
        return readNow(this, target, size)
    }

    /** Writes all: its length, or a negative code. `deadline`: absolute ticks, 0: 30 seconds from now. */
    write(data: SocketData, size = Infinity, deadline = 0): Op<number> {
        if (!(size > 0) || data.length === 0) {
            return new Settled(writeNow(this, data, size))
        }
        let op = this.#writing
        if (op === null) {
            op = this.#writing = new WriteOp(this, true)
        } else if (op.busy) {
            op = new WriteOp(this, false)
        }
        op.take(data, size)
        op.deadline = deadline
        return op
    }

    /** Writes what is taken at once: how many bytes, or a negative code. */
    writeSync(data: SocketData, size = Infinity): number {
        return writeNow(this, data, size)
    }

    /** Sends a part of an open file: bytes sent, or -1. */
    sendFile(fd: number, offset: number, length: number): Fiber<number> {
        return sendFile(this, fd, offset, length)
    }

    /** Sends what was written, in the background, and closes. A fiber that waits in a read or write is told. */
    close(): void {
        if (this.closed) {
            return
        }
        this.flags |= R_SOCKET_CLOSED | R_SOCKET_EOF
        this.attempt?.cancel('the socket was closed')
        this.#binding?.close()
        this.#binding = null
        const socket = this.#socket
        this.#socket = null
        if (socket !== null) {
            this.closeConnection(socket)
        }
        dropDescriptor(this.fd)
        this.fd = -1
        if (this.tls !== null) {
            this.tls.connected = false
        }
        this.wait?.detach(CLOSED_EVENTS)
        this.#reading?.stopTimer()
        this.#writing?.stopTimer()
    }

    /** Ends the connection without giving it back: a reader sees an end, and closes. */
    disconnect(): void {
        this.attempt?.cancel('the socket was disconnected')
        this.#socket?.shutdown()
    }

    /** Closes, and clears flags and error, so that it can connect again. */
    reset(): void {
        this.restart(0)
    }

    /** Closes and gives back all. Again: nothing. */
    free(): void {
        this.close()
        this.wait?.free()
        this.wait = null
        this.tls?.free()
        this.tls = null
        giveBackSlot(this)
    }

    /** Sets an error unless there is one. */
    setError(text: string): number {
        this.error ??= text
        return R_ERR_CANT_COMPLETE
    }

    /** Sets those files that are given, paths or PEM text; null leaves one as it was. Makes the socket secure. */
    setCerts(ca: string | null, key: string | null, cert: string | null, revoke: string | null): void {
        setFiles(this.needTls(), ca, key, cert, revoke)
        this.hasCert = Boolean(key && cert)
    }

    /** Names of ciphers, separated by `,` or `:`; null or empty: the default. Makes the socket secure. */
    setCiphers(list: string | null): void {
        this.needTls().ciphers = list || null
    }

    /** Names of protocols, separated by `,` or blanks. Makes the socket secure. */
    setAlpn(list: string | null): void {
        this.needTls().alpn = list || null
    }

    /** 1: verifies, 0: does not, -1: the default. Makes the socket secure. */
    setVerify(verifyPeer: number, verifyIssuer: number): void {
        Object.assign(this.needTls(), { verifyPeer, verifyIssuer })
    }

    /** How many seconds a close goes on sending; 0: the peer of a client gets a reset; -1: 30. Before it connects. */
    setLinger(seconds: number): void {
        this.linger = seconds
    }

    /** Sends small pieces at once. While it is connected. */
    setNoDelay(on: boolean): void {
        this.#socket?.setNoDelay(on)
    }

    /** Puts the own address into the places: 0, or a negative code. `size`: room for the text and its final zero byte. */
    address(ip: Ref<string>, size: number, port: Ref<number>): number {
        const own = this.#socket?.local ?? this.#binding?.address ?? null
        if (size <= 0) {
            return R_ERR_BAD_ARGS
        }
        if (own === null) {
            return R_ERR_CANT_COMPLETE
        }
        if (own.address.length >= size) {
            return R_ERR_BAD_VALUE
        }
        ip.value = own.address
        port.value = own.port
        return R_ERR_OK
    }

    /** A new wait object in place of the present one; null: the socket is not open. */
    allocWait(): RWait | null {
        if (this.#socket === null && this.#binding === null) {
            return null
        }
        this.wait?.free()
        this.wait = new RWait(this, this.#socket === null ? null : new SocketSource(this.#socket))
        return this.wait
    }

    /** @internal The wait object of an open connection; a new one where somebody has freed it. */
    openWait(): RWait | null {
        return this.wait === null || this.wait.freed ? this.allocWait() : this.wait
    }

    /** @internal The TLS state, made if there is none. */
    needTls(): Rtls {
        return (this.tls ??= new Rtls(this))
    }

    /** @internal Closes if it is open, and makes it as new, but for settings and the two flags that stay: its generation. */
    renew(): number {
        this.restart(this.flags & (R_SOCKET_FAST_CONNECT | R_SOCKET_FAST_CLOSE))
        return this.generation
    }

    /** @internal Takes over a connection. */
    adopt(socket: Socket): void {
        this.#socket = socket
        this.fd = newDescriptor(this)
        this.allocWait()
    }

    /** @internal The same connection has another transport: the wait object and what it waits for stay. */
    replace(socket: Socket): void {
        this.#socket = socket
        this.openWait()?.watch(new SocketSource(socket))
    }

    /** @internal It listens. */
    bound(binding: Binding): void {
        this.#binding = binding
        this.fd = newDescriptor(this)
        this.allocWait()
    }

    /** @internal A socket for a connection that this one, a listener, accepts. */
    forAccepted(): RSocket {
        const sp = new RSocket()
        sp.flags = R_SOCKET_SERVER
        sp.tls = this.tls?.forAccepted(sp) ?? null
        return sp
    }

    /** @internal */
    endOutput(): void {
        this.#socket?.end()
    }

    /** @internal Bytes have come or gone. */
    touch(): void {
        this.activity = Math.trunc(wallTime())
    }

    /** @internal Closes at once, waiting for nobody: the runtime ends. */
    drop(): void {
        const socket = this.#socket
        this.free()
        socket?.drop()
    }

    private closeConnection(socket: Socket): void {
        if (this.tls !== null && socket.security !== null) {
            this.tls.latest = socket.security.session()
        }
        if (this.linger === 0 && (this.flags & R_SOCKET_SERVER) === 0) {
            socket.reset()
        } else {
            socket.closeNow(this.linger !== 0)
        }
    }

    private restart(flags: number): void {
        if (this.fd >= 0 || this.attempt !== null) {
            this.close()
        }
        this.generation++
        this.flags = flags
        this.error = null
    }
}
