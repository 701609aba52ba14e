/*
    race.ts -- Several at once, for the sake of the first.
*/

import { scope } from './block-scope.js'
import { Event } from './event.js'
import type { Blocking, Fiber } from './types.js'

/** The results of a list of operations. */
export type ResultOf<L extends readonly Blocking<unknown>[]> = L[number] extends Blocking<infer T> ? T : never

/**
 * Runs all in fibers of their own and gives the result of the first that finishes. The others are cancelled, and their
 * `finally` blocks have run when this returns. A failure that comes first is thrown. An empty list never finishes.
 */
export function* race<const L extends readonly Blocking<unknown>[]>(list: L): Fiber<ResultOf<L>> {
    return yield* scope(function* (s) {
        const first = new Event<ResultOf<L>>('race')
        for (const blocking of list) {
            s.spawn(contender, blocking as Blocking<ResultOf<L>>, first)
        }
        const winner = yield* first.wait()
        s.cancel('lost a race')
        return winner
    })
}

function* contender<T>(blocking: Blocking<T>, first: Event<T>): Fiber<void> {
    first.emit(yield* blocking)
}
