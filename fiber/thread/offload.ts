/*
    offload.ts -- `yield* offload(fn, ...args)`: heavy work on another thread while other fibers go on.
*/

import { Leaf, type Move, type Op, ready, SUSPEND, wakeLater } from '../core/index.js'
import { ThreadError } from './errors.js'
import { abandon, submit } from './pool.js'
import { expressionOf } from './source.js'
import type { Work, WorkAnswer, WorkRequest } from './work.js'

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
    #crash: unknown = null

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

    crashed(cause: unknown): void {
        this.#crash = cause
        wakeLater(this.task!)
    }

    protected begin(): Move<T> {
        submit(this)
        return SUSPEND
    }

    protected again(): Move<T> {
        if (this.#crash !== null) {
            // Made here and not in the callback, where the stack has no frame of the fiber.
            const message = `Cannot finish offloaded ${this.request.name}: its thread ended`
            throw new ThreadError('THREAD_CRASHED', message, { cause: this.#crash })
        }
        const answer = this.#answer
        if (answer === null) {
            return SUSPEND
        }
        if (answer.ok) {
            return ready(answer.value as T)
        }
        throw this.#withFrames(answer)
    }

    protected release(): void {
        if (this.#answer === null && this.#crash === null) {
            abandon(this)
        }
    }

    /**
     * Adds the frames of the waiting fiber to those of the worker, which alone tell nothing of who wanted it, and what the copy
     * of an error has lost on its way between threads, such as its `code`.
     */
    #withFrames({ value: error, properties }: WorkAnswer): unknown {
        if (error instanceof Error) {
            for (const [name, value] of Object.entries(properties ?? {})) {
                Object.defineProperty(error, name, {
                    value,
                    writable: true,
                    configurable: true,
                    enumerable: name !== 'name',
                })
            }
            error.stack = `${error.stack}\n    -- offloaded by --\n${this.task!.backtrace()}`
        }
        return error
    }
}

/**
 * Runs a function on a worker thread and gives its result (or what its promise becomes). Arguments and result are copied as
 * by `structuredClone`. The function must be self-contained, since its text is sent: it sees its arguments and the globals,
 * no imports, no outer variables and no `this`. For a function that needs more, name the module that exports it.
 *
 * When the fiber is cancelled the thread is ended with the work. Throws what the function throws, `THREAD_CRASHED` when the
 * thread ends, `THREAD_LIMIT` when too much waits, `THREAD_FUNCTION` when the function or its arguments cannot be sent. No
 * deadline of its own: use `deadline`.
 */
export function offload<A extends unknown[], T>(fn: (...args: A) => T | Promise<T>, ...args: A): Op<T>
export function offload<T>(fn: ModuleFunction, ...args: unknown[]): Op<T>
export function offload<T>(fn: ((...args: never[]) => T | Promise<T>) | ModuleFunction, ...args: unknown[]): Op<T> {
    return new Offload<T>(
        typeof fn === 'function'
            ? { name: fn.name || 'a function', source: expressionOf(fn), args }
            : { name: fn.name, module: fn.module.href, args },
    )
}
