/*
    events.ts -- Events: functions to be called, and fibers to be resumed, after a delay. Source: spec runtime.md §5.

    An event is a timer until it is due, and then has a place in the ready queue; without a delay it has that place from the
    beginning. Timers that are due by now take their places before anything of C code is queued, so that the order is that of
    C's list: by the time at which an event is due, and for equal times by the order of starting. The fiber of a function is made
    when its turn comes, and not before, so that events that run one after the other need no more than one fiber at a time.
*/

import { MAXINT64, type Pointer, R_ERR_CANT_FIND, report, wholeOf } from '../compat/index.js'
import {
    current,
    fireDue,
    now,
    readyCount,
    runPass,
    startTimer,
    stepNow,
    stopTimer,
    type Task,
    Timer,
    Turn,
} from '../core/index.js'
import { deliver, isTask, makeFiber, type RFiberProc } from './c-fiber.js'
import type { RFiber } from './main-fiber.js'
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

/** Events that `rRunEvent` has made due, in the order in which they would have been due. */
const hastened: Event[] = []

class Event extends Timer {
    readonly id: REvent = ++lastId
    /** It has a place in the ready queue, or a claim to one (`hastened`). */
    isQueued = false

    constructor(
        readonly target: Task | null,
        readonly fn: RFiberProc | null,
        readonly data: unknown,
        readonly fast: boolean,
        /** When it is due, in ticks. */
        public when: number,
    ) {
        super()
    }

    override fire(): void {
        this.isQueued = true
        new EventTurn(this).queue()
    }

    /** Its turn has come. Gives the fiber that it stepped. From now on its id is free, and it may schedule itself anew. */
    run(): Task | null {
        if (this.target !== null) {
            events.delete(this.id)
            if (!this.target.done) {
                deliver(this.target, this.data)
            }
            return this.target
        }
        if (this.fast) {
            events.delete(this.id)
            if (isDrivable((this.fn as (data: unknown) => unknown)(this.data))) {
                throw new TypeError('Cannot run a fast event: its function is a generator, wanted a plain function')
            }
            return null
        }
        const fiber = makeFiber(this.fn!.name || 'event', this.fn!, this.data, [this.data])
        if (fiber === null) {
            this.isQueued = false
            this.when = now() + retry
            startTimer(this, retry)
            return null
        }
        events.delete(this.id)
        stepNow(fiber)
        return fiber
    }
}

/** The place of an event in the ready queue; without an event, a place for the first of those that were hastened. */
class EventTurn extends Turn {
    #fiber: Task | null = null

    constructor(readonly event: Event | null) {
        super()
    }

    protected override get fiber(): Task | null {
        return this.#fiber
    }

    protected override come(): void {
        const event = this.event ?? hastened.shift()
        // One that was stopped keeps its place, and nothing happens there.
        if (event !== undefined && events.get(event.id) === event) {
            this.#fiber = event.run()
        }
    }
}

/**
 * Queues an event: calls `fn(data)` on a fiber of its own after `delay` milliseconds (`R_EVENT_FAST`: on the main fiber), or
 * resumes `fiber` with `data`; with neither, the running fiber. Delay 0: in the next pass, never inline. 0 if there is nothing
 * to run.
 */
export function rAllocEvent(
    fiber: Pointer<RFiber>,
    fn: Pointer<RFiberProc>,
    data: unknown = null,
    delay = 0,
    flags = 0,
): REvent {
    const call = typeof fn === 'function' ? fn : null
    const target = call !== null ? null : isTask(fiber) ? fiber : current()
    if (call === null && target === null) {
        return 0
    }
    const ms = Math.max(wholeOf(delay), 0)
    const fast = target === null && (wholeOf(flags) & R_EVENT_FAST) !== 0
    const event = new Event(target, call, data, fast, Math.min(now() + ms, MAXINT64))
    events.set(event.id, event)
    if (ms > 0) {
        startTimer(event, ms)
    } else {
        fireDue()
        event.fire()
    }
    return event.id
}

/** Calls `fn(data)` once, on a fiber of its own, after `delay` milliseconds; a null `fn` resumes the running fiber with `data`. */
export function rStartEvent(fn: Pointer<RFiberProc>, data: unknown = null, delay = 0): REvent {
    return rAllocEvent(null, fn, data, delay, 0)
}

/** Calls the plain function `fn(data)` once, on the main fiber, after `delay` milliseconds. */
export function rStartFastEvent(fn: Pointer<RFiberProc>, data: unknown = null, delay = 0): REvent {
    return rAllocEvent(null, fn, data, delay, R_EVENT_FAST)
}

/** Removes an event that has not run. A fiber that it was to resume is cancelled. 0, or `R_ERR_CANT_FIND`. */
export function rStopEvent(id: REvent): number {
    const event = events.get(id)
    if (event === undefined) {
        return R_ERR_CANT_FIND
    }
    dropEvent(id)
    event.target?.cancel('rStopEvent was called')
    return 0
}

/** @internal Removes an event, if it has not run, without a consequence for its fiber. */
export function dropEvent(id: REvent): void {
    const event = events.get(id)
    if (event !== undefined) {
        events.delete(id)
        stopTimer(event)
    }
}

/**
 * Makes an event due now. Of events that were made due so, the one that would have been due first runs first. 0, or
 * `R_ERR_CANT_FIND`.
 */
export function rRunEvent(id: REvent): number {
    const event = events.get(id)
    if (event === undefined) {
        return R_ERR_CANT_FIND
    }
    if (!event.isQueued) {
        fireDue()
    }
    if (!event.isQueued) {
        stopTimer(event)
        event.isQueued = true
        const at = hastened.findIndex(other => other.when > event.when || (other.when === event.when && other.id > id))
        hastened.splice(at < 0 ? hastened.length : at, 0, event)
        new EventTurn(null).queue()
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
    // Starts and resumes of fibers are events too.
    let next = readyCount() > 0 ? now() : MAXINT64
    for (const { when } of events.values()) {
        next = Math.min(next, when)
    }
    return Math.trunc(next)
}

/** Runs what is due now, once, and gives the time of the next event. Only on the main fiber: in another one, nothing runs. */
export function rRunEvents(): number {
    if (current() === null) {
        runPass()
    } else {
        report('error', 'runtime', 'Cannot run events: called in a fiber, wanted the main fiber')
    }
    return rGetNextDueEvent()
}

/** @internal Drops the events that call functions; those that resume fibers too, unless fibers are to end in order. */
export function dropEvents(alsoResumes: boolean): void {
    for (const [id, event] of events) {
        if (alsoResumes || event.target === null) {
            dropEvent(id)
        }
    }
    hastened.length = 0
}
