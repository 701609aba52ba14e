/*
    io-wait.ts -- The operations that wait on a wait object. One can be ended by any resume of its fiber, as `rWaitForIO` is; the
    other one, for calls such as `rReadSocket`, cannot.
*/

import { Leaf, type Move, now, ready, SUSPEND, startTimer, stopTimer, type Task, Timer, wake } from '../core/index.js'
import { ResumableWait } from '../event/index.js'

/** A place in a wait object for one fiber. It has a mask and a deadline of its own. */
export class IoWaiter {
    /** What has happened; -1: nothing yet. */
    events = -1
    task: Task | null = null
    readonly #home: WaiterHome
    #alarm: Alarm | null = null

    constructor(
        home: WaiterHome,
        readonly mask: number,
        /** Absolute ticks; 0: none. */
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
    }

    /** Ends the wait with events; 0: the deadline has passed. Only the first time counts. */
    complete(events: number): void {
        if (this.events < 0) {
            this.events = events
            this.leave()
            wake(this.task!)
        }
    }

    /** Gives the place up. */
    leave(): void {
        if (this.#alarm !== null) {
            stopTimer(this.#alarm)
            this.#alarm = null
        }
        this.#home.leave(this)
    }

    /** @internal The deadline has passed. */
    timedOut(): void {
        this.#home.timedOut()
        this.complete(0)
    }
}

/** What has places for waiters: a wait object. */
export interface WaiterHome {
    enter(waiter: IoWaiter): void
    /** One that is not there is ignored. */
    leave(waiter: IoWaiter): void
    timedOut(): void
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

/** The same for calls that a resume does not end. */
export class FirmIoWait extends Leaf<number> {
    constructor(
        readonly waiter: IoWaiter,
        readonly what: string,
    ) {
        super()
    }

    describe(): string {
        return this.what
    }

    protected begin(): Move<number> {
        this.waiter.enter(this.task!)
        return SUSPEND
    }

    protected again(): Move<number> {
        const { events } = this.waiter
        return events < 0 ? SUSPEND : ready(events)
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
