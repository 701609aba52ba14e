/*
    semaphore.ts -- A number of permits, given to fibers in the order in which they asked.
*/

import { FiberError } from './errors.js'
import { ready, SUSPEND } from './marks.js'
import { wake } from './scheduler.js'
import type { Blocking, Fiber, Move, Op } from './types.js'
import { Waiter, WaitQueue } from './wait-queue.js'

class Acquire extends Waiter<void> {
    #granted = false

    constructor(
        readonly semaphore: Semaphore,
        readonly amount: number,
        readonly name: string,
    ) {
        super()
    }

    describe(): string {
        return this.name
    }

    grant(): void {
        this.#granted = true
        wake(this.task!)
    }

    protected begin(): Move<void> {
        return this.semaphore.enter(this) ? ready(undefined) : SUSPEND
    }

    protected again(): Move<void> {
        return this.#granted ? ready(undefined) : SUSPEND
    }

    protected release(): void {
        if (this.#granted) {
            // The permits were handed over, but the fiber was cancelled before it could take them.
            this.semaphore.release(this.amount)
        } else {
            this.semaphore.leave(this)
        }
    }
}

/** A plain record about a semaphore. */
export interface SemaphoreStatistics {
    /** All permits. */
    readonly permits: number
    /** Those that are free. */
    readonly available: number
    /** Fibers that wait. */
    readonly waiting: number
}

/** Permits for a bounded number of fibers at a time. First come, first served: nobody overtakes a fiber that waits. */
export class Semaphore {
    readonly #permits: number
    readonly #waiting = new WaitQueue<Acquire>()
    readonly #name: string
    #available: number

    /** `permits` is a whole number of at least 1. `name` tells in dumps what is waited for. */
    constructor(permits: number, name = 'semaphore') {
        if (!Number.isInteger(permits) || permits < 1) {
            throw new FiberError(
                'FIBER_MISUSE',
                `Cannot make a semaphore: ${permits} permits, wanted a whole number from 1`,
            )
        }
        this.#permits = permits
        this.#available = permits
        this.#name = name
    }

    /** Waits until `amount` permits are free and takes them. No deadline of its own: use `deadline`. */
    acquire(amount = 1): Op<void> {
        this.#check('acquire', amount)
        return new Acquire(this, amount, this.#name)
    }

    /** Takes the permits if that needs no wait. Returns whether it did. */
    acquireNow(amount = 1): boolean {
        this.#check('acquire', amount)
        if (this.#waiting.size > 0 || this.#available < amount) {
            return false
        }
        this.#available -= amount
        return true
    }

    /** Gives permits back. More than were taken is a `FIBER_MISUSE`. */
    release(amount = 1): void {
        this.#check('release', amount)
        if (this.#available + amount > this.#permits) {
            throw new FiberError('FIBER_MISUSE', `Cannot release ${this.#name}: it was not acquired`)
        }
        this.#available += amount
        this.#serve()
    }

    /** Runs `body` with a permit, which is given back however it ends. */
    *run<T>(body: () => Blocking<T>): Fiber<T> {
        yield* this.acquire()
        try {
            return yield* body()
        } finally {
            this.release()
        }
    }

    /** Permits that are free. */
    get available(): number {
        return this.#available
    }

    /** A plain record of the present state. */
    statistics(): SemaphoreStatistics {
        return Object.freeze({ permits: this.#permits, available: this.#available, waiting: this.#waiting.size })
    }

    /** @internal Takes the permits, or queues the operation. */
    enter(waiter: Acquire): boolean {
        if (this.acquireNow(waiter.amount)) {
            return true
        }
        this.#waiting.push(waiter)
        return false
    }

    /** @internal */
    leave(waiter: Acquire): void {
        this.#waiting.remove(waiter)
        // It may have stood in the way of others that want less.
        this.#serve()
    }

    #serve(): void {
        for (
            let first = this.#waiting.first;
            first !== null && first.amount <= this.#available;
            first = this.#waiting.first
        ) {
            this.#waiting.shift()
            this.#available -= first.amount
            first.grant()
        }
    }

    #check(action: string, amount: number): void {
        if (!Number.isInteger(amount) || amount < 1 || amount > this.#permits) {
            throw new FiberError(
                'FIBER_MISUSE',
                `Cannot ${action} ${this.#name}: ${amount} permits, wanted 1 to ${this.#permits}`,
            )
        }
    }
}
