/*
    latch.ts -- Latch: a gate that opens once, for ever, when a count has come down to zero.
*/

import { Event } from './event.js'
import { FiberError } from './errors.js'
import type { Fiber } from './types.js'

/** Closed until `countDown` has been called `count` times; `wait` waits for that. */
export class Latch {
    readonly #opened: Event
    #count: number

    /** `count` is a whole number from 0 (open from the start); default 1. */
    constructor(count = 1, name = 'latch') {
        if (!Number.isInteger(count) || count < 0) {
            throw new FiberError('FIBER_MISUSE', `Cannot make a latch: count ${count}, wanted a whole number from 0`)
        }
        this.#count = count
        this.#opened = new Event(name)
    }

    /** Counts down by one; at zero all who wait go on. Calls beyond that do nothing. */
    countDown(): void {
        if (this.#count > 0 && --this.#count === 0) {
            this.#opened.emit()
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
    *wait(): Fiber<void> {
        while (this.#count > 0) {
            yield* this.#opened.wait()
        }
    }
}
