/*
    view.ts -- What C code sees of a fiber: the fields of `RFiber` that an idiomatic Task does not have.

    One object serves both faces. Fibers of C code have these fields in a record of their own, which is among the extras of the
    task, so that other fibers pay nothing for them. (A WeakMap would do; it doubles the time of a resume.)
*/

import type { Task } from './task.js'

/** Fields of a fiber of C code. */
export interface FiberView {
    /** The entry function and its argument. */
    func: unknown
    /** Its argument. */
    data: unknown
    /** The value of the latest resume. */
    result: unknown
    /** What `rYieldFiber` hands to whoever resumed the fiber. */
    out: unknown
    /** In an exception block. */
    block: boolean
    /** What was caught by it; 0: nothing. */
    exception: unknown
    /** The present step was made by a resume, whose value is in `result`. */
    resumed: boolean
}

/** The fields of a fiber, made when first asked for. */
export function viewOf(fiber: Task): FiberView {
    let { view } = fiber
    if (view === null) {
        view = { func: null, data: null, result: null, out: null, block: false, exception: 0, resumed: false }
        fiber.view = view
    }
    return view
}
