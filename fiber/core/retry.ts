/*
    retry.ts -- Trying again, with growing pauses.
*/

import { now } from './scheduler.js'
import { sleep } from './sleep.js'
import type { Blocking, Fiber } from './types.js'

/** The pauses between attempts, in milliseconds; when it ends, so do the attempts. */
export type Schedule = Iterable<number>

/** How pauses grow. */
export interface ExponentialOptions {
    /** Upper bound of the first pause, milliseconds. Default 100. */
    readonly initial?: number
    /** Factor from one pause to the next. Default 2. */
    readonly factor?: number
    /** No pause is longer, milliseconds. Default 30,000. */
    readonly cap?: number
    /** Number of attempts, the first one included. Default: no limit. */
    readonly attempts?: number
    /**
     * `full` (default): each pause is random between 0 and its bound, so that devices which lost the same server do not come
     * back at the same moment. `none`: the bound itself.
     */
    readonly jitter?: 'full' | 'none'
    /** Source of random numbers in [0, 1). Default `Math.random`. */
    readonly random?: () => number
}

/** Pauses that grow exponentially up to a cap, with full jitter. */
export function exponential(options: ExponentialOptions = {}): Schedule {
    const {
        initial = 100,
        factor = 2,
        cap = 30_000,
        attempts = Infinity,
        jitter = 'full',
        random = Math.random,
    } = options
    return {
        *[Symbol.iterator]() {
            let bound = Math.min(initial, cap)
            for (let attempt = 1; attempt < attempts; attempt++) {
                yield jitter === 'full' ? random() * bound : bound
                bound = Math.min(bound * factor, cap)
            }
        },
    }
}

/** When to stop trying, beyond the end of the schedule. */
export interface RetryOptions {
    /** Whether this failure is worth another attempt. Default: every one is. */
    readonly when?: (error: unknown, attempt: number) => boolean
    /** No attempt begins later than this many milliseconds after the first. Default: no limit. */
    readonly until?: number
}

/**
 * Runs `body(attempt)` (counted from 1) until it does not fail, with the pauses of `schedule` in between, and gives its
 * result. Throws the last failure when the schedule ends, `until` would pass, or `when` says no.
 *
 *     const reply = yield* retry(exponential({ attempts: 5 }), () => client.get(url))
 */
export function* retry<T>(
    schedule: Schedule,
    body: (attempt: number) => Blocking<T>,
    options: RetryOptions = {},
): Fiber<T> {
    const { when, until = Infinity } = options
    const pauses = schedule[Symbol.iterator]()
    const start = now()
    for (let attempt = 1; ; attempt++) {
        try {
            return yield* body(attempt)
        } catch (error) {
            const pause = pauses.next()
            if (pause.done || now() + pause.value - start > until || when?.(error, attempt) === false) {
                throw error
            }
            yield* sleep(pause.value)
        }
    }
}
