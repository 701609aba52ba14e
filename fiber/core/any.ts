/*
    any.ts -- Several at once, for the sake of the first that succeeds.
*/

import { scope } from './block-scope.js'
import { Channel } from './channel.js'
import type { ResultOf } from './race.js'
import type { Blocking, Fiber } from './types.js'

type Attempt<T> = { readonly succeeded: true; readonly value: T } | { readonly succeeded: false; readonly error: unknown; readonly at: number }

/**
 * Runs all in fibers of their own and gives the result of the first that finishes without a failure; the others are
 * cancelled. If all fail, an `AggregateError` with their errors in the order of the list is thrown.
 */
export function* any<const L extends readonly Blocking<unknown>[]>(list: L): Fiber<ResultOf<L>> {
    return yield* scope(function* (s) {
        const attempts = new Channel<Attempt<ResultOf<L>>>(list.length, 'any')
        const errors: unknown[] = []
        for (const [at, blocking] of list.entries()) {
            s.spawn(attempt, blocking as Blocking<ResultOf<L>>, at, attempts)
        }
        for (let open = list.length; open > 0; open--) {
            const outcome = (yield* attempts.receive())!
            if (outcome.succeeded) {
                s.cancel('another attempt succeeded')
                return outcome.value
            }
            errors[outcome.at] = outcome.error
        }
        throw new AggregateError(errors, `Cannot finish any: all ${list.length} attempts failed`)
    })
}

function* attempt<T>(blocking: Blocking<T>, at: number, attempts: Channel<Attempt<T>>): Fiber<void> {
    let outcome: Attempt<T>
    try {
        outcome = { succeeded: true, value: yield* blocking }
    } catch (error) {
        outcome = { succeeded: false, error, at }
    }
    attempts.sendNow(outcome)
}
