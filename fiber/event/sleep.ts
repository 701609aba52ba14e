/*
    sleep.ts -- `rSleep`: a wait for time that a resume may end early. Source: spec runtime.md §3.6.
*/

import {
    enqueue,
    type Move,
    type Op,
    ready,
    SUSPEND,
    startTimer,
    stopTimer,
    type Task,
    Timer,
    wake,
} from '../core/index.js'
import { ResumableWait } from './c-fiber.js'

class Alarm extends Timer {
    rang = false

    constructor(readonly fiber: Task) {
        super()
    }

    override fire(): void {
        this.rang = true
        wake(this.fiber)
    }
}

class CSleep extends ResumableWait<void> {
    #alarm: Alarm | null = null

    constructor(readonly ms: number) {
        super()
    }

    describe(): string {
        return 'sleep'
    }

    protected wait(fiber: Task): void {
        this.#alarm = new Alarm(fiber)
        if (this.ms > 0) {
            startTimer(this.#alarm, this.ms)
        } else {
            this.#alarm.rang = true
            enqueue(fiber)
        }
    }

    protected look(): Move<void> {
        return this.#alarm!.rang ? ready(undefined) : SUSPEND
    }

    protected resumed(): void {}

    protected release(): void {
        if (this.#alarm !== null) {
            stopTimer(this.#alarm)
        }
    }
}

/** Suspends the fiber for `ms` milliseconds, or until it is resumed. 0: lets everything that is due now run first. */
export function rSleep(ms: number): Op<void> {
    return new CSleep(Number(ms) || 0)
}

/** Blocks the whole process for `ms` milliseconds, as C's `rSleep` does on the main fiber. For start-up code only. */
export function rSleepSync(ms: number): void {
    if (ms > 0) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    }
}
