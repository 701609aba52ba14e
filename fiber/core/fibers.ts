/*
    fibers.ts -- What is going on: the list of all fibers, a dump for people, counters.
*/

import { rootScope } from './scope.js'
import { schedulerStatistics } from './scheduler.js'
import { type Task, taskStatistics } from './task.js'
import { watch } from './watch-loop.js'

/** All fibers that have not ended, each behind its parent; no more than `limit` (default: all). */
export function fibers(limit = Infinity): Task[] {
    const list: Task[] = []
    // A stack of those still to be listed, rather than recursion: fibers may be nested deeper than calls can be.
    const rest = rootScope.children().reverse()
    while (list.length < limit) {
        const task = rest.pop()
        if (task === undefined) {
            break
        }
        list.push(task)
        for (const child of task.children.reverse()) {
            rest.push(child)
        }
    }
    return list
}

/** The fibers with their calls, as text: a paragraph a fiber, for no more than `limit` (default 1000) of them. */
export function dumpFibers(limit = 1000): string {
    const list = fibers(limit)
    const { live } = taskStatistics()
    const parts = list.map(task => {
        const { id, name, parent, state, waitsFor, waiting } = task.statistics()
        const belongs = parent === 0 ? '' : ` of ${parent}`
        const waits = waitsFor === null ? '' : ` for ${waitsFor}, ${(waiting / 1000).toFixed(1)} s`
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
    readonly ended: number
    readonly failed: number
    readonly cancelled: number
    /** Fibers now. */
    readonly live: number
    /** Steps of fibers. */
    readonly switches: number
    /** Fibers in the ready queue, now and at most. */
    readonly ready: number
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
