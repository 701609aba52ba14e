/*
    event.ts -- Event: something that happens now and then, to be told to all who wait for it at that moment.
*/

import { ready, SUSPEND } from './marks.js'
import { batch, wake } from './scheduler.js'
import type { Move, Op } from './types.js'
import { Waiter, WaitQueue } from './wait-queue.js'

class EventWait<T> extends Waiter<T> {
    #happened = false
    #value: T | undefined = undefined

    constructor(
        readonly queue: WaitQueue<EventWait<T>>,
        readonly name: string,
    ) {
        super()
    }

    describe(): string {
        return this.name
    }

    happen(value: T): void {
        this.#happened = true
        this.#value = value
        wake(this.task!)
    }

    protected begin(): Move<T> {
        this.queue.push(this)
        return SUSPEND
    }

    protected again(): Move<T> {
        return this.#happened ? ready(this.#value as T) : SUSPEND
    }

    protected release(): void {
        this.queue.remove(this)
    }
}

/** A broadcast without memory: `emit` wakes the fibers that wait now; who comes later waits for the next time. */
export class Event<T = void> {
    readonly #waiting = new WaitQueue<EventWait<T>>()
    readonly #name: string

    /** `name` tells in dumps what is waited for. */
    constructor(name = 'event') {
        this.#name = name
    }

    /** Waits for the next `emit` and gives its value. No deadline of its own: use `deadline`. */
    wait(): Op<T> {
        return new EventWait(this.#waiting, this.#name)
    }

    /** Wakes all fibers that wait, in the order of their coming. Returns how many. */
    emit(value: T): number {
        const count = this.#waiting.size
        if (count === 1) {
            this.#waiting.shift()!.happen(value)
        } else if (count > 1) {
            batch(() => {
                for (let i = 0; i < count; i++) {
                    this.#waiting.shift()?.happen(value)
                }
            })
        }
        return count
    }

    /** Fibers that wait. */
    get waiting(): number {
        return this.#waiting.size
    }
}
