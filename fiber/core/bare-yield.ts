/*
    bare-yield.ts -- What happens to a fiber that yields something that is no operation: `yield x` where `yield* x` was meant.

    The compiler refuses it in functions that say that they return a `Fiber`; this is for all others. Nobody would ever wake the
    fiber, so the mistake is thrown to where it was made.
*/

import { FiberError } from './errors.js'
import { SUSPEND } from './marks.js'
import type { Move, Step } from './types.js'

/** A fiber that catches the error and yields barely again, in a loop, would hold the thread for ever. */
const patience = 100

/** Throws `FIBER_MISUSE` at the bare `yield` in which `frame` is. Returns its next move, which is a proper one. */
export function refuseBareYield(frame: Step): Move<unknown> {
    for (let i = 0; ; i++) {
        const error = new FiberError(
            'FIBER_MISUSE',
            'Cannot suspend the fiber: it yielded a value that is no operation, wanted yield* instead of yield',
        )
        if (i === patience) {
            throw error
        }
        const move = frame.throw(error)
        if (move.done || move === SUSPEND) {
            return move
        }
    }
}
