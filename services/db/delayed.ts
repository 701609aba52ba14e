/*
    delayed.ts -- Changes that are journaled some time later, the last of several for a key only. Source: spec db.md §10.
*/

import { now, startTimer, stopTimer, Timer } from '../../fiber/index.js'
import type { DbModel } from './model.js'
import type { DbCommand, DbParams } from './params.js'

/** A change that waits. */
export interface DelayedChange {
    readonly key: string
    readonly due: number
    readonly command: DbCommand
    readonly model: DbModel
    readonly params: DbParams
}

/** The changes that wait, with one timer for all. */
export class Delayed extends Timer {
    readonly #waiting = new Map<string, DelayedChange>()
    #next = Number.POSITIVE_INFINITY

    /** `commit` is told of each change that is due. */
    constructor(private readonly commit: (change: DelayedChange) => void) {
        super()
    }

    /** How many wait. */
    get size(): number {
        return this.#waiting.size
    }

    /** Adds a change in so many milliseconds. One for the same key keeps its command and the earlier time. */
    add(key: string, delay: number, command: DbCommand, model: DbModel, params: DbParams): void {
        const due = now() + delay
        const former = this.#waiting.get(key)
        const change = {
            key,
            due: Math.min(due, former?.due ?? due),
            command: former?.command ?? command,
            model,
            params,
        }
        this.#waiting.set(key, change)
        if (change.due < this.#next) {
            this.#arm(change.due)
        }
    }

    /** What waits for a key is not to come any more. */
    cancel(key: string): void {
        this.#waiting.delete(key)
    }

    /** Nothing is to come any more. */
    stop(): void {
        stopTimer(this)
        this.#waiting.clear()
        this.#next = Number.POSITIVE_INFINITY
    }

    fire(): void {
        const time = now()
        this.#next = Number.POSITIVE_INFINITY
        for (const change of [...this.#waiting.values()]) {
            // What is committed before may have changed the rest.
            if (change.due <= time && this.#waiting.get(change.key) === change) {
                this.#waiting.delete(change.key)
                this.commit(change)
            }
        }
        let next = Number.POSITIVE_INFINITY
        for (const { due } of this.#waiting.values()) {
            next = Math.min(next, due)
        }
        if (next < this.#next) {
            this.#arm(next)
        }
    }

    #arm(due: number): void {
        this.#next = due
        startTimer(this, Math.max(0, due - now()))
    }
}
