/*
    offload.ts -- `yield* offload(fn, ...args)`: heavy work on another thread while other fibers go on.
*/

import { Leaf, type Move, type Op, ready, SUSPEND, wakeLater } from '../core/index.js'
import { ThreadError } from './errors.js'
import { abandon, submit, type Work, type WorkAnswer, type WorkRequest } from './pool.js'

/** A function by the module that exports it. */
export interface ModuleFunction {
    /** Such as `new URL('./hash.js', import.meta.url)`. */
    readonly module: URL
    /** The exported name. */
    readonly name: string
}

class Offload<T> extends Leaf<T> implements Work {
    readonly request: WorkRequest
    #answer: WorkAnswer | null = null

    constructor(request: WorkRequest) {
        super()
        this.request = request
    }

    describe(): string {
        return `offload of ${this.request.name}`
    }

    settle(answer: WorkAnswer): void {
        this.#answer = answer
        wakeLater(this.task!)
    }

    protected begin(): Move<T> {
        submit(this)
        return SUSPEND
    }

    protected again(): Move<T> {
        const answer = this.#answer
        if (answer === null) {
            return SUSPEND
        }
        if (answer.ok) {
            return ready(answer.value as T)
        }
        throw this.withFrames(answer.value)
    }

    protected release(): void {
        if (this.#answer === null) {
            abandon(this)
        }
    }

    /** Adds the frames of the waiting fiber to those of the worker, which alone tell nothing of who wanted it. */
    private withFrames(error: unknown): unknown {
        if (error instanceof Error && !(error instanceof ThreadError)) {
            error.stack = `${error.stack}\n    -- offloaded by --\n${this.task!.backtrace()}`
        }
        return error
    }
}

/**
 * Runs a function on a worker thread and gives its result (or what its promise becomes). Arguments and result are copied as
 * by `structuredClone`. The function must be self-contained, since its text is sent: it sees its arguments and the globals,
 * no imports and no outer variables. For a function that needs more, name the module that exports it.
 *
 * When the fiber is cancelled the thread is ended with the work. Throws what the function throws, `THREAD_CRASHED` when the
 * thread ends, `THREAD_LIMIT` when too much waits, `THREAD_FUNCTION` when it cannot be sent. No deadline of its own: use
 * `deadline`.
 */
export function offload<A extends unknown[], T>(fn: (...args: A) => T | Promise<T>, ...args: A): Op<T>
export function offload<T>(fn: ModuleFunction, ...args: unknown[]): Op<T>
export function offload<T>(fn: ((...args: never[]) => T | Promise<T>) | ModuleFunction, ...args: unknown[]): Op<T> {
    if (typeof fn !== 'function') {
        return new Offload<T>({ name: fn.name, module: fn.module.href, args })
    }
    const source = Function.prototype.toString.call(fn)
    if (source.endsWith('{ [native code] }')) {
        throw new ThreadError('THREAD_FUNCTION', `Cannot offload ${fn.name}: it has no source text, wanted a plain function`)
    }
    // A method `hash(x) {...}` is no expression by itself.
    const isExpression = /^(async\s+)?(function\b|\(|[\w$]+\s*=>)/.test(source)
    return new Offload<T>({ name: fn.name || 'a function', source: isExpression ? source : `function ${source}`, args })
}
