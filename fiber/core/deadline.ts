/*
    deadline.ts -- Ending a wait in time.
*/

import { Driver } from './driver.js'
import { TimeoutError } from './errors.js'
import { ready } from './marks.js'
import { startTimer, stopTimer, wake } from './scheduler.js'
import type { Task } from './task.js'
import { Timer } from './timers.js'
import type { Blocking, Move, Op, Step } from './types.js'

class Alarm extends Timer {
    rang = false

    constructor(readonly task: Task) {
        super()
    }

    override fire(): void {
        this.rang = true
        wake(this.task)
    }
}

class Deadline<T> extends Driver<T> {
    readonly #ms: number
    readonly #strand: Blocking<T>
    /** Made when the inner operation suspends: most find their result ready. */
    #alarm: Alarm | null = null

    constructor(ms: number, strand: Blocking<T>) {
        super()
        this.#ms = ms
        this.#strand = strand
    }

    describe(): string {
        return 'deadline'
    }

    protected begin(): Step {
        return this.#strand[Symbol.iterator]() as unknown as Step
    }

    protected override suspended(): void {
        if (this.#ms !== Infinity) {
            this.#alarm = new Alarm(this.task!)
            startTimer(this.#alarm, this.#ms)
        }
    }

    protected endsEarly(): boolean {
        return this.#alarm?.rang === true
    }

    protected settle(): Move<T> {
        this.over = true
        if (this.#alarm !== null) {
            stopTimer(this.#alarm)
        }
        if (this.hasThrown) {
            throw this.value
        }
        if (this.unwinding && !this.cancelled) {
            throw new TimeoutError(this.#ms)
        }
        return ready(this.value as T)
    }
}

/**
 * Waits for `blocking` no longer than `ms` milliseconds and gives its result. When the time is over, what is inside is
 * unwound (its `finally` blocks run, and may wait), then a `TimeoutError` is thrown from here. Of nested deadlines the nearest
 * wins. A result that is ready at once is given even when `ms` is 0. `Infinity`: no deadline.
 */
export function deadline<T>(ms: number, blocking: Blocking<T>): Op<T> {
    return new Deadline(ms, blocking)
}
