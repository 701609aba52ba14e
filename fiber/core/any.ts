/*
    any.ts -- Several at once, for the sake of the first that succeeds.
*/

import { type ScopeHandle, scope } from './block-scope.js'
import { PartLabel } from './part-label.js'
import type { ResultOf } from './race.js'
import type { Blocking, Fiber } from './types.js'

interface Outcome<T> {
    succeeded: boolean
    value: T | undefined
    readonly errors: unknown[]
}

/**
 * Runs all in fibers of their own and gives the result of the first that finishes without a failure; the others are
 * cancelled, and their `finally` blocks have run when this returns. If all fail, an `AggregateError` with their errors in the
 * order of the list is thrown.
 */
export function* any<const L extends readonly Blocking<unknown>[]>(list: L): Fiber<ResultOf<L>> {
    const outcome: Outcome<ResultOf<L>> = { succeeded: false, value: undefined, errors: [] }
    yield* scope(function* (s) {
        const label = new PartLabel('any')
        for (const [at, blocking] of list.entries()) {
            label.spawn(attempt(blocking as Blocking<ResultOf<L>>, at, s, outcome))
        }
    })
    if (!outcome.succeeded) {
        throw new AggregateError(outcome.errors, `Cannot finish any: all ${list.length} attempts failed`)
    }
    return outcome.value as ResultOf<L>
}

function* attempt<T>(blocking: Blocking<T>, at: number, s: ScopeHandle, outcome: Outcome<T>): Fiber<void> {
    try {
        outcome.value = yield* blocking
        outcome.succeeded = true
    } catch (error) {
        outcome.errors[at] = error
        return
    }
    // At once: of two that succeed in the same turn the second is given up.
    s.cancel('another attempt succeeded')
}
