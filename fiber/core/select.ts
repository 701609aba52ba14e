/*
    select.ts -- Waiting for the first of several operations inside one fiber, without starting others.
*/

import { FiberError } from './errors.js'
import { RESUME, ready, SUSPEND } from './marks.js'
import { Once } from './once.js'
import type { Move, Op, Step } from './types.js'

/** Which operation was first, and its value. */
export type Selected<R extends Record<string, Op<unknown>>> = {
    [K in keyof R & string]: { readonly key: K; readonly value: R[K] extends Op<infer T> ? T : never }
}[keyof R & string]

class Select<R extends Record<string, Op<unknown>>> extends Once<Selected<R>> {
    readonly #keys: string[]
    readonly #steps: Step[]
    /** How many have begun. */
    #begun = 0

    constructor(operations: R) {
        super()
        this.#keys = Object.keys(operations)
        this.#steps = this.#keys.map(key => operations[key]![Symbol.iterator]() as unknown as Step)
    }

    describe(): string {
        return `select of ${this.#keys.join(', ')}`
    }

    protected begin(): Move<Selected<R>> {
        for (const step of this.#steps) {
            this.#begun++
            const found = this.#look(this.#begun - 1, step, undefined)
            if (found !== null) {
                return found
            }
        }
        return SUSPEND
    }

    protected again(): Move<Selected<R>> {
        for (let i = 0; i < this.#steps.length; i++) {
            const found = this.#look(i, this.#steps[i]!, RESUME)
            if (found !== null) {
                return found
            }
        }
        return SUSPEND
    }

    protected release(): void {
        this.#leave(-1)
    }

    #look(at: number, step: Step, move: unknown): Move<Selected<R>> | null {
        let result: Move<unknown>
        try {
            result = step.next(move)
        } catch (error) {
            this.#leave(at)
            throw error
        }
        if (!result.done) {
            return null
        }
        const selected = { key: this.#keys[at]!, value: result.value }
        this.#leave(at)
        return ready(selected as Selected<R>)
    }

    /** Takes back all that have begun, except the one at `but`. */
    #leave(but: number): void {
        for (let i = 0; i < this.#begun; i++) {
            if (i !== but && !this.#steps[i]!.return().done) {
                throw new FiberError(
                    'FIBER_MISUSE',
                    `Cannot take back ${this.#keys[i]} of a select: it waits in a clean-up, use race`,
                )
            }
        }
        this.#begun = 0
    }
}

/**
 * Waits for the first of several leaf operations (`channel.receive()`, `sleep(10)`, `event.wait()` ...); the others are taken
 * back, and what was handed to them returns to its source. If several are ready the one named first wins. For fiber
 * functions, which may have to clean up, use `race`.
 *
 *     const first = yield* select({ message: channel.receive(), tick: sleep(1000) })
 *     if (first.key === 'message') ...
 */
export function select<R extends Record<string, Op<unknown>>>(operations: R): Op<Selected<R>> {
    return new Select(operations)
}
