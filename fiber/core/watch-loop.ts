/*
    watch-loop.ts -- Watches that no fiber holds the thread for too long.

    The clock is read every 16 steps, so a long stretch is known to lie among at most 16 fibers. They are reported, and for
    some seconds the clock is read after each step: the next offence is attributed exactly.
*/

import { type Backtrace, probeBacktrace } from './backtrace.js'
import { ENDED, STARTED } from './flags.js'
import type { Task } from './task.js'

/** A fiber that held the thread. */
export interface Suspect {
    readonly id: number
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

const wide = 15
const precisely = 10_000

/** What the scheduler reads at each step. */
export const watch = {
    /** Milliseconds. */
    limit: 100,
    /** The clock is read when `steps & stride` is 0. */
    stride: wide,
    /** The fibers of the latest 16 steps. */
    recent: new Array<Task | null>(16).fill(null),
    /** Milliseconds of the longest stretch that was over the limit. */
    longest: 0,
}

let preciseUntil = 0
let report: (slice: LongSlice) => void = slice => console.warn(describeLongSlice(slice))

/**
 * Sets from which length (milliseconds, default 100) a stretch without a wait is reported, and to whom (default: a warning on
 * the console). Infinity switches the watch off.
 */
export function watchLoop(limit: number, handler?: (slice: LongSlice) => void): void {
    watch.limit = limit
    if (handler !== undefined) {
        report = handler
    }
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

/** Called by the scheduler at `time`, after `steps` steps of a slice, the last of which took `duration`. */
export function noteSlice(duration: number, steps: number, time: number): void {
    watch.longest = Math.max(watch.longest, duration)
    // With each step timed it was the last one; else one of those since the last reading.
    const since = watch.stride === 0 ? 1 : Math.min(steps, ((steps - 1) & wide) + 1)
    const suspects: Suspect[] = []
    for (let i = 1; i <= since; i++) {
        const task = watch.recent[(steps - i) & wide]
        if (task != null && !suspects.some(({ id }) => id === task.id)) {
            const waits = (task.flags & (ENDED | STARTED)) === STARTED
            suspects.push({ id: task.id, name: task.name, backtrace: waits ? probeBacktrace(task.strand) : null })
        }
    }
    watch.stride = 0
    preciseUntil = time + precisely
    report({ duration, suspects })
}

/** Ends the precise mode when its time is over. */
export function relaxWatch(time: number): void {
    if (watch.stride === 0 && time > preciseUntil) {
        watch.stride = wide
    }
}
