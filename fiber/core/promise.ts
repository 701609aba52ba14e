/*
    promise.ts -- Bridges between fibers and promise code.
*/

import { CancelledError } from './errors.js'
import { ENDED, FAILED, FINISHED, HEARD } from './flags.js'
import { addJoiner, type Joiner, removeJoiner } from './join.js'
import { ready, SUSPEND } from './marks.js'
import { Once } from './once.js'
import { wakeLater } from './scheduler.js'
import { detach } from './spawn.js'
import type { Task } from './task.js'
import type { Blocking, Move, Op } from './types.js'

type Settled = 'no' | 'fulfilled' | 'rejected'

class FromPromise<T> extends Once<T> {
    readonly #source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)
    /** Cancelled. */
    #gone = false
    #abort: AbortController | null = null
    #settled: Settled = 'no'
    #value: unknown = undefined

    constructor(source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)) {
        super()
        this.#source = source
    }

    describe(): string {
        return 'promise'
    }

    protected begin(): Move<T> {
        let promise = this.#source
        if (typeof promise === 'function') {
            this.#abort = new AbortController()
            promise = promise(this.#abort.signal)
        }
        promise.then(
            value => this.#settle('fulfilled', value),
            error => this.#settle('rejected', error),
        )
        return SUSPEND
    }

    protected again(): Move<T> {
        if (this.#settled === 'no') {
            return SUSPEND
        }
        if (this.#settled === 'rejected') {
            throw this.#value
        }
        return ready(this.#value as T)
    }

    protected release(): void {
        this.#gone = true
        this.#abort?.abort(new DOMException('The fiber that waits was cancelled', 'AbortError'))
    }

    #settle(how: Settled, value: unknown): void {
        this.#settled = how
        this.#value = value
        // Always through the queue: other reactions of the promise come first.
        if (!this.#gone) {
            wakeLater(this.task!)
        }
    }
}

/**
 * Waits for a promise; gives its value or throws its error. Given a function, calls it with an `AbortSignal` that fires when
 * the fiber is cancelled: `yield* fromPromise(signal => fetch(url, { signal }))`. No deadline of its own: use `deadline`.
 */
export function fromPromise<T>(source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)): Op<T> {
    return new FromPromise(source)
}

class PromiseJoiner<T> implements Joiner {
    following: Joiner | null = null
    prior: Joiner | null = null

    constructor(
        readonly task: Task<T>,
        readonly resolve: (value: T) => void,
        readonly reject: (error: unknown) => void,
    ) {}

    targetEnded(): void {
        const { task } = this
        if ((task.flags & FINISHED) !== 0) {
            this.resolve(task.outcome as T)
        } else if ((task.flags & FAILED) !== 0) {
            task.flags |= HEARD
            removeJoiner(task as Task, this)
            this.reject(task.outcome)
        } else {
            this.reject(new CancelledError(task.name, task.outcome))
        }
    }
}

/** A promise of the end of a fiber, for code outside fibers. It counts as a joiner: a failure rejects it and goes no further. */
export function toPromise<T>(task: Task<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        const joiner = new PromiseJoiner(task, resolve, reject)
        if ((task.flags & ENDED) !== 0) {
            joiner.targetEnded()
        } else {
            addJoiner(task as Task, joiner)
        }
    })
}

/** Runs `fn(...args)` as a fiber without a parent, for code outside fibers: `await run(main)`. */
export function run<A extends unknown[], T>(fn: (...args: A) => Blocking<T>, ...args: A): Promise<T> {
    return toPromise(detach(fn.name || 'run', fn, ...args))
}
