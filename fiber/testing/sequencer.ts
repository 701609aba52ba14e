/*
    sequencer.ts -- Fixes the order in which fibers reach certain places, whatever the scheduler would do.
*/

import { type Fiber, FiberError, Latch } from '../core/index.js'

/**
 * Points of time that follow each other: `yield* seq.at(n)` waits until somebody has passed `n - 1`, and point 0 is passed at once.
 * A fiber that has waited goes on until it suspends next, so between two points only one fiber is at work.
 *
 *     spawn(function* () { yield* seq.at(0); log('a'); yield* seq.at(2); log('c') })
 *     spawn(function* () { yield* seq.at(1); log('b') })                                 // a b c
 *
 * Each point is used once; a point that is missing leaves the later ones waiting for ever, which `virtually` reports.
 */
export class Sequencer {
    readonly #passed = new Map<number, Latch>()
    readonly #used = new Set<number>();

    /** Waits for its turn: point `n`, a whole number from 0. Using a point twice is a `FIBER_MISUSE`. */
    *at(n: number): Fiber<void> {
        if (!Number.isInteger(n) || n < 0 || this.#used.has(n)) {
            const wanted = 'a whole number from 0 that was not used before'
            throw new FiberError('FIBER_MISUSE', `Cannot wait for point ${n}: wanted ${wanted}`)
        }
        this.#used.add(n)
        if (n > 0) {
            yield* this.#latch(n - 1).wait()
        }
        this.#latch(n).open()
    }

    #latch(n: number): Latch {
        let latch = this.#passed.get(n)
        if (latch === undefined) {
            latch = new Latch(1, `point ${n + 1}`)
            this.#passed.set(n, latch)
        }
        return latch
    }
}
