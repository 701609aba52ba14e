/*
    mutex.ts -- Mutual exclusion across waits. Between two waits a fiber is alone anyway.
*/

import { Semaphore } from './semaphore.js'
import type { Blocking, Fiber, Op } from './types.js'

/** A lock that one fiber holds at a time, given in the order of asking. Not re-entrant. */
export class Mutex {
    readonly #semaphore: Semaphore

    /** `name` tells in dumps what is waited for. */
    constructor(name = 'mutex') {
        this.#semaphore = new Semaphore(1, name)
    }

    /** Waits for the lock and takes it. No deadline of its own: use `deadline`. */
    lock(): Op<void> {
        return this.#semaphore.acquire()
    }

    /** Takes the lock if it is free. Returns whether it did. */
    lockNow(): boolean {
        return this.#semaphore.acquireNow()
    }

    /** Gives the lock back; the fiber that has waited longest gets it. Unlocking what is not locked is a `FIBER_MISUSE`. */
    unlock(): void {
        this.#semaphore.release()
    }

    /** Whether a fiber holds it. */
    get locked(): boolean {
        return this.#semaphore.available === 0
    }

    /** Runs `body` with the lock, which is given back however it ends. */
    run<T>(body: () => Blocking<T>): Fiber<T> {
        return this.#semaphore.run(body)
    }
}
