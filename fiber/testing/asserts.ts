/*
    asserts.ts -- Does a call suspend? A part of each function's contract that its result does not show.
*/

import { AssertionError } from 'node:assert'
import {
    type Blocking,
    type Fiber,
    type Move,
    type Op,
    PROBE,
    type Resume,
    type Step,
    type Suspend,
} from '../core/index.js'

/** Runs `blocking` and gives its result. Throws an `AssertionError` if it ended without ever suspending its fiber. */
export function* assertSuspends<T>(blocking: Blocking<T>): Fiber<T> {
    const observed = new Observed(blocking)
    const result = yield* observed
    if (!observed.suspended) {
        throw new AssertionError({
            message: 'Cannot accept the call: it did not suspend, wanted it to',
            stackStartFn: assertSuspends,
        })
    }
    return result
}

/** Runs `blocking` and gives its result. Throws an `AssertionError` if it suspended its fiber. */
export function* assertDoesNotSuspend<T>(blocking: Blocking<T>): Fiber<T> {
    const observed = new Observed(blocking)
    const result = yield* observed
    if (observed.suspended) {
        throw new AssertionError({
            message: 'Cannot accept the call: it suspended, wanted it not to',
            stackStartFn: assertDoesNotSuspend,
        })
    }
    return result
}

/** Forwards every move, and notes whether one was answered by a suspension. */
class Observed<T> implements Op<T>, Step {
    readonly #inner: Step
    suspended = false

    constructor(blocking: Blocking<T>) {
        this.#inner = blocking[Symbol.iterator]() as unknown as Step
    }

    [Symbol.iterator](): Iterator<Suspend, T, Resume> {
        return this as unknown as Iterator<Suspend, T, Resume>
    }

    next(move?: unknown): Move<T> {
        const result = this.#inner.next(move) as Move<T>
        if (!result.done && move !== PROBE) {
            this.suspended = true
        }
        return result
    }

    return(value?: unknown): Move<T> {
        return this.#inner.return(value) as Move<T>
    }

    throw(error?: unknown): Move<T> {
        return this.#inner.throw(error) as Move<T>
    }
}
