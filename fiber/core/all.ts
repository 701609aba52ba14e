/*
    all.ts -- Several at once, all of them wanted.
*/

import { scope } from './block-scope.js'
import { PartLabel } from './part-label.js'
import type { Blocking, Fiber } from './types.js'

/** The results of a tuple of operations, in the same order. */
export type ResultsOf<L extends readonly Blocking<unknown>[]> = {
    -readonly [K in keyof L]: L[K] extends Blocking<infer T> ? T : never
}

/**
 * Runs all in fibers of their own and gives their results in the order of the list. The first failure cancels the others and
 * is thrown when they have ended.
 */
export function* all<const L extends readonly Blocking<unknown>[]>(list: L): Fiber<ResultsOf<L>> {
    return yield* scope(function* () {
        const label = new PartLabel('all')
        const tasks = list.map(blocking => label.spawn(member(blocking)))
        const results: unknown[] = []
        for (const task of tasks) {
            results.push(yield* task.join())
        }
        return results as ResultsOf<L>
    })
}

function* member<T>(blocking: Blocking<T>): Fiber<T> {
    return yield* blocking
}
