/*
    once.ts -- The base of leaf operations that serve for one wait. (Those of sockets are used again and again.)
*/

import { FiberError } from './errors.js'
import { Leaf } from './leaf.js'
import type { Move } from './types.js'

/** A leaf that refuses to begin a second time, where it would answer with what happened the first time. */
export abstract class Once<T> extends Leaf<T> {
    override next(move?: unknown): Move<T> {
        if (move === undefined && this.task !== null) {
            throw new FiberError(
                'FIBER_MISUSE',
                `Cannot begin ${this.describe()}: it was used before, wanted a new one`,
            )
        }
        return super.next(move)
    }
}
