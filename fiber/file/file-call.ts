/*
    file-call.ts -- One call of node:fs as an operation.

    The system cannot take a call back: when the fiber is cancelled the call goes on, and what it brings is discarded.
*/

import { Leaf, type Move, ready, SUSPEND, wake } from '../core/index.js'
import { FileError, fileError } from './errors.js'

/** Callback of node:fs. */
export type Done<T> = (error: Error | null, value: T) => void

/** Waits for what `call` hands to its callback. */
export class FileCall<T> extends Leaf<T> {
    readonly #what: string
    readonly #path: string
    readonly #call: (done: Done<T>) => void
    readonly #discard: ((value: T) => void) | null
    #done = false
    #error: Error | null = null
    #value: T | undefined = undefined

    /** `what` is the verb for dumps and error messages; `discard` is given a value that nobody waits for any more. */
    constructor(
        what: string,
        path: string,
        call: (done: Done<T>) => void,
        discard: ((value: T) => void) | null = null,
    ) {
        super()
        this.#what = what
        this.#path = path
        this.#call = call
        this.#discard = discard
    }

    describe(): string {
        return `${this.#what} ${this.#path}`
    }

    protected begin(): Move<T> {
        try {
            this.#call((error, value) => this.#settle(error, value))
        } catch (error) {
            // Node throws for a path with a zero byte.
            throw error instanceof FileError ? error : fileError(this.#what, this.#path, error)
        }
        return SUSPEND
    }

    protected again(): Move<T> {
        if (!this.#done) {
            return SUSPEND
        }
        if (this.#error !== null) {
            // Made here and not in the callback, where the stack has no frame of the fiber.
            throw fileError(this.#what, this.#path, this.#error)
        }
        return ready(this.#value as T)
    }

    protected release(): void {
        this.task = null
        if (this.#done && this.#error === null) {
            this.#discard?.(this.#value as T)
        }
    }

    #settle(error: Error | null, value: T): void {
        this.#done = true
        this.#error = error
        this.#value = value
        if (this.task !== null) {
            wake(this.task)
        } else if (error === null) {
            this.#discard?.(value)
        }
    }
}
