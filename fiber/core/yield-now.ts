/*
    yield-now.ts -- Giving the others their turn.
*/

import { Leaf } from './leaf.js'
import { ready, SUSPEND } from './marks.js'
import { enqueue } from './scheduler.js'
import type { Move, Op } from './types.js'

class YieldNow extends Leaf<void> {
    describe(): string {
        return 'yieldNow'
    }

    protected begin(): Move<void> {
        enqueue(this.task!)
        // Shared by all fibers, so it must not remember one.
        this.task = null
        return SUSPEND
    }

    protected again(): Move<void> {
        return ready(undefined)
    }

    protected release(): void {}
}

const shared = new YieldNow()

/** Goes to the end of the ready queue: every fiber that is ready now runs first. Always suspends. */
export function yieldNow(): Op<void> {
    return shared
}
