/*
    wait-queue.ts -- Fibers that wait for the same thing, first in first out, any of which may leave at any time.
*/

import { Once } from './once.js'

/** An operation that stands in a queue. */
export abstract class Waiter<T> extends Once<T> {
    /** @internal */
    ahead: Waiter<T> | null = null
    /** @internal */
    behind: Waiter<T> | null = null
    /** @internal In a queue. */
    queued = false
}

/** A queue of waiting operations. */
export class WaitQueue<W extends Waiter<unknown>> {
    #first: W | null = null
    #last: W | null = null
    size = 0

    get first(): W | null {
        return this.#first
    }

    push(waiter: W): void {
        waiter.queued = true
        waiter.ahead = this.#last
        if (this.#last === null) {
            this.#first = waiter
        } else {
            this.#last.behind = waiter
        }
        this.#last = waiter
        this.size++
    }

    shift(): W | null {
        const waiter = this.#first
        if (waiter !== null) {
            this.remove(waiter)
        }
        return waiter
    }

    /** Takes out a waiter; one that is not in the queue is ignored. */
    remove(waiter: W): void {
        if (!waiter.queued) {
            return
        }
        const ahead = waiter.ahead as W | null
        const behind = waiter.behind as W | null
        if (ahead === null) {
            this.#first = behind
        } else {
            ahead.behind = behind
        }
        if (behind === null) {
            this.#last = ahead
        } else {
            behind.ahead = ahead
        }
        waiter.ahead = waiter.behind = null
        waiter.queued = false
        this.size--
    }
}
