/*
    fibers.ts -- What is going on: the list of all fibers, a dump for people, counters.
*/

import type { Backtrace } from './backtrace.js'
import { rootScope } from './scope.js'
import { schedulerStatistics } from './scheduler.js'
import { type Task, type TaskState, taskStatistics } from './task.js'
import { watch } from './watch-loop.js'

/** One fiber in a list. */
export interface FiberInfo {
    readonly id: number
    readonly name: string
    /** Id of the fiber to which it belongs; 0 for the root. */
    readonly parent: number
    readonly state: TaskState
    /** What it waits for; null if it does not. */
    readonly waitsFor: string | null
    /** Milliseconds (coarse) since it suspended. */
    readonly waiting: number
    /** Its calls, found when asked for. */
    backtrace(): Backtrace
    /** Asks it to end, as `Task.cancel` does. */
    cancel(reason?: unknown): void
}

/** All fibers that have not ended, each behind its parent. */
export function fibers(): FiberInfo[] {
    const list: FiberInfo[] = []
    for (const task of rootScope.children()) {
        collect(task, list)
    }
    return list
}

function collect(task: Task, list: FiberInfo[]): void {
    const { id, name, parent, state, waiting } = task.statistics()
    const waitsFor = task.backtrace().waitsFor
    list.push({
        id,
        name,
        parent,
        state,
        waitsFor,
        waiting,
        backtrace: () => task.backtrace(),
        cancel: reason => task.cancel(reason),
    })
    for (const child of task.children) {
        collect(child, list)
    }
}

/** All fibers with their calls, as text: a paragraph a fiber. */
export function dumpFibers(): string {
    const list = fibers()
    const parts = list.map(({ id, name, parent, state, waitsFor, waiting, backtrace }) => {
        const belongs = parent === 0 ? '' : ` of ${parent}`
        const waits = waitsFor === null ? '' : ` for ${waitsFor}, ${(waiting / 1000).toFixed(1)} s`
        const frames = backtrace().toString()
        return `fiber ${id}${belongs} ${name}: ${state}${waits}${frames === '' ? '' : `\n${frames}`}`
    })
    return `${list.length} fibers\n${parts.join('\n')}`
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
