/*
    main-fiber.ts -- The main fiber of C: what runs while no fiber is being stepped. Here it is an object that stands for it.
    Source: spec runtime.md §3.1, §4.4.
*/

import { current, type Task } from '../core/index.js'

/** The fields of a fiber that C code may read. */
export type RFiber = Pick<
    Task,
    | 'id'
    | 'name'
    | 'func'
    | 'data'
    | 'result'
    | 'block'
    | 'exception'
    | 'done'
    | 'pooled'
    | 'idleSince'
    | 'next'
    | 'state'
    | 'backtrace'
>

/** Stands for the program outside fibers. It cannot be resumed, joined or cancelled. */
export const mainFiber: RFiber = Object.freeze({
    id: 0,
    name: 'main',
    func: null,
    data: null,
    result: null,
    block: false,
    exception: 0,
    done: false,
    pooled: false,
    idleSince: 0,
    next: null,
    state: 'running' as const,
    backtrace() {
        throw new Error('Cannot take a backtrace of the main fiber: it is no fiber of the scheduler')
    },
})

/** The fiber that runs now; the main fiber outside fibers. */
export function rGetFiber(): RFiber {
    return current() ?? mainFiber
}

/** Whether no fiber runs: program start, event callbacks, fast events. */
export function rIsMain(): boolean {
    return current() === null
}
