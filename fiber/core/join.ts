/*
    join.ts -- Waiting for the end of a fiber.
*/

import { CancelledError, FiberError } from './errors.js'
import { ENDED, FAILED, FINISHED, HEARD } from './flags.js'
import { ready, SUSPEND } from './marks.js'
import { Once } from './once.js'
import { wake } from './scheduler.js'
import type { Task } from './task.js'
import type { Move } from './types.js'

/** One that wants to know when a fiber has ended. `Task.joiners` is the latest; they form a ring in the order of their coming. */
export interface Joiner {
    following: Joiner | null
    prior: Joiner | null
    targetEnded(): void
}

/** Adds a joiner to a fiber that has not ended. */
export function addJoiner(target: Task, joiner: Joiner): void {
    const latest = target.joiners
    if (latest === null) {
        joiner.following = joiner.prior = joiner
    } else {
        joiner.prior = latest
        joiner.following = latest.following!
        latest.following!.prior = joiner
        latest.following = joiner
    }
    target.joiners = joiner
}

/** Takes a joiner out; one that is not in the ring is ignored. */
export function removeJoiner(target: Task, joiner: Joiner): void {
    const { following, prior } = joiner
    if (following === null || prior === null) {
        return
    }
    joiner.following = joiner.prior = null
    if (following === joiner) {
        target.joiners = null
        return
    }
    prior.following = following
    following.prior = prior
    if (target.joiners === joiner) {
        target.joiners = prior
    }
}

/** The operation behind `task.join()`. */
export class Join<T> extends Once<T> implements Joiner {
    readonly #target: Task<T>
    following: Joiner | null = null
    prior: Joiner | null = null

    constructor(target: Task<T>) {
        super()
        this.#target = target
    }

    describe(): string {
        return `join of fiber ${this.#target.id} ${this.#target.name}`
    }

    /** The fiber has ended. */
    targetEnded(): void {
        wake(this.task!)
    }

    protected begin(): Move<T> {
        const target = this.#target
        if ((target.flags & ENDED) !== 0) {
            return this.again()
        }
        this.refuseDeadlock()
        addJoiner(target as Task, this)
        return SUSPEND
    }

    /** The running fiber, and those that enclose it, cannot end before this wait does. */
    private refuseDeadlock(): void {
        for (let task = this.task; task !== null; task = task.parent) {
            if (task === (this.#target as Task)) {
                const who = task === this.task ? 'it is the running one' : 'it waits for the end of the running one'
                throw new FiberError('FIBER_MISUSE', `Cannot join fiber ${task.name}: ${who}, wanted another`)
            }
        }
    }

    protected again(): Move<T> {
        const target = this.#target
        const { flags } = target
        if ((flags & ENDED) === 0) {
            return SUSPEND
        }
        if ((flags & FINISHED) !== 0) {
            return ready(target.outcome as T)
        }
        if ((flags & FAILED) !== 0) {
            target.flags |= HEARD
            removeJoiner(target as Task, this)
            throw target.outcome
        }
        throw new CancelledError(target.name, target.outcome)
    }

    protected release(): void {
        const target = this.#target
        if ((target.flags & (ENDED | FAILED)) === ENDED) {
            return
        }
        removeJoiner(target as Task, this)
        if ((target.flags & (ENDED | HEARD)) === ENDED && target.joiners === null) {
            // It failed while this fiber was being cancelled: nobody else has come to know of it.
            target.unheard()
        }
    }
}
