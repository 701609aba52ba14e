/*
    latch.ts -- Latch: a gate that opens once, for ever, when a count has come down to zero.
*/

import { FiberError } from './errors.js'
import { ready, SUSPEND } from './marks.js'
import { batch, wake } from './scheduler.js'
import type { Move, Op } from './types.js'
import { Waiter, WaitQueue } from './wait-queue.js'

class LatchWait extends Waiter<void> {
    constructor(
        readonly latch: Latch,
        readonly queue: WaitQueue<LatchWait>,
        readonly name: string,
    ) {
        super()
    }

    describe(): string {
        return this.name
    }

    goOn(): void {
        wake(this.task!)
    }

    protected begin(): Move<void> {
        if (this.latch.isOpen) {
            return ready(undefined)
        }
        this.queue.push(this)
        return SUSPEND
    }

    protected again(): Move<void> {
        return this.latch.isOpen ? ready(undefined) : SUSPEND
    }

    protected release(): void {
        this.queue.remove(this)
    }
}

/** Closed until `countDown` has been called `count` times; `wait` waits for that. */
export class Latch {
    readonly #waiting = new WaitQueue<LatchWait>()
    readonly #name: string
    #count: number

    /** `count` is a whole number from 0 (open from the start); default 1. */
    constructor(count = 1, name = 'latch') {
        if (!Number.isInteger(count) || count < 0) {
            throw new FiberError('FIBER_MISUSE', `Cannot make a latch: count ${count}, wanted a whole number from 0`)
        }
        this.#count = count
        this.#name = name
    }

    /** Counts down by one; at zero all who wait go on. Calls beyond that do nothing. */
    countDown(): void {
        if (this.#count > 0 && --this.#count === 0) {
            batch(() => {
                for (let waiter = this.#waiting.shift(); waiter !== null; waiter = this.#waiting.shift()) {
                    waiter.goOn()
                }
            })
        }
    }

    /** Opens at once, whatever the count. */
    open(): void {
        if (this.#count > 0) {
            this.#count = 1
            this.countDown()
        }
    }

    /** Whether `wait` returns at once. */
    get isOpen(): boolean {
        return this.#count === 0
    }

    /** How often `countDown` is still to be called. */
    get count(): number {
        return this.#count
    }

    /** Waits until the latch is open. No deadline of its own: use `deadline`. */
    wait(): Op<void> {
        return new LatchWait(this, this.#waiting, this.#name)
    }
}
