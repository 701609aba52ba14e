/*
    join.ts -- Waiting for the end of a fiber.
*/

import { CancelledError } from './errors.js'
import { ENDED, FAILED, FINISHED, HEARD } from './flags.js'
import { Leaf } from './leaf.js'
import { ready, SUSPEND } from './marks.js'
import { wake } from './scheduler.js'
import type { Task } from './task.js'
import type { Move } from './types.js'

/** One that wants to know when a fiber has ended; `Task.joiners` links them in the order of their coming. */
export interface Joiner {
    following: Joiner | null
    targetEnded(): void
}

/** Puts a joiner at the end of the list of a fiber that has not ended. */
export function addJoiner(target: Task, joiner: Joiner): void {
    if (target.joiners === null) {
        target.joiners = joiner
        return
    }
    let last = target.joiners
    while (last.following !== null) {
        last = last.following
    }
    last.following = joiner
}

/** The operation behind `task.join()`. */
export class Join<T> extends Leaf<T> implements Joiner {
    readonly #target: Task<T>
    following: Joiner | null = null

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
        addJoiner(target as Task, this)
        return SUSPEND
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
            throw target.outcome
        }
        throw new CancelledError(target.name, target.outcome)
    }

    protected release(): void {
        const target = this.#target
        let prior: Joiner | null = null
        for (let joiner = target.joiners; joiner !== null; joiner = joiner.following) {
            if (joiner === this) {
                if (prior === null) {
                    target.joiners = joiner.following
                } else {
                    prior.following = joiner.following
                }
                return
            }
            prior = joiner
        }
    }
}
