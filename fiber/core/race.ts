/*
    race.ts -- Several at once, for the sake of the first.
*/

import { type ScopeHandle, scope } from './block-scope.js'
import { CancelledError } from './errors.js'
import { PartLabel } from './part-label.js'
import { sleep } from './sleep.js'
import type { Blocking, Fiber } from './types.js'

/** The results of a list of operations. */
export type ResultOf<L extends readonly Blocking<unknown>[]> = L[number] extends Blocking<infer T> ? T : never

interface First<T> {
    found: boolean
    value: T | undefined
}

/**
 * Runs all in fibers of their own and gives the result of the first that finishes. The others are cancelled, and their
 * `finally` blocks have run when this returns. A failure that comes first is thrown. An empty list never finishes.
 */
export function* race<const L extends readonly Blocking<unknown>[]>(list: L): Fiber<ResultOf<L>> {
    const first: First<ResultOf<L>> = { found: false, value: undefined }
    yield* scope(function* (s) {
        const label = new PartLabel('race')
        for (const blocking of list) {
            label.spawn(contender(blocking as Blocking<ResultOf<L>>, s, first))
        }
        if (list.length === 0) {
            yield* sleep(Infinity)
        }
    })
    if (!first.found) {
        throw new CancelledError('race', 'all that took part were cancelled')
    }
    return first.value as ResultOf<L>
}

function* contender<T>(blocking: Blocking<T>, s: ScopeHandle, first: First<T>): Fiber<void> {
    first.value = yield* blocking
    first.found = true
    // At once: one that has the result in the same turn is too late, and one that fails then is not heard.
    s.cancel('lost a race')
}
