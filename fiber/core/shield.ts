/*
    shield.ts -- A stretch that is not to be cancelled.
*/

import { Driver } from './driver.js'
import { ready } from './marks.js'
import type { Blocking, Move, Op, Step } from './types.js'

class Shield<T> extends Driver<T> {
    readonly #strand: Blocking<T>

    constructor(strand: Blocking<T>) {
        super()
        this.#strand = strand
    }

    describe(): string {
        return 'shield'
    }

    protected begin(): Step {
        return this.#strand[Symbol.iterator]() as unknown as Step
    }

    protected endsEarly(): boolean {
        return false
    }

    /** The point of a shield: what is inside goes on. The driver stays a frame of the unwinding until it is over. */
    protected override unwindInner(): void {
        this.unwinding = true
    }

    protected settle(): Move<T> {
        this.over = true
        if (this.hasThrown) {
            throw this.value
        }
        return ready(this.value as T)
    }
}

/**
 * Runs `blocking` to its end even when the fiber is cancelled, or a deadline around it passes, meanwhile: that takes effect
 * when the shield is over. Keep shields short and give them a deadline inside, for nothing else ends them.
 */
export function shield<T>(blocking: Blocking<T>): Op<T> {
    return new Shield(blocking)
}
