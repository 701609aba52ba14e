/*
    wait.ts -- RWait: waiting for something to become readable, writable or modified, by a fiber or by a handler.

        source --changed--> look --events--> fibers in waitFor, else the handler on a fiber of its own

    Interest is persistent and by level: what is wanted and holds is dispatched, again and again, until it no longer holds or no
    longer is wanted. A handler that has not ended is not started a second time [D-06]; what happens meanwhile is looked at when
    it ends. Deadlines are timers of their own [D-07] and fire once [D-06b]. Source: spec runtime.md §7.
*/

import { MAXTIME } from '../compat/index.js'
import {
    detach,
    type Fiber,
    now,
    type Op,
    startTimer,
    stopTimer,
    type Task,
    Timer,
    viewOf,
    wake,
    whenEnded,
} from '../core/index.js'
import { isDrivable, makeFiber, queueOnMain } from '../event/index.js'
import { FREED_EVENTS, R_TIMEOUT, R_WAIT_MAIN_FIBER } from './events.js'
import { FirmIoWait, IoWaiter, ResumableIoWait, Settled, type WaiterHome } from './io-wait.js'
import { forgetWait, registerWait } from './open-waits.js'
import type { WaitSource } from './source.js'

/** Gets the argument it was set with, and the events without `R_TIMEOUT`: 0 when the deadline has passed. Plain or generator. */
export type RWaitProc = (arg: never, mask: number) => unknown

/** When a handler for which there is no fiber is tried again, milliseconds. */
const retry = 1

/** The deadline of the handler, and its second try. */
class WaitTimer extends Timer {
    constructor(readonly fn: () => void) {
        super()
    }

    override fire(): void {
        this.fn()
    }
}

/** Absolute ticks; 0 for what means none. */
function ticksOf(deadline: number): number {
    return deadline > 0 && deadline < MAXTIME ? deadline : 0
}

/** Waits on one source: a socket, a stream, a file, or nothing but `signal`. */
export class RWait implements WaiterHome {
    /** What it waits on: a socket, a stream, a path; a number where it is software only. */
    readonly target: unknown
    /** The persistent handler; null: none. */
    handler: RWaitProc | null = null
    /** What the handler gets. */
    arg: unknown = null
    /** `R_WAIT_MAIN_FIBER`, or 0. */
    flags = 0
    /** The events of the latest dispatch. */
    eventMask = 0
    /** What the handler waits for, and until when; 0: nothing, no deadline. */
    #interest = 0
    #due = 0
    /** Null: there is none but `signal`, or it is over. */
    #source: WaitSource | null
    /** Fibers in `waitFor`, in the order of their coming. */
    readonly #waiters: IoWaiter[] = []
    /** The handler has started and not ended. */
    #active = false
    /** What came for the handler while it was active, and cannot be looked up. */
    #latched = 0
    #looks = false
    /** The source is gone: what a wait is given at once; 0: it is not. */
    #over = 0
    readonly #dueTimer = new WaitTimer(() => this.#deadlinePassed())
    readonly #retryTimer = new WaitTimer(() => this.#look())

    /** `target`: what it waits on; a number is its descriptor. `source` null: it is told by `signal` alone. */
    constructor(target: unknown, source: WaitSource | null) {
        this.target = target
        this.#source = source
        registerWait(this)
        source?.start(() => this.#look())
    }

    /** The descriptor; -1: there is none. */
    get fd(): number {
        const { target } = this
        const fd = typeof target === 'number' ? target : (target as { fd?: unknown } | null)?.fd
        return typeof fd === 'number' ? fd : -1
    }

    /** The fiber that waits; of several the first. */
    get fiber(): Task | null {
        return this.#waiters[0]?.task ?? null
    }

    /** What is waited for now: by fibers, else by the handler. */
    get mask(): number {
        return this.#waiters.length === 0
            ? this.#interest
            : this.#waiters.reduce((mask, waiter) => mask | waiter.mask, 0)
    }

    /** Until when, absolute ticks; 0: no deadline. */
    get deadline(): number {
        return this.#waiters[0]?.deadline ?? this.#due
    }

    /** It has been released. */
    get freed(): boolean {
        return this.#over === FREED_EVENTS
    }

    /**
     * Waits for an event of `mask` and gives the events; 0 when `deadline` (absolute ticks, 0: none) has passed. With `R_TIMEOUT`
     * among the events: what is waited on was closed or freed. A resume of the fiber ends it too, with the value.
     */
    waitFor(mask: number, deadline = 0): Op<number> {
        const place = this.#place(mask, deadline)
        return typeof place === 'number' ? new Settled(place) : new ResumableIoWait(place)
    }

    /** The same, but a resume of the fiber does not end it. `what` tells in dumps what is waited for. */
    waitFirmly(mask: number, deadline: number, what: string): Op<number> {
        const place = this.#place(mask, deadline)
        return typeof place === 'number' ? new Settled(place) : new FirmIoWait(place, what)
    }

    /** Sets the persistent handler, and what it waits for; null: none. */
    setHandler(handler: RWaitProc | null, arg: unknown, mask: number, deadline: number, flags: number): void {
        if (!this.freed) {
            this.handler = handler
            this.arg = arg
            this.flags = flags
            this.setMask(mask, deadline)
        }
    }

    /** Sets what the handler waits for, until it is set again. `mask` 0: nothing. `deadline`: absolute ticks, 0: none. */
    setMask(mask: number, deadline: number): void {
        if (this.freed) {
            return
        }
        this.#interest = mask
        this.#due = ticksOf(deadline)
        // A deadline that has passed and was not told of is no longer meant.
        this.#latched &= mask
        stopTimer(this.#dueTimer)
        if (this.#due > 0) {
            startTimer(this.#dueTimer, this.#due - now())
        }
        this.#lookSoon(mask)
    }

    /** Ends the wait of a fiber, of several the first, with `mask`. */
    resume(mask: number): void {
        this.#waiters[0]?.complete(mask)
    }

    /** Dispatches events as if they had occurred at the source. */
    signal(events: number): void {
        if (this.freed || (events & (this.mask | R_TIMEOUT)) === 0) {
            return
        }
        if (this.#waiters.length > 0) {
            this.eventMask = events
            this.#tellWaiters(events)
        } else if (this.handler === null) {
            this.eventMask = events
            this.#interest = 0
        } else if (this.#active) {
            this.#latched |= events
        } else {
            this.#startHandler(events)
        }
    }

    /** Watches another source from here on; handler, masks and deadlines stay. */
    watch(source: WaitSource): void {
        if (!this.freed) {
            this.#over = 0
            this.#source?.stop()
            this.#source = source
            source.start(() => this.#look())
            this.#lookSoon(this.mask)
        }
    }

    /** The source is gone: ends the waits of fibers, and of those that come later, with `events`. */
    detach(events: number): void {
        this.#over = events
        this.#source?.stop()
        this.#source = null
        this.#interest = 0
        this.#due = 0
        this.#latched = 0
        stopTimer(this.#dueTimer)
        stopTimer(this.#retryTimer)
        for (const waiter of [...this.#waiters]) {
            waiter.complete(events)
        }
    }

    /** Releases what it watches; fibers that wait get all events. Again: nothing. */
    free(): void {
        if (!this.freed) {
            forgetWait(this)
            this.detach(FREED_EVENTS)
            this.handler = null
        }
    }

    /** @internal */
    enter(waiter: IoWaiter): void {
        this.#waiters.push(waiter)
        this.#lookSoon(waiter.mask)
    }

    /** @internal */
    leave(waiter: IoWaiter): void {
        const at = this.#waiters.indexOf(waiter)
        if (at >= 0) {
            this.#waiters.splice(at, 1)
            if (this.#waiters.length === 0) {
                // The handler is armed again.
                this.#lookSoon(this.#interest)
            }
        }
    }

    /** @internal */
    timedOut(): void {
        this.eventMask = R_TIMEOUT
    }

    /** A place for a fiber, or a result that is there at once. */
    #place(mask: number, deadline: number): IoWaiter | number {
        if (this.#over !== 0) {
            return this.#over
        }
        return deadline > 0 && deadline <= now() ? 0 : new IoWaiter(this, mask, ticksOf(deadline))
    }

    /** Dispatches what holds and is wanted. */
    #look(): void {
        if (this.freed) {
            return
        }
        if (this.#waiters.length > 0) {
            const events = this.#source?.look(this.mask) ?? 0
            if (events !== 0) {
                this.eventMask = events
                this.#tellWaiters(events)
            }
        } else if (!this.#active) {
            const latched = this.#latched & (this.#interest | R_TIMEOUT)
            this.#latched = 0
            const events = latched | (this.#source?.look(this.#interest) ?? 0)
            if (events !== 0) {
                this.signal(events)
            }
        }
    }

    /** Looks in the next pass, if there is something to see. */
    #lookSoon(mask: number): void {
        // A source that remembers what has happened once would forget it here.
        if (!this.#looks && mask !== 0 && (this.#source !== null || this.#latched !== 0)) {
            this.#looks = true
            queueOnMain('wait', () => {
                this.#looks = false
                this.#look()
            })
        }
    }

    #tellWaiters(events: number): void {
        for (const waiter of [...this.#waiters]) {
            if ((events & (waiter.mask | R_TIMEOUT)) !== 0) {
                waiter.complete(events & ~R_TIMEOUT)
            }
        }
    }

    #deadlinePassed(): void {
        this.#due = 0
        if (this.#waiters.length > 0) {
            // The deadline of the handler is not that of the fibers.
            this.#latched |= R_TIMEOUT
        } else {
            this.signal(R_TIMEOUT)
        }
    }

    #startHandler(events: number): void {
        const mask = events & ~R_TIMEOUT
        if ((this.flags & R_WAIT_MAIN_FIBER) !== 0) {
            this.#callOnMain(events, mask)
            return
        }
        const fiber = makeFiber('wait', this.handler!, this.arg, [this.arg, mask])
        if (fiber === null) {
            this.#latched |= events
            startTimer(this.#retryTimer, retry)
            return
        }
        this.eventMask = events
        // C gives it here only [D-05].
        viewOf(fiber).result = mask
        this.#active = true
        whenEnded(fiber, () => this.#handlerEnded())
        wake(fiber)
    }

    /** In the next pass: not inside a callback of the source, which a handler that throws would leave half done. */
    #callOnMain(events: number, mask: number): void {
        this.#active = true
        queueOnMain('wait', () => {
            const { handler, arg } = this
            if (handler !== null && !this.freed) {
                this.eventMask = events
                try {
                    callPlain(handler as (arg: unknown, mask: number) => unknown, arg, mask)
                } catch (error) {
                    detach('wait', rethrow, error)
                }
            }
            this.#handlerEnded()
        })
    }

    #handlerEnded(): void {
        this.#active = false
        this.#lookSoon(this.#interest | this.#latched)
    }
}

function callPlain(handler: (arg: unknown, mask: number) => unknown, arg: unknown, mask: number): void {
    if (isDrivable(handler(arg, mask))) {
        throw new TypeError('Cannot run a wait handler on the main fiber: it is a generator, wanted a plain function')
    }
}

/** Brings an error to the root handler, as the failure of a fiber. */
function* rethrow(error: unknown): Fiber<void> {
    throw error
}
