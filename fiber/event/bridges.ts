/*
    bridges.ts -- Additions to the C face: promises, the list of fibers, the loop. Source: spec runtime.md §4.8, §4.9, §5.2.
*/

import { type Blocking, fibers, fromPromise, type Op, run, type Task } from '../core/index.js'

/** Waits for a promise; gives its value or throws its error. */
export function rAwait<T>(promise: PromiseLike<T>): Op<T> {
    return fromPromise(promise)
}

/** Runs `fn(arg)` as a fiber, for code outside fibers; a promise of its result. */
export function rRunFiber<A, T>(fn: (arg: A) => Blocking<T>, arg: A): Promise<T> {
    return run(fn, arg)
}

/** All fibers that have not ended. */
export function rGetFibers(): Task[] {
    return fibers()
}

/** Does nothing: what is queued is always scheduled. C wakes its poll. */
export function rWakeup(): void {}
