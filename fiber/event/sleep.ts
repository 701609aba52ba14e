/*
    sleep.ts -- `rSleep`: a wait for time that a resume may end early. Source: spec runtime.md §3.6.
*/

import { numberOf, wholeOf } from '../compat/index.js'
import { type Move, type Op, SUSPEND, type Task } from '../core/index.js'
import { ResumableWait } from './c-fiber.js'
import { dropEvent, type REvent, rAllocEvent } from './events.js'

/** As in C: an event that resumes this fiber, and a wait. If another resume comes first, the event is dropped. */
class CSleep extends ResumableWait<void> {
    #event: REvent = 0

    constructor(readonly ms: number) {
        super()
    }

    describe(): string {
        return 'sleep'
    }

    protected wait(fiber: Task): void {
        this.#event = rAllocEvent(fiber, null, null, this.ms, 0)
    }

    protected look(): Move<void> {
        return SUSPEND
    }

    protected resumed(): void {}

    protected release(): void {
        dropEvent(this.#event)
    }
}

/** Suspends the fiber for `ms` milliseconds, or until it is resumed. 0: lets everything that is due now run first. */
export function rSleep(ms: number): Op<void> {
    return new CSleep(wholeOf(ms))
}

/** Blocks the whole process for `ms` milliseconds, as C's `rSleep` does on the main fiber. For start-up code only. */
export function rSleepSync(ms: number): void {
    if (numberOf(ms) > 0) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms))
    }
}
