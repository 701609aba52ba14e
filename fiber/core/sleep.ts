/*
    sleep.ts -- Waiting for time to pass.
*/

import { answerProbe } from './backtrace.js'
import { FiberError } from './errors.js'
import { PROBE, ready, SUSPEND } from './marks.js'
import { fiberOf, startTimer, stopTimer, wake, wakeLater } from './scheduler.js'
import type { Task } from './task.js'
import { Timer } from './timers.js'
import type { Move, Op, Resume, Step, Suspend } from './types.js'
import { endDescent } from './unwind.js'

/** A timer that is its own operation: one object of seven words for a sleep. */
class Sleep extends Timer implements Step, Op<void> {
    /** The sleeping fiber; null before it sleeps and when the time is over. */
    #task: Task | null = null

    constructor(ms: number) {
        super()
        // The field is free until the timer is started.
        this.due = ms
    }

    [Symbol.iterator](): Iterator<Suspend, void, Resume> {
        return this as unknown as Iterator<Suspend, void, Resume>
    }

    next(move?: unknown): Move<void> {
        if (move === undefined) {
            const task = fiberOf(this)
            const ms = this.due
            if (Number.isNaN(ms) || this.#task !== null) {
                throw new FiberError(
                    'FIBER_MISUSE',
                    'Cannot begin sleep: its time is no number or was slept before, wanted sleep(ms) anew',
                )
            }
            if (ms > 0) {
                this.#task = task
                if (ms !== Infinity) {
                    startTimer(this, ms)
                }
            } else {
                wakeLater(task)
            }
            return SUSPEND
        }
        if (move === PROBE) {
            return answerProbe(this)
        }
        return this.#task === null ? ready(undefined) : SUSPEND
    }

    return(): Move<void> {
        endDescent()
        stopTimer(this)
        this.due = NaN
        return ready(undefined)
    }

    throw(error?: unknown): Move<void> {
        if (error === PROBE) {
            return SUSPEND
        }
        stopTimer(this)
        throw error
    }

    describe(): string {
        return 'sleep'
    }

    override fire(): void {
        const task = this.#task!
        this.#task = null
        // The due time is not what was asked for: a second use would sleep for too long.
        this.due = NaN
        wake(task)
    }
}

/**
 * Suspends the fiber for at least `ms` milliseconds (rounded up to whole ones). Zero or less: like `yieldNow`. `Infinity`:
 * until the fiber is cancelled.
 */
export function sleep(ms: number): Op<void> {
    return new Sleep(ms)
}
