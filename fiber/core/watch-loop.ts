/*
    watch-loop.ts -- Watches that no fiber holds the thread for too long.

    Reading the clock (30 to 80 ns) twice for each wake would cost more than the wake, so how often it is read depends on how
    busy the process is. Up to some 20,000 runs of the scheduler a second each run, and each of its first 16 steps, is timed,
    and an offender is known exactly. Above that the clock is read once in 16 runs, and late in a run once in 16 steps: a stretch
    that was too long then lies among at most 16 fibers, all of which are reported, and for ten seconds everything is timed, so
    that the next offence is attributed exactly.
*/

import { type Backtrace, probeBacktrace } from './backtrace.js'
import { ENDED, STARTED } from './flags.js'
import type { Task } from './task.js'
import { throwOutside } from './throw-outside.js'
import { fibers } from './walk.js'

/** Taken once: the global is a getter, which costs some 10 ns at each use. */
const { performance } = globalThis

/** A fiber that held the thread. */
export interface Suspect {
    /** Number of the fiber. */
    readonly id: number
    /** Its name. */
    readonly name: string
    /** Where the fiber waits now, right after the long stretch; null if it has ended. */
    readonly backtrace: Backtrace | null
}

/** A stretch in which the thread was held. */
export interface LongSlice {
    /** Milliseconds. */
    readonly duration: number
    /** Who it was. More than one: it was one of these. */
    readonly suspects: readonly Suspect[]
}

const exact = 0
const sampled = 15
/** Sixteen runs within this many milliseconds are many: the clock is read less often. */
const many = 0.8
/** How long everything is timed after an offence, milliseconds. */
const alert = 10_000

/** What the scheduler reads at each step. */
export const watch = {
    /** Milliseconds. */
    limit: 100,
    /** The clock is read when the number of a run, or of one of its first steps, has none of these bits. */
    stride: exact,
    /** The same for later steps of a run. */
    longStride: sampled,
    /** Ids of the fibers that events woke in the latest 16 runs: storing the fibers would cost a write barrier each. */
    recent: new Int32Array(16),
    /** Milliseconds of the longest stretch that was over the limit. */
    longest: 0,
}

/** When the clock was last read after a run, and how much the process had idled when the stride was considered. */
let ended = 0
let idle = 0
/** Runs at which the clock was read. */
let timedRuns = 0
let consideredAt = 0
let alertUntil = 0
let report: (slice: LongSlice) => void = slice => console.warn(describeLongSlice(slice))

/**
 * Sets from which length (milliseconds, default 100) a stretch without a wait is reported, and to whom (default: a warning on
 * the console). Infinity switches the watch off. Gives the former length.
 */
export function watchLoop(limit: number, handler?: (slice: LongSlice) => void): number {
    const former = watch.limit
    watch.limit = limit
    if (handler !== undefined) {
        report = handler
    }
    return former
}

/** Text of a report: who, how long, and the calls. */
export function describeLongSlice(slice: LongSlice): string {
    const who = slice.suspects.map(({ id, name, backtrace }) => {
        const frames = backtrace?.toString() ?? ''
        return `fiber ${id} ${name}${frames === '' ? '' : `, now at\n${frames}`}`
    })
    const head = `The thread was held for ${Math.round(slice.duration)} ms (limit ${watch.limit} ms) by`
    return who.length === 1 ? `${head} ${who[0]}` : `${head} one of:\n${who.join('\n')}`
}

/** A timed run begins. Returns the time. */
export function beginRun(): number {
    const time = performance.now()
    // Only runs that were not timed, or nothing, lie in between. Nothing: the process idled, as its loop can tell.
    if (watch.stride === sampled && time - ended > watch.limit) {
        const busy = time - ended - (idleTime() - idle)
        if (busy > watch.limit) {
            noteSlice(
                busy,
                [...watch.recent].filter(id => id !== 0),
                time,
            )
        }
    }
    return time
}

/** Reads the clock between two runs of a busy process. Returns the time. */
export function sampleRun(): number {
    const time = beginRun()
    endRun(time)
    return time
}

/** A timed run ends: considers how often to read the clock. */
export function endRun(time: number): void {
    ended = time
    if ((++timedRuns & 15) !== 0) {
        return
    }
    const busy = time - consideredAt < (watch.stride === sampled ? many * 16 : many)
    consideredAt = time
    const alerted = time < alertUntil
    watch.longStride = alerted ? exact : sampled
    watch.stride = busy && !alerted ? sampled : exact
    if (watch.stride === sampled) {
        idle = idleTime()
    }
}

/**
 * Called at `time`, when these together have held the thread for `duration`, which is too long. Of some only the id is known:
 * they can have ended.
 */
export function noteSlice(duration: number, held: readonly (Task | number)[], time: number): void {
    watch.longest = Math.max(watch.longest, duration)
    const living = held.some(each => typeof each === 'number') ? new Map(fibers().map(task => [task.id, task])) : null
    const suspects = [...new Set(held)].map(each => {
        const task = typeof each === 'number' ? living?.get(each) : each
        if (task === undefined) {
            return { id: each as number, name: '(ended)', backtrace: null }
        }
        const waits = (task.flags & (ENDED | STARTED)) === STARTED
        return { id: task.id, name: task.name, backtrace: waits ? probeBacktrace(task.strand) : null }
    })
    watch.stride = watch.longStride = exact
    alertUntil = time + alert
    try {
        report({ duration, suspects })
    } catch (error) {
        throwOutside(error)
    }
}

function idleTime(): number {
    return performance.eventLoopUtilization().idle
}
