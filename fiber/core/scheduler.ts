/*
    scheduler.ts -- Which fiber runs when.

    Guarantees:
    - One ready queue, first in first out: fiber starts, wakes, `yieldNow` and `sleep(0)` share it.
    - A fiber is never resumed inside another fiber's step, nor twice for one wake.
    - A wake from an event callback while nothing is ready runs the fiber at once, inside the callback. Any other wake queues it.
    - Fibers run in slices of about half a millisecond; between slices Node polls I/O and timers (`setImmediate`).
    - `current()` is the running fiber while user code of a fiber runs, and null everywhere else.
    - Whatever a fiber throws, the scheduler stays consistent.

    State is kept in module variables rather than in an object: there is one scheduler in a process (one thread, one event
    loop), and these are read at each switch. That is also why this file is longer than others: what shares the variables must
    be in the same module, for an imported one is checked at each use and cannot be set.
*/

import { refuseBareYield } from './bare-yield.js'
import { type Clock, RealClock } from './clock.js'
import { FiberError } from './errors.js'
import * as flags from './flags.js'
import * as marks from './marks.js'
import type { Task } from './task.js'
import { throwOutside } from './throw-outside.js'
import { type Timer, TimerWheel } from './timers.js'
import type { Move } from './types.js'
import { beginRun, endRun, noteSlice, sampleRun, watch } from './watch-loop.js'

/** Taken once: the global is a getter, which costs some 10 ns at each use. */
const { performance } = globalThis

// V8 folds constants that are private to a module into the code; imported ones it loads and checks at each use.
const { CANCEL_ASKED, CLOSING, ENDED, QUEUED, STARTED, TIMED, UNWINDING } = flags
const { RESUME, SUSPEND } = marks

const { recent } = watch

/** A slice ends after this many milliseconds. 0.2 to 1 are equally good; a budget by count is wasteful or unfair. */
const sliceBudget = 0.5

let running: Task | null = null
/** A slice is being run, or a callback that must not be interrupted by a fiber. */
let busy = false
/** A slice is scheduled with Node. */
let scheduled = false
/** The fiber that an event woke in the present or latest timed run. */
let woken: Task | null = null
/** `settle` has something to do. */
let unsettled = false
/** Wakes that ran a fiber at once; the steps of slices are added to `totalSwitches`. */
let switches = 0
let totalSwitches = 0
let readyHighWater = 0

// The ready queue: a ring whose size is a power of two.
let ring: (Task | undefined)[] = new Array(64).fill(undefined)
let mask = ring.length - 1
let head = 0
let tail = 0
/** The places from here to `head` still hold fibers that were run. */
let forgotten = 0
/** Where the present pass ends: what was ready when the pass began lies before it. */
let passEnd = 0
/** `hold` when the present pass is over. */
let holding = false
/** Told when that has come. */
let whenHeld: (() => void) | null = null

let clock: Clock = new RealClock()
let wheel = new TimerWheel(clock.now())
/** The time for which the clock is armed; Infinity: it is not. */
let armed = Infinity

/** Whole milliseconds (modulo 2^32) of the latest reading of the clock: good enough to say since when a fiber waits. */
let coarse = performance.now() | 0

/** The running fiber; null outside fibers. */
export function current(): Task | null {
    return running
}

/** The running fiber. Throws `FIBER_MISUSE` outside fibers, where the operation `op` cannot wait. */
export function fiberOf(op: object): Task {
    if (running === null) {
        throw new FiberError(
            'FIBER_MISUSE',
            `Cannot begin ${op.constructor.name}: no fiber is running, start one with spawn`,
        )
    }
    return running
}

/** Lets a waiting fiber go on. From an event callback, when nothing else is ready, it runs before this returns. */
export function wake(task: Task): void {
    if ((task.flags & (QUEUED | ENDED)) !== 0) {
        return
    }
    if (busy || head !== tail) {
        enqueue(task)
        return
    }
    switches++
    if ((switches & watch.stride) === 0) {
        if (watch.stride === 0) {
            run(task)
            return
        }
        coarse = sampleRun() | 0
    }
    // The clock is not read at each wake of a busy process: that would double its cost.
    recent[switches & 15] = task.id
    busy = true
    resume(task)
    if (head !== tail) {
        run(null)
    } else {
        if (unsettled) {
            settle()
        }
        busy = false
        if (holding) {
            holdNow()
        }
    }
}

/** Lets a waiting fiber go on, always through the ready queue. */
export function wakeLater(task: Task): void {
    if ((task.flags & (QUEUED | ENDED)) === 0) {
        enqueue(task)
    }
}

/** Puts a fiber that is not in it at the end of the ready queue. */
export function enqueue(task: Task): void {
    task.flags |= QUEUED
    ring[tail] = task
    tail = (tail + 1) & mask
    if (tail === forgotten) {
        grow()
    }
    if (!busy) {
        schedule()
    }
}

/**
 * Runs `fn` such that the fibers it wakes run after it. For callbacks that wake several fibers, or are not finished. As with
 * `wake`, they run before this returns if nothing else was ready.
 */
export function batch(fn: () => void): void {
    if (busy) {
        fn()
        return
    }
    const first = head === tail
    busy = true
    try {
        fn()
    } finally {
        busy = false
        if (first) {
            run(null)
        }
    }
}

/** Something that collects work to be done once at the end of a slice, such as a socket with output. */
export interface Flushable {
    /** Must not run user code that takes long. What it throws is an uncaught exception of the process. */
    flush(): void
}

// Two lists that change places: what a flush adds is for the next time. They keep their length, since an array that is emptied
// gives its memory back, and allocates again for the next slice: with one socket a slice that is 80 ns.
let dirty: (Flushable | null)[] = [null]
let flushing: (Flushable | null)[] = [null]
let dirtyCount = 0

/** Has `flush` called when the present slice is over, or soon when there is none. The caller sees to it that it asks once. */
export function flushAtSliceEnd(flushable: Flushable): void {
    dirty[dirtyCount++] = flushable
    unsettled = true
    if (!busy) {
        schedule()
    }
}

/**
 * Nothing runs until `release`: starts and wakes are queued, timers fire and queue. For the C face, where nothing runs before
 * and after its event loop.
 */
export function hold(): void {
    busy = true
}

/**
 * Like `hold`, but the rest of the present pass still runs: what was ready when the pass began, even if that takes more than one
 * slice. Calls `held` afterwards, from the event loop.
 */
export function holdAfterPass(held: () => void): void {
    whenHeld = held
    if (busy) {
        holding = true
    } else {
        holdNow()
    }
}

/** The present pass is over. */
function holdNow(): void {
    busy = true
    if (whenHeld !== null) {
        setImmediate(whenHeld)
        whenHeld = null
    }
}

/** Ends `hold`. */
export function release(): void {
    holding = false
    whenHeld = null
    busy = false
    if (head !== tail || dirtyCount > 0) {
        schedule()
    }
}

/** Lets a waiting or new fiber take one step at once, also while held. Only outside fibers. */
export function stepNow(task: Task): void {
    const wasBusy = busy
    busy = true
    totalSwitches++
    resume(task)
    settle()
    restore(wasBusy)
}

/** Ends a fiber whose clean-up takes too long. Only outside fibers. */
export function abandonNow(task: Task): void {
    const wasBusy = busy
    busy = true
    running = task
    try {
        task.abandon()
    } finally {
        running = null
        settle()
        restore(wasBusy)
    }
}

/** Runs what is ready now, each for one step, also while held. Only outside fibers. */
export function runPass(): void {
    const wasBusy = busy
    busy = true
    advance()
    for (passEnd = tail; head !== passEnd; ) {
        const task = ring[head]!
        head = (head + 1) & mask
        totalSwitches++
        resume(task)
    }
    forget()
    settle()
    restore(wasBusy)
}

/** The end of a step or pass that was made from outside: it may have asked for `holdAfterPass`. */
function restore(wasBusy: boolean): void {
    busy = wasBusy
    if (holding && !wasBusy) {
        holdNow()
    }
}

/** Calls `fn` as if no fiber was running. */
export function asMain(fn: () => void): void {
    const task = running
    running = null
    try {
        fn()
    } finally {
        running = task
    }
}

/**
 * Fires the timers that are due by now, so that what they wake is queued before what is queued next. For the C face, where
 * events run in the order of the times at which they are due.
 */
export function fireDue(): void {
    if (advancing || wheel.nextDue() > clock.now()) {
        return
    }
    const wasBusy = busy
    busy = true
    try {
        asMain(advance)
    } finally {
        busy = wasBusy
        if (!busy && (head !== tail || unsettled)) {
            schedule()
        }
    }
}

/** A time, no later than the earliest due timer; Infinity when there is none. */
export function nextDue(): number {
    return wheel.nextDue()
}

/** Entries of the ready queue. */
export function readyCount(): number {
    return (tail - head) & mask
}

/** Nothing is ready and nothing runs. */
export function isIdle(): boolean {
    return !busy && head === tail
}

/** Arms a timer to fire in `ms` milliseconds, counted from now, also one that is running. */
export function startTimer(timer: Timer, ms: number): void {
    const due = wheel.add(timer, clock.now() + ms)
    if (due < armed) {
        if (busy) {
            // The clock is armed once, at the end of the slice: most timers are stopped before.
            rearm = true
            unsettled = true
        } else {
            arm()
        }
    }
}

let rearm = false

/** Stops a timer; nothing happens if it fired or was never started. */
export function stopTimer(timer: Timer): void {
    wheel.remove(timer)
    if (wheel.count === 0) {
        // The clock is disarmed at the end of the slice; outside of slices soon, or it would keep the process alive.
        unsettled = true
        if (!busy) {
            schedule()
        }
    }
}

/** Monotonic time in milliseconds of the clock in use. */
export function now(): number {
    return clock.now()
}

/** Wall-clock time in milliseconds since 1970 of the clock in use. */
export function wallTime(): number {
    return clock.time()
}

/** Milliseconds (modulo 2^32, about one slice coarse) on the scale of `Task.since`. */
export function coarseNow(): number {
    return coarse
}

/** Replaces the clock and returns the former one. Only between programs: no timer may be running. */
export function useClock(next: Clock): Clock {
    if (wheel.count > 0) {
        throw new FiberError('FIBER_MISUSE', `Cannot replace the clock: ${wheel.count} timers are running, wanted none`)
    }
    const former = clock
    former.disarm()
    clock = next
    wheel = new TimerWheel(clock.now())
    armed = Infinity
    rearm = false
    return former
}

/** Steps of fibers since the start of the process. */
export function switchCount(): number {
    return totalSwitches + switches
}

/** Counters of the scheduler. */
export function schedulerStatistics() {
    return {
        switches: switchCount(),
        ready: readyCount(),
        readyHighWater,
        timers: wheel.count,
    }
}

function grow(): void {
    const size = ring.length
    const next: (Task | undefined)[] = new Array(size * 2).fill(undefined)
    for (let i = 0; i < size; i++) {
        next[i] = ring[(forgotten + i) & mask]
    }
    head = (head - forgotten) & mask
    passEnd = (passEnd - forgotten) & mask
    ring = next
    mask = next.length - 1
    forgotten = 0
    tail = size
}

function schedule(): void {
    if (!scheduled) {
        scheduled = true
        queueMicrotask(slice)
    }
}

function slice(): void {
    scheduled = false
    if (!busy) {
        run(null)
    }
}

/** Runs `first`, then the ready queue until it is empty or the slice is over. All of it is timed. */
function run(first: Task | null): void {
    busy = true
    let mark = beginRun()
    const end = mark + sliceBudget
    let steps = 0
    /** The step after which the clock was read. */
    let read = 0
    if (first !== null) {
        woken = first
        steps = 1
        resume(first)
        if (head !== tail) {
            // Those that it woke are not to be suspected together with it.
            mark = readClock(mark, 1)
            read = 1
        }
    }
    noteHighWater()
    while (head !== tail) {
        if (head === passEnd) {
            if (holding) {
                break
            }
            passEnd = tail
        }
        const task = ring[head]!
        head = (head + 1) & mask
        resume(task)
        if ((++steps & (steps < 16 ? watch.stride : watch.longStride)) === 0) {
            mark = readClock(mark, steps - read)
            read = steps
            if (mark > end) {
                break
            }
        }
    }
    totalSwitches += steps - (first === null ? 0 : 1)
    if (switches > 0x3fff_ffff) {
        totalSwitches += switches
        switches = 0
    }
    endRun(readClock(mark, steps - read))
    woken = null
    settle()
    // What was left of the pass because the slice was over runs in the next slice.
    busy = false
    if (holding && (head === tail || head === passEnd)) {
        holdNow()
    }
}

/** Reads the clock in a slice, the latest `count` steps of which have taken the time since `mark`. */
function readClock(mark: number, count: number): number {
    const time = performance.now()
    coarse = time | 0
    if (time - mark > watch.limit) {
        const held: Task[] = []
        for (let i = 1; i <= count; i++) {
            // Where the ring has none it was the fiber that an event woke, before those of the ring.
            held.push(ring[(head - i) & mask] ?? woken!)
        }
        noteSlice(time - mark, held, time)
    }
    noteHighWater()
    forget()
    return time
}

/**
 * Empties the places of the ring that were left behind. Not at once: which fibers were there is wanted when the clock is read,
 * and a list of them beside the ring would cost each step a write barrier.
 */
function forget(): void {
    while (forgotten !== head) {
        ring[forgotten] = undefined
        forgotten = (forgotten + 1) & mask
    }
}

function noteHighWater(): void {
    readyHighWater = Math.max(readyHighWater, (tail - head) & mask)
}

/** Output goes out. Fibers that are woken by that are queued. */
function flush(): void {
    const due = dirty
    const count = dirtyCount
    dirty = flushing
    dirtyCount = 0
    flushing = due
    for (let i = 0; i < count; i++) {
        const flushable = due[i]!
        due[i] = null
        try {
            flushable.flush()
        } catch (error) {
            throwOutside(error)
        }
    }
}

/** The end of a slice: output goes out, the clock is armed, Node has its turn if there is more to run. */
function settle(): void {
    unsettled = false
    if (dirtyCount > 0) {
        flush()
    }
    if (rearm) {
        rearm = false
        arm()
    }
    // Also of a timer that was started and stopped in this slice: an armed clock keeps the process alive.
    if (wheel.count === 0 && armed !== Infinity && head === tail) {
        armed = Infinity
        clock.disarm()
    }
    if ((head !== tail || dirtyCount > 0) && !scheduled) {
        scheduled = true
        setImmediate(slice)
    }
}

function arm(): void {
    const due = wheel.nextDue()
    if (due < armed) {
        armed = due
        clock.arm(due, expire)
    }
}

/**
 * Arms the clock at once, where that would wait for the end of the slice, and returns the armed time (`Infinity`: no timer is
 * running). For clocks that are moved by hand.
 */
export function armNow(): number {
    if (rearm) {
        rearm = false
        arm()
    }
    return armed
}

/** The wheel is being moved: what fires must not move it. */
let advancing = false

function advance(): void {
    advancing = true
    try {
        wheel.advance(clock.now())
    } finally {
        advancing = false
    }
}

/** The armed time has come. */
function expire(): void {
    armed = Infinity
    const wasBusy = busy
    busy = true
    try {
        advance()
    } finally {
        busy = wasBusy
        if (wheel.count > 0) {
            arm()
        }
        if (!busy && (head !== tail || dirtyCount > 0)) {
            run(null)
        }
    }
}

/**
 * Lets one fiber run until it suspends or ends. This is the only frame of the runtime below a fiber's own frames; debuggers
 * and stack filters know it by its name.
 */
function resume(task: Task): void {
    const bits = task.flags
    task.flags = (bits | STARTED) & ~QUEUED
    if ((bits & (CANCEL_ASKED | CLOSING | ENDED | TIMED)) !== 0 && !goesOn(task, bits)) {
        return
    }
    running = task
    let move: Move<unknown>
    try {
        move = task.strand.next((bits & STARTED) !== 0 ? RESUME : undefined)
        if (move !== SUSPEND && !move.done) {
            move = refuseBareYield(task.strand)
        }
    } catch (error) {
        running = null
        task.failed(error)
        return
    }
    running = null
    if (move === SUSPEND) {
        task.since = coarse
        if ((task.flags & (CANCEL_ASKED | UNWINDING)) === CANCEL_ASKED) {
            cancelNow(task)
        }
    } else {
        task.finished(move.value)
    }
}

/** Of a fiber that is cancelled, over, or timed: whether there is still something to be resumed. */
function goesOn(task: Task, bits: number): boolean {
    if ((bits & (CLOSING | ENDED)) !== 0) {
        // Woken in its last step, by itself: an operation whose result was there at once may do that.
        return false
    }
    if ((bits & TIMED) !== 0) {
        task.flags = bits & ~TIMED
        timer(task, resume)
        return false
    }
    if ((bits & UNWINDING) === 0) {
        cancelNow(task)
        return false
    }
    return true
}

/** Makes the steps of fibers that have the flag TIMED. */
let timer: (task: Task, step: (task: Task) => void) => void = (task, step) => step(task)

/** @internal Sets what makes the steps of fibers that have the flag TIMED, which is taken from them for the step. */
export function setStepTimer(fn: (task: Task, step: (task: Task) => void) => void): void {
    timer = fn
}

/** Delivers a cancel to a fiber that waits. */
function cancelNow(task: Task): void {
    running = task
    let over: boolean
    try {
        over = task.unwind()
    } catch (error) {
        running = null
        task.failed(error)
        return
    }
    running = null
    if (over) {
        task.finished(undefined)
    } else {
        task.since = coarse
    }
}
