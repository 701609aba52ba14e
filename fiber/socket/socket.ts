/*
    socket.ts -- Socket: a connection as fibers use it, whatever its transport.

    This is the face; the work is done in link.ts (state), input.ts, output.ts, reading.ts and writing.ts.
*/

import { coarseNow, type Fiber, type Op } from '../core/index.js'
import { SocketError } from './errors.js'
import { Link, OPEN } from './link.js'
import type { LinkKeeper, LinkLimits, SocketObserver, SocketWatcher } from './link-roles.js'
import { Borrow, Fill, Read } from './reading.js'
import type { Address, Security, TextEncoding, Wire } from './wire.js'
import { Closing, done, Writing } from './writing.js'

/** Bounds of a socket. */
export interface SocketOptions {
    /** Most bytes that `borrow` holds for a caller that asks for more without consuming. Default 1 MB. */
    readonly inputLimit?: number
    /** Longest time, milliseconds, that `close` goes on sending what was written. Default 30,000. */
    readonly linger?: number
}

/** A plain record about a socket. */
export interface SocketStatistics {
    /** The peer's address. */
    readonly remote: Address | null
    /** The own address. */
    readonly local: Address | null
    /** Whether it is a TLS connection. */
    readonly secure: boolean
    /** Bytes received so far. */
    readonly bytesRead: number
    /** Bytes written so far. */
    readonly bytesWritten: number
    /** Arrived and not consumed. */
    readonly available: number
    /** Written and not taken by the system. */
    readonly pending: number
    /** Milliseconds (coarse) since bytes last came or went. */
    readonly idle: number
    /** The peer has ended its direction. */
    readonly eof: boolean
    /** It is closed. */
    readonly closed: boolean
    /** The transport is gone: nothing is sent in the background any more. */
    readonly over: boolean
}

const million = 2 ** 20
const defaults: LinkLimits = /* @__PURE__ */ Object.freeze({ inputLimit: million, linger: 30_000 })

function limitsOf({ inputLimit, linger }: SocketOptions): LinkLimits {
    if (inputLimit === undefined && linger === undefined) {
        return defaults
    }
    return { inputLimit: inputLimit ?? defaults.inputLimit, linger: linger ?? defaults.linger }
}

/**
 * A connection. One fiber reads at a time, any number may write.
 *
 * What is written is collected and sent in one piece when a fiber waits for input, at the end of the scheduler's slice, or when
 * it is 64 KB. A fiber that is cancelled, or runs into a deadline, while it reads, takes nothing with it: the bytes are there
 * for the next one.
 */
export class Socket {
    readonly #link: Link
    #borrow: Borrow | null = null
    #read: Read | null = null
    #fill: Fill | null = null

    /** A connection on a transport. `connect` and `listen` make them. */
    constructor(wire: Wire, options: SocketOptions = defaults) {
        this.#link = new Link(wire, options === defaults ? defaults : limitsOf(options))
    }

    // Reading.

    /**
     * Waits for input and shows it without copying; null: the peer has ended. The bytes are valid until the fiber suspends.
     * `consume` tells how much was used; the rest is shown again, with what has come since. Without a `consume` in between,
     * another `borrow` means "more than that": it waits until there is. `SOCKET_TOO_LONG` beyond the input limit.
     */
    borrow(): Op<Buffer | null> {
        return (this.#borrow ??= new Borrow(this.#link))
    }

    /** What has arrived and was not consumed, without waiting and without a copy; valid until the fiber suspends. */
    peek(): Buffer {
        return this.#link.input.view()
    }

    /** Drops the first `n` bytes of what `borrow` showed; 0: they shall be shown again. */
    consume(n: number): void {
        const link = this.#link
        const { available } = link.input
        if (!(n >= 0 && n <= available)) {
            throw new RangeError(`Cannot consume: ${n} bytes, wanted 0 to ${available}`)
        }
        link.input.consume(n)
        link.relax()
    }

    /** Waits for input and copies as much as is there and fits. Returns how much, 0 when the peer has ended. */
    read(buf: Uint8Array): Op<number> {
        if (buf.length === 0) {
            throw new RangeError('Cannot read: a buffer of 0 bytes, wanted at least 1')
        }
        const read = (this.#read ??= new Read(this.#link))
        read.target = buf
        return read
    }

    /** The same without waiting: 0 also when nothing has come yet (`eof` is false then). */
    readNow(buf: Uint8Array): number {
        const link = this.#link
        if (link.reader !== null) {
            throw link.busyError()
        }
        if (link.input.available === 0 || link.state !== OPEN) {
            link.checkInput()
            return 0
        }
        const count = link.input.take(buf)
        link.relax()
        return count
    }

    /** Waits for input and gives it in a buffer of its own, at most `max` bytes (default 64 KB); null: the peer has ended. */
    *readSome(max = 65536): Fiber<Buffer | null> {
        return (yield* this.fill(1)) ? this.cut(Math.min(this.#link.input.available, max)) : null
    }

    /** Waits for exactly `n` bytes. Throws `SOCKET_SHORT` if the peer ends before; what came can still be read. */
    *readExactly(n: number): Fiber<Buffer> {
        if (n > 0 && !(yield* this.fill(n))) {
            const { available } = this.#link.input
            throw new SocketError(
                'SOCKET_SHORT',
                `Cannot read from ${this.#link.name}: it ended after ${available} bytes, wanted ${n}`,
            )
        }
        return this.cut(n)
    }

    /**
     * Waits for a line and gives it without its LF or CRLF; null: the peer has ended. A last line without an end counts.
     * `limit` is in bytes with the line's end, default 8192; `SOCKET_TOO_LONG` beyond. `encoding` default utf8.
     */
    *readLine(limit = 8192, encoding: TextEncoding = 'utf8'): Fiber<string | null> {
        const { input } = this.#link
        const length = yield* this.find(10, 1, limit)
        if (length < 0 && input.available === 0) {
            return null
        }
        const whole = length < 0 ? input.available : length
        const line = input.line(whole, encoding)
        this.consume(whole)
        return line
    }

    /**
     * Waits for bytes up to and with `delimiter` (text: utf8); null: the peer has ended before, and what came can still be
     * read. `SOCKET_TOO_LONG` beyond `limit` bytes (default 64 KB).
     */
    *readUntil(delimiter: string | Uint8Array, limit = 65536): Fiber<Buffer | null> {
        const sought = typeof delimiter === 'string' ? Buffer.from(delimiter) : delimiter
        if (sought.length === 0) {
            throw new RangeError('Cannot read: a delimiter of 0 bytes, wanted at least 1')
        }
        const length = yield* this.find(sought, sought.length, limit)
        return length < 0 ? null : this.cut(length)
    }

    /** Waits for everything until the peer ends. `SOCKET_TOO_LONG` beyond `limit` bytes (default 1 MB). */
    *readAll(limit = million): Fiber<Buffer> {
        const { input } = this.#link
        while (yield* this.fill(input.available + 1)) {
            this.checkLength(input.available, limit)
        }
        return this.cut(input.available)
    }

    // Writing.

    /**
     * Sends text (default encoding utf8) or bytes. The data is taken at the call; the operation waits only while the
     * transport's queue is above its mark, or needs the caller's bytes. When it is over they may be changed.
     */
    write(data: string | Uint8Array, encoding: TextEncoding = 'utf8'): Op<void> {
        return this.put(data, encoding) ? done : new Writing(this.#link)
    }

    /**
     * Sends without waiting, also while the socket is congested: the caller bounds what it sends. Returns false where `write`
     * would wait. Bytes, if there are more than 16 KB of them, may not be changed until `flush` is over.
     */
    writeNow(data: string | Uint8Array, encoding: TextEncoding = 'utf8'): boolean {
        return this.put(data, encoding)
    }

    /** Sends what is collected, and waits until the system has taken all that was written. */
    flush(): Op<void> {
        const link = this.#link
        link.checkFlush()
        link.flushNow()
        return link.isDrained ? done : new Writing(link)
    }

    // Ending.

    /** Ends the writing side, behind what was written; reading goes on. */
    end(): void {
        this.#link.end()
    }

    /**
     * Sends what was written, for no longer than the linger time, and closes. Fibers that read get `SOCKET_CLOSED`. A second
     * call waits for the same. Never throws: who must know that the bytes have left calls `flush` before.
     */
    close(): Op<void> {
        this.closeNow()
        const link = this.#link
        return link.over || link.isDrained ? done : new Closing(link)
    }

    /**
     * Like `close`, in the background. `farewell` false: does not wait for the peer's end, which saves three system calls. Only
     * where the peer sends nothing more: if it does, the system answers with a reset, and what was sent may be lost. A secure
     * connection is always ended in order.
     */
    closeNow(farewell = true): void {
        this.#link.close(farewell)
    }

    /**
     * Waits until the connection is over: after `close` that is when the peer has ended its side too, or did not in two seconds.
     * No deadline of its own.
     */
    waitClosed(): Fiber<void> {
        return this.#link.waitOver()
    }

    /**
     * Ends both sides as far as this one is concerned: what was written is sent, and readers see an end behind what has come.
     * The connection is released by `close`, as ever; this is for ending it where another fiber owns it.
     */
    shutdown(): void {
        this.#link.shutdown()
    }

    /** Closes at once, waiting for nobody: what the system does not take now is lost. The peer sees an end. */
    drop(): void {
        const link = this.#link
        link.end()
        link.destroy(false)
    }

    /** Aborts the connection: what is pending is lost, the peer gets a reset. */
    reset(): void {
        this.#link.destroy(true)
    }

    // The rest.

    /**
     * Reads and writes that still wait in `ms` milliseconds from now, or begin to wait later than that, throw
     * `SOCKET_TIMEOUT`; the socket stays usable. Infinity (the default): none. Moving it costs next to nothing.
     */
    setDeadline(ms: number): void {
        this.#link.setDeadline(ms)
    }

    /** The same for those who have read the clock already: `due` is the time, on the scale of `now()`. */
    setDue(due: number): void {
        this.#link.setDue(due)
    }

    /** Sends small pieces at once (TCP_NODELAY). */
    setNoDelay(on = true): void {
        this.#link.wire.setNoDelay(on)
    }

    /** Whether the open socket keeps the process alive. Default true. */
    setRef(on: boolean): void {
        this.#link.wire.setRef(on)
    }

    /** The peer; null if it is not known any more. */
    get remote(): Address | null {
        return this.#link.wire.remote
    }

    /** The own address; null when it is closed. */
    get local(): Address | null {
        return this.#link.wire.local
    }

    /** Whether it is a TLS connection. */
    get secure(): boolean {
        return this.#link.wire.security !== null
    }

    /** What is known of the TLS connection; null: there is none. */
    get security(): Security | null {
        return this.#link.wire.security
    }

    /** Descriptor of the system, for messages; -1: there is none, or it is not known. */
    get fd(): number {
        return this.#link.wire.fd ?? -1
    }

    /** Bytes received so far. */
    get bytesRead(): number {
        return this.#link.bytesRead
    }

    /** Bytes written so far. */
    get bytesWritten(): number {
        return this.#link.output.bytesWritten
    }

    /** The same, with what was collected to be sent and is not yet. */
    get bytesTaken(): number {
        return this.#link.output.bytesTaken
    }

    /** Bytes that have arrived and were not consumed. */
    get available(): number {
        return this.#link.input.available
    }

    /** The peer has ended, and everything that came was consumed. */
    get eof(): boolean {
        return this.#link.eof && this.available === 0
    }

    /** Bytes that were given to the transport and that the system has not taken: while there are none, the caller's bytes are free. */
    get pending(): number {
        return this.#link.pending
    }

    /** A write would wait: the transport's queue is above its mark. */
    get congested(): boolean {
        return this.#link.output.blocked
    }

    /** Closed by this side, or over. */
    get closed(): boolean {
        return this.#link.state !== OPEN || this.#link.over
    }

    /** What broke the connection; null: nothing has. */
    get error(): Error | null {
        return this.#link.error
    }

    /** A plain record of the present state. */
    statistics(): SocketStatistics {
        const { wire, input, output, bytesRead, active } = this.#link
        return Object.freeze({
            remote: wire.remote,
            local: wire.local,
            secure: this.secure,
            bytesRead,
            bytesWritten: output.bytesWritten,
            available: input.available,
            pending: this.#link.pending,
            idle: (coarseNow() - active) | 0,
            eof: this.eof,
            closed: this.closed,
            over: this.#link.over,
        })
    }

    /** Has `watcher` told when the connection is over, so that nobody works for a peer that is gone. One at a time; null: nobody. */
    watch(watcher: SocketWatcher | null): void {
        this.#link.watcher = watcher
    }

    /** Has `observer` told of what may end a wait, for as long as the connection lives. One at a time; null: nobody. */
    observe(observer: SocketObserver | null): void {
        this.#link.observer = observer
    }

    /**
     * Gives the connection away, with what has come and was not consumed, for a layer to be put on it (see `upgrade`). For all
     * who use this socket it is closed. Throws `SOCKET_CLOSED`, and `SOCKET_BUSY` while a fiber reads.
     */
    handOver(): Wire {
        return this.#link.handOver()
    }

    /** @internal Has `keeper` told of the end. */
    keep(keeper: LinkKeeper): void {
        this.#link.keeper = keeper
    }

    /** Takes data. Returns false if a write is to wait. */
    private put(data: string | Uint8Array, encoding: TextEncoding): boolean {
        const link = this.#link
        const { output } = link
        link.checkOutput()
        if (typeof data === 'string') {
            output.addText(data, encoding)
        } else if (!output.addBytes(data)) {
            return false
        }
        link.flushLater()
        return !output.blocked
    }

    private fill(wanted: number): Op<boolean> {
        const fill = (this.#fill ??= new Fill(this.#link))
        fill.wanted = wanted
        return fill
    }

    /** Waits until a byte or a sequence of `width` bytes is there. Gives the length with it, or -1 if the peer ends before. */
    private *find(sought: number | Uint8Array, width: number, limit: number): Fiber<number> {
        const { input } = this.#link
        for (let searched = 0; ; ) {
            const at = input.indexOf(sought, searched)
            if (at >= 0 && at + width <= limit) {
                return at + width
            }
            this.checkLength(at >= 0 ? at + width : input.available + 1, limit)
            searched = Math.max(input.available - width + 1, 0)
            if (!(yield* this.fill(input.available + 1))) {
                return -1
            }
        }
    }

    private cut(count: number): Buffer {
        const bytes = this.#link.input.cut(count)
        this.#link.relax()
        return bytes
    }

    private checkLength(length: number, limit: number): void {
        if (length > limit) {
            throw new SocketError(
                'SOCKET_TOO_LONG',
                `Cannot read from ${this.#link.name}: ${length} bytes, wanted at most ${limit}`,
            )
        }
    }
}
