/*
    yield-now.ts -- Giving the others their turn.
*/

import { answerProbe } from './backtrace.js'
import { PROBE, ready, SUSPEND } from './marks.js'
import { fiberOf, wakeLater } from './scheduler.js'
import type { Move, Op, Resume, Step, Suspend } from './types.js'
import { endDescent } from './unwind.js'

/** One object for all fibers: it remembers nothing. */
class YieldNow implements Op<void>, Step {
    [Symbol.iterator](): Iterator<Suspend, void, Resume> {
        return this as unknown as Iterator<Suspend, void, Resume>
    }

    next(move?: unknown): Move<void> {
        if (move === undefined) {
            wakeLater(fiberOf(this))
            return SUSPEND
        }
        return move === PROBE ? answerProbe(this) : ready(undefined)
    }

    return(): Move<void> {
        endDescent()
        return ready(undefined)
    }

    throw(error?: unknown): Move<void> {
        if (error === PROBE) {
            return SUSPEND
        }
        throw error
    }

    describe(): string {
        return 'yieldNow'
    }
}

const shared = new YieldNow()

/** Goes to the end of the ready queue: every fiber that is ready now runs first. Always suspends. */
export function yieldNow(): Op<void> {
    return shared
}
