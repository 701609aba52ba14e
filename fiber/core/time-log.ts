/*
    time-log.ts -- The time log: which fiber had the thread, when, for how long, and what it had waited for. A ring of the latest steps of
    fibers, which is off until somebody asks.

    Off its cost is less than a machine varies (docs/performance.md): a fiber is timed if it has the flag TIMED, which the scheduler looks at together with those that it looks at
    anyway. On it takes about a microsecond a step, most of it for the reason: the fiber is asked what it waits for before it goes on.
*/

import { probeName } from './backtrace.js'
import { FiberError } from './errors.js'
import { CANCEL_ASKED, ENDED, STARTED, TIMED, UNWINDING } from './flags.js'
import { setStepTimer } from './scheduler.js'
import { onSpawn } from './spawn.js'
import type { Task } from './task.js'
import { fibers } from './walk.js'

/** Taken once: the global is a getter, which costs some 10 ns at each use. */
const { performance } = globalThis

/** One step of a fiber: from its resume until it waits again, or ends. */
export interface LoggedStep {
    /** Number of the fiber. */
    readonly fiber: number
    /** Its name. */
    readonly name: string
    /** Why it ran: what it had waited for (`sleep`, `channel.receive`), `start`, or `cancel`. */
    readonly reason: string
    /** Milliseconds since the process began (`performance.now()`). */
    readonly start: number
    /** Milliseconds. */
    readonly duration: number
}

/** Most steps that a log can have: some 40 MB. */
const MOST = 1_000_000

let ring: LoggedStep[] = []
/** Steps that the ring has; 0: it is off. */
let size = 0
/** Where the next one goes. */
let next = 0
let unlisten = (): void => {}

/**
 * Logs the steps of all fibers from now on: the latest `steps` of them (default 100,000, at most a million). A log that is on begins
 * anew. Throws `FIBER_MISUSE` for another number.
 */
export function startTimeLog(steps = 100_000): void {
    if (!Number.isInteger(steps) || steps < 1 || steps > MOST) {
        throw new FiberError('FIBER_MISUSE', `Cannot start the time log: ${steps} steps, wanted 1 to ${MOST}`)
    }
    if (size === 0) {
        setStepTimer(makeStep)
        unlisten = onSpawn(time)
        for (const task of fibers()) {
            time(task)
        }
    }
    size = steps
    ring = []
    next = 0
}

/** Ends the log, and forgets it. */
export function stopTimeLog(): void {
    size = 0
    ring = []
    unlisten()
    for (const task of fibers()) {
        task.flags &= ~TIMED
    }
}

/** How many steps the log holds at most; 0: it is off. */
export function timeLogSize(): number {
    return size
}

/** The latest steps, oldest first. */
export function timeLog(): LoggedStep[] {
    return [...ring.slice(next), ...ring.slice(0, next)]
}

function time(task: Task): void {
    task.flags |= TIMED
}

/** Makes a step of a fiber, and logs it. */
function makeStep(task: Task, step: (task: Task) => void): void {
    if (size === 0) {
        step(task)
        return
    }
    const reason = reasonOf(task)
    const start = performance.now()
    try {
        step(task)
    } finally {
        const duration = performance.now() - start
        if (size > 0) {
            if ((task.flags & ENDED) === 0) {
                task.flags |= TIMED
            }
            add({ fiber: task.id, name: task.name, reason, start, duration })
        }
    }
}

function reasonOf({ flags, strand }: Task): string {
    if ((flags & STARTED) === 0) {
        return 'start'
    }
    return (flags & (CANCEL_ASKED | UNWINDING)) === CANCEL_ASKED ? 'cancel' : (probeName(strand) ?? '')
}

function add(step: LoggedStep): void {
    // It grows as it fills: most logs are of a moment.
    if (ring.length < size) {
        ring.push(step)
    } else {
        ring[next] = step
        next = (next + 1) % size
    }
}
