/*
    transfer-ops.ts -- Reading and writing with waiting: `rReadSocket`, `rWriteSocket`. Source: spec runtime.md §8.4.

    A socket has one operation of each kind, made when first needed and used again and again; a fiber that comes while it is in
    use gets one of its own. It is its own place in the socket's wait object. Its timer stays where it is while deadlines only
    move on, which they do with each call: it looks again when it fires, and is stopped when the socket is closed.
*/

import { MAXTIME, R_ERR_CANT_WRITE, R_ERR_TIMEOUT } from '../compat/index.js'
import { Leaf, type Move, now, ready, SUSPEND, startTimer, stopTimer, Timer, wake } from '../core/index.js'
import { R_READABLE, R_WRITABLE, type RWait, type Waiter } from '../wait/index.js'
import { ME_SOCKET_TIMEOUT } from './flags.js'
import type { RSocket } from './rsocket.js'
import { dataOf, readNow, type SocketData, type SocketTarget, writeBytes } from './transfer.js'

class TransferTimer extends Timer {
    /** The time for which it is set; Infinity: it is not running. */
    at = Infinity

    constructor(readonly op: TransferOp) {
        super()
    }

    override fire(): void {
        this.at = Infinity
        this.op.timerFired()
    }
}

/** What both have in common. */
export abstract class TransferOp extends Leaf<number> implements Waiter {
    following: Waiter | null = null
    deadline = 0
    /** It has begun, and is not over. */
    busy = false
    abstract readonly mask: number
    protected readonly sp: RSocket
    /** Whether the socket keeps it, to be used again. */
    private readonly kept: boolean
    /** Where it waits now. */
    private wait: RWait | null = null
    private late = false
    private timer: TransferTimer | null = null

    constructor(sp: RSocket, kept: boolean) {
        super()
        this.sp = sp
        this.kept = kept
    }

    happened(): void {
        this.wait = null
        wake(this.task!)
    }

    timerFired(): void {
        if (this.wait === null) {
            return
        }
        if (now() < this.deadline) {
            this.arm()
            return
        }
        this.late = true
        this.wait.timedOut()
        this.wait.leave(this)
        this.happened()
    }

    /** The socket is closed. */
    stopTimer(): void {
        if (this.timer !== null) {
            stopTimer(this.timer)
            this.timer = null
        }
    }

    /** Does what can be done now; 0: nothing, so it is to be waited. */
    protected abstract attempt(): number

    protected begin(): Move<number> {
        const result = this.attempt()
        if (result !== 0) {
            return ready(result)
        }
        this.busy = true
        this.late = false
        const { deadline } = this
        if (deadline >= MAXTIME) {
            this.deadline = Infinity
        } else if (!(deadline > 0)) {
            this.deadline = now() + ME_SOCKET_TIMEOUT
        } else if (deadline <= now()) {
            return this.over(R_ERR_TIMEOUT)
        }
        return this.enter()
    }

    protected again(): Move<number> {
        // Woken by something else, such as a resume: it goes on waiting.
        if (this.wait !== null) {
            return SUSPEND
        }
        if (this.late) {
            return this.over(R_ERR_TIMEOUT)
        }
        const result = this.attempt()
        return result === 0 ? this.enter() : this.over(result)
    }

    protected release(): void {
        this.wait?.leave(this)
        this.over(0)
    }

    private enter(): Move<number> {
        this.wait = this.sp.openWait()!
        this.wait.enter(this)
        this.arm()
        return SUSPEND
    }

    private over(result: number): Move<number> {
        this.busy = false
        this.wait = null
        if (!this.kept) {
            this.stopTimer()
        }
        return ready(result)
    }

    private arm(): void {
        const { deadline } = this
        if (deadline === Infinity) {
            return
        }
        const timer = (this.timer ??= new TransferTimer(this))
        if (deadline < timer.at) {
            timer.at = deadline
            startTimer(timer, deadline - now())
        }
    }
}

/** `rReadSocket`. */
export class ReadOp extends TransferOp {
    readonly mask = R_READABLE
    target: SocketTarget = none
    size = 0

    describe(): string {
        return 'rReadSocket'
    }

    protected attempt(): number {
        return readNow(this.sp, this.target, this.size)
    }
}

const none = new Uint8Array(0)

/** `rWriteSocket`. */
export class WriteOp extends TransferOp {
    readonly mask = R_WRITABLE
    /** What is left of it. */
    private rest: string | Uint8Array = none
    private total = 0

    describe(): string {
        return 'rWriteSocket'
    }

    take(data: SocketData, size: number): void {
        this.rest = dataOf(data, size)
        this.total = 0
    }

    protected attempt(): number {
        const { rest } = this
        const count = writeBytes(this.sp, rest)
        if (count < 0) {
            return count
        }
        this.total += count
        if (typeof rest === 'string' ? count === 0 : count < rest.length) {
            if (typeof rest !== 'string') {
                this.rest = rest.subarray(count)
            }
            return 0
        }
        this.rest = none
        // Somebody else may have read the end meanwhile.
        return this.sp.eof ? R_ERR_CANT_WRITE : this.total
    }
}
