/*
    events.ts -- Events: functions to be called, and fibers to be resumed, after a delay. Source: spec runtime.md §5.

    An event without a delay is a fiber in the ready queue. One with a delay is a timer, which puts it there when it is due;
    timers that are due at the same time fire in the order in which they were started.
*/

import { MAXINT64, R_ERR_CANT_FIND } from '../compat/index.js'
import {
    asMain,
    current,
    enqueue,
    nextDue,
    now,
    runPass,
    startTimer,
    stopTimer,
    type Task,
    Timer,
} from '../core/index.js'
import { makeFiber, queueResume, type RFiberProc } from './c-fiber.js'
import { isDrivable } from './starter.js'
import { R_STOPPING, rState } from './state.js'

/** Id of an event; 0 is none. */
export type REvent = number

/** Flag of `rAllocEvent`: the function runs on the main fiber. */
export const R_EVENT_FAST = 1

/** When an event for which there is no fiber is tried again, milliseconds. */
const retry = 1

const events = new Map<REvent, Event>()
let lastId = 0

class Event extends Timer {
    readonly id: REvent = ++lastId
    /** The queued fiber that will run the function; null before it is due. */
    starting: Task | null = null

    constructor(
        readonly fiber: Task | null,
        readonly fn: RFiberProc | null,
        readonly data: unknown,
        readonly fast: boolean,
    ) {
        super()
    }

    /** The event is due: it takes its place in the ready queue. */
    override fire(): void {
        if (this.fiber !== null) {
            events.delete(this.id)
            queueResume(this.fiber, this.data)
            return
        }
        const body = this.fast ? () => this.#callFast() : () => this.#call()
        const fiber = makeFiber('event', body, this.data, [])
        if (fiber === null) {
            startTimer(this, retry)
            return
        }
        this.starting = fiber
        enqueue(fiber)
    }

    /** Its function begins: from now on its id is free, and it may schedule itself anew. */
    #call(): unknown {
        events.delete(this.id)
        return (this.fn as (data: unknown) => unknown)(this.data)
    }

    #callFast(): void {
        let result: unknown
        asMain(() => {
            result = this.#call()
        })
        if (isDrivable(result)) {
            throw new TypeError('Cannot run a fast event: its function is a generator, wanted a plain function')
        }
    }
}

/**
 * Queues an event: calls `fn(data)` on a fiber of its own after `delay` milliseconds (`R_EVENT_FAST`: on the main fiber), or
 * resumes `fiber` with `data`; with neither, the running fiber. Delay 0: in the next pass, never inline. 0 if there is nothing
 * to run.
 */
export function rAllocEvent(
    fiber: Task | null,
    fn: RFiberProc | null,
    data: unknown = null,
    delay = 0,
    flags = 0,
): REvent {
    const target = fn ? null : (fiber ?? current())
    if (!fn && target === null) {
        return 0
    }
    const event = new Event(target, fn || null, data, target === null && (flags & R_EVENT_FAST) !== 0)
    events.set(event.id, event)
    if (delay > 0) {
        startTimer(event, Math.min(delay, MAXINT64))
    } else {
        event.fire()
    }
    return event.id
}

/** Calls `fn(data)` once, on a fiber of its own, after `delay` milliseconds; a null `fn` resumes the running fiber with `data`. */
export function rStartEvent(fn: RFiberProc | null, data: unknown = null, delay = 0): REvent {
    return rAllocEvent(null, fn, data, delay, 0)
}

/** Calls the plain function `fn(data)` once, on the main fiber, after `delay` milliseconds. */
export function rStartFastEvent(fn: RFiberProc | null, data: unknown = null, delay = 0): REvent {
    return rAllocEvent(null, fn, data, delay, R_EVENT_FAST)
}

/** Removes an event that has not run. A fiber that it was to resume is cancelled. 0, or `R_ERR_CANT_FIND`. */
export function rStopEvent(id: REvent): number {
    const event = events.get(id)
    if (event === undefined) {
        return R_ERR_CANT_FIND
    }
    events.delete(id)
    stopTimer(event)
    event.starting?.cancel('rStopEvent was called')
    event.fiber?.cancel('rStopEvent was called')
    return 0
}

/** Makes an event due now. 0, or `R_ERR_CANT_FIND`. */
export function rRunEvent(id: REvent): number {
    const event = events.get(id)
    if (event === undefined) {
        return R_ERR_CANT_FIND
    }
    if (event.starting === null) {
        stopTimer(event)
        event.fire()
    }
    return 0
}

/** Whether an event is still queued. */
export function rLookupEvent(id: REvent): boolean {
    return events.has(id)
}

/** When the next event is due, in ticks; `MAXINT64` if there is none, 0 when the application stops. */
export function rGetNextDueEvent(): number {
    if (rState >= R_STOPPING) {
        return 0
    }
    for (const event of events.values()) {
        if (event.starting !== null) {
            return now()
        }
    }
    return Math.min(nextDue(), MAXINT64)
}

/** Runs what is due now, once, and gives the time of the next event. Only on the main fiber. */
export function rRunEvents(): number {
    runPass()
    return rGetNextDueEvent()
}

/** @internal Drops all events. */
export function dropEvents(): void {
    for (const event of events.values()) {
        stopTimer(event)
    }
    events.clear()
}
