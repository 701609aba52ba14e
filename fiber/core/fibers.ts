/*
    fibers.ts -- What is going on: a dump of all fibers for people, counters.
*/

import { schedulerStatistics } from './scheduler.js'
import { taskStatistics } from './task.js'
import { fibers } from './walk.js'
import { watch } from './watch-loop.js'

/** The fibers with their calls, as text: a paragraph a fiber, for no more than `limit` (default 1000) of them. */
export function dumpFibers(limit = 1000): string {
    const list = fibers(limit)
    const { live } = taskStatistics()
    const parts = list.map(task => {
        const { id, name, parent, state, waitsFor, waiting } = task.statistics()
        const belongs = parent === 0 ? '' : ` of ${parent}`
        // A fiber that sleeps waits for sleep: once is enough.
        const reason = waitsFor === 'sleep' ? '' : ` for ${waitsFor}`
        const waits = waitsFor === null ? '' : `${reason}, ${(waiting / 1000).toFixed(1)} s`
        const frames = task.backtrace().toString()
        return `fiber ${id}${belongs} ${name}: ${state}${waits}${frames === '' ? '' : `\n${frames}`}`
    })
    const head = `${live} fibers${live > list.length ? `, of which ${list.length} are shown` : ''}`
    return [head, ...parts].join('\n')
}

/** A plain record about the runtime. */
export interface RuntimeStatistics {
    /** Fibers since the start of the process. */
    readonly spawned: number
    /** Fibers that have ended, whatever way. */
    readonly ended: number
    /** Of these, with an error. */
    readonly failed: number
    /** Of these, by a cancel. */
    readonly cancelled: number
    /** Fibers now. */
    readonly live: number
    /** Steps of fibers. */
    readonly switches: number
    /** Fibers in the ready queue, now and at most. */
    readonly ready: number
    /** The most fibers that were ready at a time. */
    readonly readyHighWater: number
    /** Running timers. */
    readonly timers: number
    /** Longest stretch over the limit of `watchLoop`, milliseconds; 0 if there was none. */
    readonly longestSlice: number
}

/** Counters of the runtime. */
export function statistics(): RuntimeStatistics {
    return Object.freeze({ ...taskStatistics(), ...schedulerStatistics(), longestSlice: watch.longest })
}
