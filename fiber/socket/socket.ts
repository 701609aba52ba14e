/*
    socket.ts -- Socket: a connection as fibers use it, whatever its transport.
*/

import type { Fiber, Op } from '../core/index.js'
import { SocketError } from './errors.js'
import type { Address, Security, TextEncoding, Wire } from './wire.js'

/** Bounds of a socket. */
export interface SocketOptions {
    /** Most bytes that `borrow` holds for a caller that asks for more without consuming. Default 1 MB. */
    readonly inputLimit?: number
    /** Longest time, milliseconds, that `close` goes on sending what was written. Default 30,000. */
    readonly linger?: number
}

/** A plain record about a socket. */
export interface SocketStatistics {
    readonly remote: Address | null
    readonly local: Address | null
    readonly secure: boolean
    readonly bytesRead: number
    readonly bytesWritten: number
    /** Arrived and not consumed. */
    readonly available: number
    /** Written and not taken by the system. */
    readonly pending: number
    /** Milliseconds since bytes last came or went. */
    readonly idle: number
    readonly eof: boolean
    readonly closed: boolean
}

const later = () => new SocketError('SOCKET_FAILED', 'Cannot do this: not written yet')

/**
 * A connection. One fiber reads at a time, any number may write.
 *
 * What is written is collected and sent in one piece when the fiber waits for input with none there, at the end of the
 * scheduler's slice, or when it is more than 64 KB.
 */
export class Socket {
    constructor(_wire: Wire, _options: SocketOptions = {}) {
        throw later()
    }

    /**
     * Waits for input and shows it without copying; null: the peer has ended. The bytes are valid until the fiber suspends.
     * `consume` tells how much was used; the rest is shown again, with what has come since. Without a `consume` in between,
     * another `borrow` means "more than that": it waits until there is.
     */
    borrow(): Op<Buffer | null> {
        throw later()
    }

    /** Drops the first `n` bytes of what `borrow` showed; 0: they shall be shown again. */
    consume(_n: number): void {
        throw later()
    }

    /** Waits for input and copies as much as is there and fits. Returns how much, 0 when the peer has ended. */
    read(_buf: Uint8Array): Op<number> {
        throw later()
    }

    /** Waits for input and gives it in a buffer of its own, at most `max` bytes (default 64 KB); null: the peer has ended. */
    readSome(_max?: number): Op<Buffer | null> {
        throw later()
    }

    /** Waits for exactly `n` bytes. Throws `SOCKET_SHORT` if the peer ends before; what came can still be read. */
    readExactly(_n: number): Fiber<Buffer> {
        throw later()
    }

    /**
     * Waits for a line and gives it without its LF or CRLF; null: the peer has ended. A last line without an end counts.
     * `limit` is in bytes with the line's end, default 8192; `SOCKET_TOO_LONG` beyond. `encoding` default utf8.
     */
    readLine(_limit?: number, _encoding?: TextEncoding): Fiber<string | null> {
        throw later()
    }

    /** Waits for bytes up to and with `delimiter`; null: the peer has ended before. `SOCKET_TOO_LONG` beyond `limit` bytes. */
    readUntil(_delimiter: string | Uint8Array, _limit?: number): Fiber<Buffer | null> {
        throw later()
    }

    /** Waits for everything until the peer ends. `SOCKET_TOO_LONG` beyond `limit` bytes (default 1 MB). */
    readAll(_limit?: number): Fiber<Buffer> {
        throw later()
    }

    /**
     * Sends text (default encoding utf8) or bytes. The data is taken at the call; the operation waits only while the
     * transport's queue is above its mark. When it is over the bytes may be changed.
     */
    write(_data: string | Uint8Array, _encoding: TextEncoding = 'utf8'): Op<void> {
        throw later()
    }

    /** Sends what is collected, and waits until the system has taken all that was written. */
    flush(): Op<void> {
        throw later()
    }

    /** Ends the writing side, behind what was written; reading goes on. */
    end(): void {
        throw later()
    }

    /** Sends what was written, for no longer than the linger time, and closes. A second call waits for the first. */
    close(): Op<void> {
        throw later()
    }

    /** Like `close`, in the background. */
    closeNow(): void {
        throw later()
    }

    /** Aborts the connection: what is pending is lost, the peer gets a reset. */
    reset(): void {
        throw later()
    }

    /**
     * Reads and writes that still wait in `ms` milliseconds from now, or begin to wait later than that, throw
     * `SOCKET_TIMEOUT`; the socket stays usable. Infinity (the default): none. Moving it costs next to nothing.
     */
    setDeadline(_ms: number): void {
        throw later()
    }

    setNoDelay(_on = true): void {
        throw later()
    }

    /** Whether the open socket keeps the process alive. Default true. */
    setRef(_on: boolean): void {
        throw later()
    }

    /** The peer; null when closed. */
    get remote(): Address | null {
        throw later()
    }

    get local(): Address | null {
        throw later()
    }

    get secure(): boolean {
        throw later()
    }

    get security(): Security | null {
        throw later()
    }

    /** Bytes that have arrived and were not consumed. */
    get available(): number {
        throw later()
    }

    /** The peer has ended, and everything that came was consumed. */
    get eof(): boolean {
        throw later()
    }

    /** Closed by this side, or broken. */
    get closed(): boolean {
        throw later()
    }

    /** What broke the connection; null: nothing has. */
    get error(): Error | null {
        throw later()
    }

    statistics(): SocketStatistics {
        throw later()
    }
}
