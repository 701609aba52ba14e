/*
    link.ts -- Link: what stands between the wire of a socket and the fibers that use it.

        wire --data--> input --> reader                 one fiber at a time
        wire <-------- output <-- writers               any number

    A link is open until the application closes it; then it is closing as long as what was written is being sent and the peer
    has not ended (what arrives is dropped), then closed. Apart from that its wire may be over: both sides have ended, or the
    connection broke. Each wait is ended by what it waits for, by the deadline, by the end of the wire, or by `close`. The
    operations (reading.ts, writing.ts) look at the state when they are resumed and make the errors, so that these carry the
    calls of the fiber.

    It is longer than other files because every one of these ends looks at the same few fields.
*/

import {
    batch,
    coarseNow,
    Event,
    type Fiber,
    type Flushable,
    fiberOf,
    flushAtSliceEnd,
    now,
    startTimer,
    stopTimer,
    wake,
} from '../core/index.js'
import { describeAddress } from './addresses.js'
import { SocketError } from './errors.js'
import { HandedWire } from './handed-wire.js'
import { Input } from './input.js'
import type { LinkKeeper, LinkLimits, LinkWaiter, SocketObserver, SocketWatcher } from './link-roles.js'
import { LinkTimer } from './link-timer.js'
import { Output } from './output.js'
import { connectionFailure } from './system-errors.js'
import type { Wire, WireSink } from './wire.js'

/** Reading stops when this many bytes have arrived that nobody waits for. */
const inputMark = 65536

/** When all is sent, the peer has this many milliseconds to end its side too, before the connection is cut. */
const farewell = 2000

export const OPEN = 0
export const CLOSING = 1
export const CLOSED = 2

/** The state of a socket. */
export class Link implements WireSink, Flushable {
    readonly wire: Wire
    readonly input = new Input()
    readonly output: Output
    state = OPEN
    /** The peer has ended. */
    eof = false
    /** `end` was called. */
    finished = false
    /** The wire is over. */
    over = false
    /** What broke the connection. */
    error: Error | null = null
    /** `now()` at which waits end; Infinity: no deadline. */
    due = Infinity
    bytesRead = 0
    /** Coarse time of the latest input or output. */
    active = coarseNow()
    /** The operation that waits for input, and how many bytes it wants to be there. */
    reader: LinkWaiter | null = null
    keeper: LinkKeeper | null = null
    watcher: SocketWatcher | null = null
    observer: SocketObserver | null = null
    private wanted = 0
    /** When all is sent the connection is to be cut, without waiting for the peer's end. */
    private curt = false
    private writers: LinkWaiter | null = null
    /** For those who wait until the wire is over; made when somebody does. */
    private wireOver: Event | null = null
    /** The wire was told to stop reading. */
    private paused = false
    /** `flush` will be called at the end of the slice. */
    private scheduled = false
    private timer: LinkTimer | null = null
    private readonly limits: LinkLimits

    constructor(wire: Wire, limits: LinkLimits) {
        this.wire = wire
        this.output = new Output(wire)
        this.limits = limits
        wire.start(this)
    }

    // What the wire reports.

    data(bytes: Buffer, length: number): boolean {
        this.bytesRead += length
        this.active = coarseNow()
        if (this.state !== OPEN) {
            return true
        }
        const { input, reader } = this
        input.arrive(bytes, length)
        if (reader !== null && input.available >= this.wanted) {
            wake(reader.task!)
        }
        if (this.observer !== null) {
            this.observer.socketReadable()
        }
        input.settle()
        this.paused = input.available >= inputMark && (this.reader === null || input.available >= this.wanted)
        return !this.paused
    }

    drained(): void {
        this.active = coarseNow()
        this.output.blocked = false
        if (this.state === CLOSING) {
            this.sayFarewell()
        }
        if (this.writers !== null) {
            batch(() => this.releaseWriters())
        }
        this.observer?.socketWritable()
    }

    ended(): void {
        this.eof = true
        if (this.reader !== null) {
            wake(this.reader.task!)
        }
        this.observer?.socketReadable()
    }

    closed(error: Error | null): void {
        this.over = true
        this.error ??= error
        this.stopTimer()
        this.output.clear()
        if (this.state === CLOSING) {
            this.state = CLOSED
        }
        const { keeper, watcher, observer } = this
        this.keeper = null
        this.watcher = null
        this.observer = null
        keeper?.linkClosed(this)
        watcher?.socketOver(this.error)
        observer?.socketReadable()
        observer?.socketWritable()
        this.wireOver?.emit()
        this.wakeAll()
    }

    // Reading.

    /**
     * There is not enough input for `reader`. Answers whether it waits; false: the peer has ended and no more will come.
     * Throws what speaks against waiting.
     */
    awaitInput(reader: LinkWaiter & object, wanted: number, begins: boolean): boolean {
        if (this.state !== OPEN) {
            this.reader = null
            throw this.closedError('read from')
        }
        if (this.eof || this.over) {
            this.reader = null
            if (this.error !== null) {
                throw connectionFailure('read from', this.wire.remote, this.error)
            }
            return false
        }
        if (!begins) {
            if (this.isLate) {
                this.reader = null
                throw this.lateError('read from')
            }
            return true
        }
        reader.task = fiberOf(reader)
        this.reader = reader
        this.wanted = wanted
        this.output.flush(false)
        this.resumeInput()
        this.armTimer()
        return true
    }

    /** Nothing has come. Throws if that is not just so far, or the end. */
    checkInput(): void {
        if (this.state !== OPEN) {
            throw this.closedError('read from')
        }
        if (this.error !== null) {
            throw connectionFailure('read from', this.wire.remote, this.error)
        }
    }

    /** Another fiber reads this socket. */
    busyError(): SocketError {
        const { task } = this.reader!
        const who = `fiber ${task!.id} ${task!.name}`
        return new SocketError(
            'SOCKET_BUSY',
            `Cannot read from ${this.name}: ${who} is reading, wanted one reader at a time`,
        )
    }

    /** After bytes were consumed: reading goes on when there is room again. */
    relax(): void {
        if (this.paused && this.input.available < inputMark) {
            this.resumeInput()
        }
    }

    /** The most bytes that `borrow` shows. */
    get inputLimit(): number {
        return this.limits.inputLimit
    }

    // Writing.

    /** Throws unless something may be written. */
    checkOutput(): void {
        if (this.state !== OPEN) {
            throw this.closedError('write to')
        }
        if (this.finished) {
            throw new SocketError('SOCKET_ENDED', `Cannot write to ${this.name}: its writing side was ended`)
        }
        if (this.over) {
            throw connectionFailure('write to', this.wire.remote, this.error ?? new Error('the connection is over'))
        }
    }

    /** Throws if what was written may be lost. */
    checkFlush(): void {
        if (this.error !== null) {
            throw connectionFailure('write to', this.wire.remote, this.error)
        }
        if (this.state === CLOSED) {
            throw this.closedError('write to')
        }
    }

    /** The system has taken all that was given to the wire. */
    get isDrained(): boolean {
        return this.wire.pending === 0 && !this.output.blocked
    }

    /** What is collected will be sent at the end of the slice. */
    flushLater(): void {
        if (!this.scheduled) {
            this.scheduled = true
            flushAtSliceEnd(this)
        }
    }

    /** The slice is over. */
    flush(): void {
        this.scheduled = false
        this.flushNow()
    }

    /** Bytes that the wire has and the system has not. */
    get pending(): number {
        return this.over || this.state === CLOSED ? 0 : this.wire.pending
    }

    /** Gives what is collected to the wire. */
    flushNow(): void {
        if (!this.over) {
            this.output.flush(false)
        }
    }

    /** `writer` is to be told when the wire has given away all it has. */
    addWriter(writer: LinkWaiter): void {
        writer.following = this.writers
        this.writers = writer
        if (this.state === OPEN) {
            this.armTimer()
        }
    }

    removeWriter(writer: LinkWaiter): void {
        if (this.writers === writer) {
            this.writers = writer.following
            return
        }
        for (let prior = this.writers; prior !== null; prior = prior.following) {
            if (prior.following === writer) {
                prior.following = writer.following
                return
            }
        }
    }

    // Ending.

    end(): void {
        if (this.state === OPEN && !this.finished && !this.over) {
            this.flushNow()
            this.finished = true
            this.wire.end()
        }
    }

    /** Begins to close. */
    close(farewell: boolean): void {
        if (this.state !== OPEN) {
            return
        }
        if (!farewell && this.wire.security === null) {
            this.flushNow()
            if (this.isDrained) {
                this.destroy(false)
                return
            }
            this.curt = true
        }
        this.end()
        this.state = this.over ? CLOSED : CLOSING
        this.input.clear()
        if (this.reader !== null) {
            wake(this.reader.task!)
        }
        if (!this.over) {
            // Unread input at the time of the real close would make the system send a reset instead of what is pending.
            this.resumeInput()
            this.due = now() + this.limits.linger
            if (this.wire.pending === 0) {
                this.sayFarewell()
            } else {
                this.armTimer()
            }
            this.keeper?.linkLingers(this)
        }
    }

    /** Ends the own side, and lets readers see an end behind what has come, whatever the peer does. */
    shutdown(): void {
        if (this.state === OPEN && !this.over) {
            this.end()
            this.ended()
        }
    }

    /** Gives the wire to another user, with the bytes that were not consumed. Here the socket is closed. */
    handOver(): Wire {
        if (this.state !== OPEN || this.over) {
            throw this.closedError('hand over')
        }
        if (this.reader !== null) {
            throw this.busyError()
        }
        this.flushNow()
        const { input, keeper } = this
        const wire = new HandedWire(this.wire, input.cut(input.available), () => keeper?.linkClosed(this))
        this.keeper = null
        this.watcher = null
        this.observer = null
        this.state = CLOSED
        this.over = true
        this.stopTimer()
        this.wireOver?.emit()
        this.wakeAll()
        return wire
    }

    /** Cuts the connection. */
    destroy(reset: boolean): void {
        this.state = CLOSED
        this.stopTimer()
        this.input.clear()
        this.output.clear()
        if (!this.over) {
            this.wire.destroy(reset)
        }
        this.wakeAll()
    }

    /** Waits until the wire is over. */
    *waitOver(): Fiber<void> {
        while (!this.over) {
            this.wireOver ??= new Event(`end of socket ${this.name}`)
            yield* this.wireOver.wait()
        }
    }

    /** Of a link that is closing: it is not to wait for the peer's end. Returns whether it is closed: all was sent. */
    hurry(): boolean {
        this.curt = true
        if (!this.isDrained) {
            return false
        }
        this.destroy(false)
        return true
    }

    // Time.

    setDeadline(ms: number): void {
        this.setDue(ms === Infinity ? Infinity : now() + ms)
    }

    setDue(due: number): void {
        if (this.state === OPEN) {
            this.due = due
            if (this.reader !== null || this.writers !== null) {
                this.armTimer()
            }
        }
    }

    /** The deadline has passed. */
    get isLate(): boolean {
        return this.due !== Infinity && now() >= this.due
    }

    timerFired(): void {
        if (now() < this.due) {
            if (this.state !== OPEN || this.reader !== null || this.writers !== null) {
                this.armTimer()
            }
        } else if (this.state === CLOSING) {
            this.destroy(false)
        } else {
            this.wakeAll()
        }
    }

    // Errors.

    /** The peer, for messages. */
    get name(): string {
        return describeAddress(this.wire.remote)
    }

    closedError(action: string): SocketError {
        return new SocketError('SOCKET_CLOSED', `Cannot ${action} ${this.name}: the socket was closed`)
    }

    lateError(action: string): SocketError {
        return new SocketError('SOCKET_TIMEOUT', `Cannot ${action} ${this.name}: the deadline of the socket passed`)
    }

    private resumeInput(): void {
        if (this.paused) {
            this.paused = false
            this.wire.resume()
        }
    }

    /** All is sent: only the peer's end is missing. */
    private sayFarewell(): void {
        if (this.curt) {
            this.destroy(false)
            return
        }
        this.due = Math.min(this.due, now() + farewell)
        this.armTimer()
    }

    private armTimer(): void {
        const { due } = this
        if (due === Infinity) {
            return
        }
        const timer = (this.timer ??= new LinkTimer(this))
        if (due < timer.at) {
            stopTimer(timer)
            timer.at = due
            startTimer(timer, due - now())
        }
    }

    private stopTimer(): void {
        if (this.timer !== null) {
            stopTimer(this.timer)
            this.timer = null
        }
    }

    /** Those who have waited longest, at the end of the list, go first. */
    private releaseWriters(): void {
        const waiting: LinkWaiter[] = []
        for (let writer = this.writers; writer !== null; writer = writer.following) {
            waiting.push(writer)
        }
        this.writers = null
        for (const writer of waiting.reverse()) {
            writer.following = null
            writer.released = true
            wake(writer.task!)
        }
    }

    /** Lets everyone look at the state. */
    private wakeAll(): void {
        const { reader, writers } = this
        if (reader === null && writers === null) {
            return
        }
        batch(() => {
            if (reader !== null) {
                wake(reader.task!)
            }
            for (let writer = writers; writer !== null; writer = writer.following) {
                wake(writer.task!)
            }
        })
    }
}
