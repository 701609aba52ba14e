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
import { IoWaiter, ResumableIoWait, Settled, type Waiter, type WaiterHome } from './io-wait.js'
import { forgetWait } from './open-waits.js'
import type { SourceListener, WaitSource } from './source.js'

/** Gets the argument it was set with, and the events without `R_TIMEOUT`: 0 when the deadline has passed. Plain or generator. */
export type RWaitProc = (arg: never, mask: number) => unknown

/** When a handler for which there is no fiber is tried again, milliseconds. */
const retry = 1

/** The deadline of the handler. */
class DueTimer extends Timer {
    constructor(readonly wait: RWait) {
        super()
    }

    override fire(): void {
        this.wait.deadlinePassed()
    }
}

/** The second try of a handler for which there was no fiber. */
class RetryTimer extends Timer {
    constructor(readonly wait: RWait) {
        super()
    }

    override fire(): void {
        this.wait.sourceChanged()
    }
}

/** Absolute ticks; 0 for what means none. */
function ticksOf(deadline: number): number {
    return deadline > 0 && deadline < MAXTIME ? deadline : 0
}

/**
 * Waits on one source: a socket, a stream, a file, or nothing but `signal`.
 *
 * Each socket of the C face has one, so there are no `#` methods here, which would be a field of each, and timers are made when
 * needed.
 */
export class RWait implements WaiterHome, SourceListener {
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
    /** Fibers that wait, in the order of their coming. */
    #first: Waiter | null = null
    /** The handler has started and not ended. */
    #active = false
    /** What came for the handler while it was active, and cannot be looked up. */
    #latched = 0
    #looks = false
    /** The source is gone: what a wait is given at once; 0: it is not. */
    #over = 0
    #dueTimer: DueTimer | null = null
    #retryTimer: RetryTimer | null = null

    /** `target`: what it waits on; a number is its descriptor. `source` null: it is told by `signal` alone. */
    constructor(target: unknown, source: WaitSource | null) {
        this.target = target
        this.#source = source
        source?.start(this)
    }

    /** The descriptor; -1: there is none. */
    get fd(): number {
        const { target } = this
        const fd = typeof target === 'number' ? target : (target as { fd?: unknown } | null)?.fd
        return typeof fd === 'number' ? fd : -1
    }

    /** The fiber that waits; of several the first. */
    get fiber(): Task | null {
        return this.#first?.task ?? null
    }

    /** What is waited for now: by fibers, else by the handler. */
    get mask(): number {
        let mask = this.#first === null ? this.#interest : 0
        for (let waiter = this.#first; waiter !== null; waiter = waiter.following) {
            mask |= waiter.mask
        }
        return mask
    }

    /** Until when, absolute ticks; 0: no deadline. */
    get deadline(): number {
        return this.#first?.deadline ?? this.#due
    }

    /** It has been released. */
    get freed(): boolean {
        return this.#over === FREED_EVENTS
    }

    /** What a wait is given at once because the source is gone; 0: it is not. */
    get over(): number {
        return this.#over
    }

    /**
     * Waits for an event of `mask` and gives the events; 0 when `deadline` (absolute ticks, 0: none) has passed. With `R_TIMEOUT`
     * among the events: what is waited on was closed or freed. A resume of the fiber ends it too, with the value.
     */
    waitFor(mask: number, deadline = 0): Op<number> {
        if (this.#over !== 0) {
            return new Settled(this.#over)
        }
        return deadline > 0 && deadline <= now()
            ? new Settled(0)
            : new ResumableIoWait(new IoWaiter(this, mask, ticksOf(deadline)))
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
        if (this.#due > 0) {
            startTimer((this.#dueTimer ??= new DueTimer(this)), this.#due - now())
        } else if (this.#dueTimer !== null) {
            stopTimer(this.#dueTimer)
        }
        this.lookSoon(mask)
    }

    /** Ends the wait of a fiber, of several the first, with `mask`. */
    resume(mask: number): void {
        this.tell(this.#first, mask)
    }

    /** Dispatches events as if they had occurred at the source. */
    signal(events: number): void {
        if (this.freed || (events & (this.mask | R_TIMEOUT)) === 0) {
            return
        }
        if (this.#first !== null) {
            this.eventMask = events
            this.tellWaiters(events)
        } else if (this.handler === null) {
            this.eventMask = events
            this.#interest = 0
        } else if (this.#active) {
            this.#latched |= events
        } else {
            this.startHandler(events)
        }
    }

    /** Watches another source from here on; handler, masks and deadlines stay. */
    watch(source: WaitSource): void {
        if (!this.freed) {
            this.#over = 0
            this.#source?.stop()
            this.#source = source
            source.start(this)
            this.lookSoon(this.mask)
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
        for (const timer of [this.#dueTimer, this.#retryTimer]) {
            if (timer !== null) {
                stopTimer(timer)
            }
        }
        while (this.#first !== null) {
            this.tell(this.#first, events)
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

    /** @internal Adds a waiter, who has just looked: what holds already is not looked for. */
    enter(waiter: Waiter): void {
        waiter.following = null
        if (this.#first === null) {
            this.#first = waiter
        } else {
            let last = this.#first
            while (last.following !== null) {
                last = last.following
            }
            last.following = waiter
        }
    }

    /** @internal */
    leave(waiter: Waiter): void {
        if (this.#first === waiter) {
            this.#first = waiter.following
            if (this.#first === null) {
                // The handler is armed again.
                this.lookSoon(this.#interest)
            }
        } else {
            for (let prior = this.#first; prior !== null; prior = prior.following) {
                if (prior.following === waiter) {
                    prior.following = waiter.following
                }
            }
        }
        waiter.following = null
    }

    /** @internal A waiter's own deadline has passed. */
    timedOut(): void {
        this.eventMask = R_TIMEOUT
    }

    /** @internal Dispatches what holds and is wanted. */
    sourceChanged(): void {
        if (this.freed) {
            return
        }
        if (this.#first !== null) {
            const events = this.#source?.look(this.mask) ?? 0
            if (events !== 0) {
                this.eventMask = events
                this.tellWaiters(events)
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

    /** @internal That of the handler. */
    deadlinePassed(): void {
        this.#due = 0
        if (this.#first !== null) {
            // The deadline of the handler is not that of the fibers.
            this.#latched |= R_TIMEOUT
        } else {
            this.signal(R_TIMEOUT)
        }
    }

    /** @internal Looks in the next pass, if there is something to see. */
    lookSoon(mask: number): void {
        // A source that remembers what has happened once would forget it here.
        if (!this.#looks && mask !== 0 && (this.#source !== null || this.#latched !== 0)) {
            this.#looks = true
            queueOnMain('wait', () => {
                this.#looks = false
                this.sourceChanged()
            })
        }
    }

    private tell(waiter: Waiter | null, events: number): void {
        if (waiter !== null) {
            this.leave(waiter)
            waiter.happened(events)
        }
    }

    /** What is woken may run at once, and change the list. */
    private tellWaiters(events: number): void {
        const first = this.#first!
        if (first.following === null) {
            if ((events & (first.mask | R_TIMEOUT)) !== 0) {
                this.tell(first, events & ~R_TIMEOUT)
            }
            return
        }
        const told: Waiter[] = []
        for (let waiter = this.#first; waiter !== null; waiter = waiter.following) {
            if ((events & (waiter.mask | R_TIMEOUT)) !== 0) {
                told.push(waiter)
            }
        }
        for (const waiter of told) {
            this.tell(waiter, events & ~R_TIMEOUT)
        }
    }

    private startHandler(events: number): void {
        const mask = events & ~R_TIMEOUT
        if ((this.flags & R_WAIT_MAIN_FIBER) !== 0) {
            this.callOnMain(events, mask)
            return
        }
        const fiber = makeFiber('wait', this.handler!, this.arg, [this.arg, mask])
        if (fiber === null) {
            this.#latched |= events
            startTimer((this.#retryTimer ??= new RetryTimer(this)), retry)
            return
        }
        this.eventMask = events
        // C gives it here only [D-05].
        viewOf(fiber).result = mask
        this.#active = true
        whenEnded(fiber, () => this.handlerEnded())
        wake(fiber)
    }

    /** In the next pass: not inside a callback of the source, which a handler that throws would leave half done. */
    private callOnMain(events: number, mask: number): void {
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
            this.handlerEnded()
        })
    }

    private handlerEnded(): void {
        this.#active = false
        this.lookSoon(this.#interest | this.#latched)
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
