/*
    io-wait.ts -- The operation that waits on a wait object, and its place there.
*/

import { Leaf, type Move, now, ready, SUSPEND, startTimer, stopTimer, type Task, Timer, wake } from '../core/index.js'
import { ResumableWait } from '../event/index.js'

/** Somebody who waits on a wait object. It has a mask of its own. */
export interface Waiter {
    readonly mask: number
    /** Absolute ticks; 0: none. Only to be shown. */
    readonly deadline: number
    readonly task: Task | null
    /** The next one of those that wait. */
    following: Waiter | null
    /** The wait is over, with these events. It has been taken out of the list. */
    happened(events: number): void
}

/** What has places for waiters: a wait object. */
export interface WaiterHome {
    enter(waiter: Waiter): void
    lookSoon(mask: number): void
    /** One that is not there is ignored. */
    leave(waiter: Waiter): void
    timedOut(): void
}

/** A place in a wait object for one fiber, for one wait. */
export class IoWaiter implements Waiter {
    /** What has happened; -1: nothing yet. */
    events = -1
    task: Task | null = null
    following: Waiter | null = null
    readonly #home: WaiterHome
    #alarm: Alarm | null = null

    constructor(
        home: WaiterHome,
        readonly mask: number,
        readonly deadline: number,
    ) {
        this.#home = home
    }

    /** Takes the place. */
    enter(task: Task): void {
        this.task = task
        if (this.deadline > 0) {
            this.#alarm = new Alarm(this)
            startTimer(this.#alarm, this.deadline - now())
        }
        this.#home.enter(this)
        this.#home.lookSoon(this.mask)
    }

    happened(events: number): void {
        this.events = events
        this.#stop()
        wake(this.task!)
    }

    /** Gives the place up. */
    leave(): void {
        this.#stop()
        this.#home.leave(this)
    }

    /** @internal The deadline has passed. */
    timedOut(): void {
        this.#home.timedOut()
        this.#home.leave(this)
        this.happened(0)
    }

    #stop(): void {
        if (this.#alarm !== null) {
            stopTimer(this.#alarm)
            this.#alarm = null
        }
    }
}

class Alarm extends Timer {
    constructor(readonly waiter: IoWaiter) {
        super()
    }

    override fire(): void {
        this.waiter.timedOut()
    }
}

/** `rWaitForIO`. */
export class ResumableIoWait extends ResumableWait<number> {
    constructor(readonly waiter: IoWaiter) {
        super()
    }

    describe(): string {
        return 'rWaitForIO'
    }

    protected wait(fiber: Task): void {
        this.waiter.enter(fiber)
    }

    protected look(): Move<number> {
        const { events } = this.waiter
        if (events < 0) {
            return SUSPEND
        }
        // C code may look at the result of its fiber instead.
        this.view!.result = events
        return ready(events)
    }

    protected resumed(value: unknown): number {
        return Number(value) | 0
    }

    protected release(): void {
        this.waiter.leave()
    }
}

/** An operation that has its result. */
export class Settled extends Leaf<number> {
    constructor(readonly value: number) {
        super()
    }

    describe(): string {
        return 'nothing'
    }

    protected begin(): Move<number> {
        return ready(this.value)
    }

    protected again(): Move<number> {
        return ready(this.value)
    }

    protected release(): void {}
}
