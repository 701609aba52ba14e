/*
    memory-wire.ts -- MemoryWire: two wires that are each other's far end, without a network.

        a.write() --> lane ~~~ latency, bandwidth, stall ~~~> b's sink          each direction has a lane of its own

    It behaves as TCP does: order is kept, a reader that does not read holds the writer back, an end is half an end, data for
    an end that was destroyed is answered with a reset. Bytes are handed over in a buffer that is overwritten when the sink
    returns, so that a sink which keeps it is found out.
*/

import { now, startTimer, stopTimer, Timer } from '../core/index.js'
import type { Address, TextEncoding, Wire, WireSink } from '../socket/index.js'
import type { Conditions } from './conditions.js'

/** What travels: bytes, or one of the marks. */
type Cargo = Buffer | typeof END | typeof RESET

const END = 'end'
const RESET = 'reset'

/** In which all wires hand over their bytes, as network sockets do. */
const scratch = Buffer.alloc(65536)
const scribble = 0xdd

/** Something on its way. */
interface Parcel {
    readonly cargo: Cargo
    /** `now()` at which it arrives. */
    readonly at: number
}

class LaneTimer extends Timer {
    private readonly lane: Lane

    constructor(lane: Lane) {
        super()
        this.lane = lane
    }

    override fire(): void {
        this.lane.pump()
    }
}

/** One direction. */
class Lane {
    /** Bytes that have not arrived. */
    pending = 0
    private readonly parcels: Parcel[] = []
    private readonly timer = new LaneTimer(this)
    private immediate: NodeJS.Immediate | null = null
    /** `now()` until which the line is busy sending. */
    private busyUntil = 0
    /** Bytes until the cut. */
    private left: number

    constructor(
        readonly from: MemoryWire,
        readonly to: MemoryWire,
        readonly conditions: Conditions,
    ) {
        this.left = conditions.cutAfter ?? Infinity
    }

    send(cargo: Cargo): void {
        if (typeof cargo === 'string') {
            this.add(cargo, 0)
            return
        }
        const { segment = scratch.length, cut = 'reset' } = this.conditions
        const step = Math.min(segment, scratch.length)
        const length = Math.min(cargo.length, this.left)
        this.left -= length
        for (let at = 0; at < length; at += step) {
            const part = cargo.subarray(at, Math.min(at + step, length))
            this.add(part, part.length)
        }
        if (length < cargo.length || this.left === 0) {
            if (cut === 'silence') {
                // What is lost stays pending for ever.
                this.pending += cargo.length - length
                this.from.silence()
                this.to.silence()
            } else {
                this.add(RESET, 0)
                this.to.lane.add(RESET, 0)
            }
        }
    }

    /** Forgets what is on its way. */
    clear(): void {
        this.parcels.length = 0
        this.pending = 0
    }

    /** Looks soon whether something can be delivered. */
    schedule(): void {
        this.immediate ??= setImmediate(() => {
            this.immediate = null
            this.pump()
        })
    }

    /** Delivers what has arrived. */
    pump(): void {
        const { parcels, to, from } = this
        const before = this.pending
        while (parcels.length > 0 && to.isReading && parcels[0]!.at <= now()) {
            const { cargo } = parcels.shift()!
            if (typeof cargo !== 'string') {
                this.pending -= cargo.length
            }
            to.receive(cargo)
        }
        if (before > 0 && this.pending === 0) {
            from.drained()
        }
        stopTimer(this.timer)
        if (parcels.length > 0 && to.isReading) {
            startTimer(this.timer, parcels[0]!.at - now())
        }
    }

    /** Nobody is left at either end. */
    stop(): void {
        this.clear()
        stopTimer(this.timer)
    }

    private add(cargo: Cargo, length: number): void {
        const { latency = 0, bandwidth = Infinity, stall } = this.conditions
        const time = now()
        this.pending += length
        this.busyUntil = Math.max(this.busyUntil, time) + (length / bandwidth) * 1000 + (stall?.() ?? 0)
        this.parcels.push({ cargo, at: this.busyUntil + latency })
        this.schedule()
    }
}

/** One end of a connection in memory. Made in pairs, by `memoryWires`. */
export class MemoryWire implements Wire {
    readonly security = null
    readonly remote: Address
    readonly local: Address
    /** @internal What this end sends. */
    lane: Lane
    private peer: MemoryWire
    private sink: WireSink | null = null
    private paused = false
    private over = false
    private silent = false
    /** `end` was called; the other side has been told of it; the other side's end has come. */
    private ending = false
    private endSent = false
    private endSeen = false

    /** @internal */
    constructor(local: Address, remote: Address, conditions: Conditions, peer?: MemoryWire) {
        this.local = local
        this.remote = remote
        this.peer = peer ?? new MemoryWire(remote, local, conditions, this)
        this.lane = new Lane(this, this.peer, conditions)
    }

    /** The other end. */
    get farEnd(): MemoryWire {
        return this.peer
    }

    get pending(): number {
        return this.lane.pending
    }

    start(sink: WireSink): void {
        this.sink = sink
        this.peer.lane.schedule()
    }

    pause(): void {
        this.paused = true
    }

    resume(): void {
        this.paused = false
        this.peer.lane.schedule()
    }

    write(data: string | Uint8Array, encoding: TextEncoding): boolean {
        if (this.over || this.ending || data.length === 0) {
            return true
        }
        this.lane.send(typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data))
        return this.pending <= (this.lane.conditions.highWater ?? 65536)
    }

    end(): void {
        if (!this.over && !this.ending) {
            this.ending = true
            this.lane.send(END)
        }
    }

    destroy(reset: boolean): void {
        if (this.over) {
            return
        }
        this.over = true
        if (reset) {
            this.lane.clear()
        }
        // Without a reset what was sent goes on its way, as if the system had taken it.
        this.lane.send(reset ? RESET : END)
        this.peer.lane.schedule()
        setImmediate(() => this.closed(null))
    }

    /** Nothing arrives any more, and nobody is told. */
    silence(): void {
        this.silent = true
    }

    setNoDelay(): void {}

    setRef(): void {}

    /** @internal Whether parcels can be delivered; those for a destroyed end are. */
    get isReading(): boolean {
        return !this.silent && (this.over || (this.sink !== null && !this.paused))
    }

    /** @internal Something has arrived. */
    receive(cargo: Cargo): void {
        if (this.over) {
            if (cargo === END) {
                this.peer.endSent = true
                this.peer.closeWhenOver()
            } else if (cargo !== RESET) {
                // Data for an end that is gone.
                this.lane.send(RESET)
            }
        } else if (cargo === END) {
            this.endSeen = true
            this.peer.endSent = true
            this.sink!.ended()
            this.peer.closeWhenOver()
            this.closeWhenOver()
        } else if (cargo === RESET) {
            // What this end has sent is on its way all the same.
            this.over = true
            this.closed(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }))
        } else {
            this.receiveBytes(cargo)
        }
    }

    /** @internal */
    drained(): void {
        if (!this.over) {
            this.sink?.drained()
        }
    }

    private receiveBytes(bytes: Buffer): void {
        const { length } = bytes
        bytes.copy(scratch)
        if (!this.sink!.data(scratch, length)) {
            this.paused = true
        }
        scratch.fill(scribble, 0, length)
    }

    private closeWhenOver(): void {
        if (this.endSeen && this.endSent && !this.over) {
            this.over = true
            setImmediate(() => this.closed(null))
        }
    }

    private closed(error: Error | null): void {
        const { sink } = this
        this.sink = null
        if (this.peer.over) {
            this.lane.stop()
            this.peer.lane.stop()
        }
        sink?.closed(error)
    }
}

/** Two wires that are connected with each other. */
export function memoryWires(conditions: Conditions = {}): [MemoryWire, MemoryWire] {
    const a = new MemoryWire(memoryAddress('a'), memoryAddress('b'), conditions)
    return [a, a.farEnd]
}

function memoryAddress(side: string): Address {
    return { address: `memory ${side}`, port: 0, family: 0 }
}
