/*
    starter.ts -- The body of a fiber whose function is called when it starts, not when it is made, and may be of any kind:
    plain, generator, returning an operation, or async. Source: spec runtime.md §3.3, §4.5.

    It stands in for the function's generator only until that exists, and then forwards: no frame of the runtime lies between
    the scheduler's and the user's.
*/

import { endDescent, fromPromise, type Move, PROBE, ready, type Step, SUSPEND } from '../core/index.js'

/** Whether a result is to be driven: a generator or an operation. Arrays and strings are plain results. */
export function isDrivable(value: unknown): value is Step {
    return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function'
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
    return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}

/** What a function of any kind returned, as something to drive; null for a plain result. */
export function strandOf(result: unknown): Step | null {
    if (isDrivable(result)) {
        return result
    }
    return isPromise(result) ? (fromPromise(result) as unknown as Step) : null
}

/** Calls `fn(...args)` at its first step, and drives what that returns. */
export class Starter implements Step {
    #fn: ((...args: never[]) => unknown) | null
    readonly #args: readonly unknown[]
    #strand: Step | null = null

    constructor(fn: (...args: never[]) => unknown, args: readonly unknown[]) {
        this.#fn = fn
        this.#args = args
    }

    [Symbol.iterator](): this {
        return this
    }

    next(move?: unknown): Move<unknown> {
        if (this.#strand !== null) {
            return this.#strand.next(move)
        }
        if (move === PROBE || this.#fn === null) {
            return SUSPEND
        }
        const fn = this.#fn as (...args: unknown[]) => unknown
        this.#fn = null
        const result = fn(...this.#args)
        this.#strand = strandOf(result)
        return this.#strand === null ? ready(result) : this.#strand.next(undefined)
    }

    return(): Move<unknown> {
        if (this.#strand !== null) {
            return this.#strand.return()
        }
        endDescent()
        if (this.#fn !== null) {
            this.#fn = null
            this.unused()
        }
        return ready(undefined)
    }

    throw(error?: unknown): Move<unknown> {
        if (this.#strand !== null) {
            return this.#strand.throw(error)
        }
        throw error
    }

    /** It ends without having begun, as a fiber does that is cancelled before its first step. Must not throw. */
    protected unused(): void {}
}
