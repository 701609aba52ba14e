/*
    bridges.ts -- Additions to the C face: promises, the list of fibers, the loop. Source: spec runtime.md §4.8, §4.9, §5.2.
*/

import { FiberError, fibers, fromPromise, type Op, type Task, textOf, toPromise } from '../core/index.js'
import { makeFiber, type RFiberProc, rStartFiber } from './c-fiber.js'

/** Waits for a promise; gives its value or throws its error. What is no promise is given back. */
export function rAwait<T>(promise: T | PromiseLike<T>): Op<T> {
    return fromPromise(Promise.resolve(promise))
}

/**
 * Runs `fn(arg)` as a fiber, for code outside fibers; a promise of its result, rejected with its failure, or with a `FiberError` when
 * it cannot start.
 */
export function rRunFiber<A, T>(fn: (arg: A) => T, arg: A): Promise<ResultOfProc<T>> {
    if (typeof fn !== 'function') {
        const error = new FiberError('FIBER_MISUSE', `Cannot run a fiber: got ${textOf(fn)}, wanted a function`)
        return Promise.reject(error)
    }
    const fiber = makeFiber(fn.name || 'run', fn as RFiberProc, arg, [arg])
    if (fiber === null) {
        return Promise.reject(
            new FiberError('FIBER_LIMIT', `Cannot run fiber ${fn.name}: the limit of fibers is reached`),
        )
    }
    rStartFiber(fiber, null)
    return toPromise(fiber as Task<ResultOfProc<T>>)
}

/** What a fiber gives whose function, of any kind, gives `T`. */
export type ResultOfProc<T> = T extends { [Symbol.iterator](): Iterator<unknown, infer R, never> }
    ? R
    : T extends PromiseLike<infer P>
      ? P
      : T

/** All fibers that have not ended. */
export function rGetFibers(): Task[] {
    return fibers()
}

/** Does nothing: what is queued is always scheduled. C wakes its poll. */
export function rWakeup(): void {}
