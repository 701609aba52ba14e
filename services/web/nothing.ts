/*
    nothing.ts -- The operation that waits for nothing.
*/

import { type Op, type Resume, ready, type Suspend } from '../../fiber/index.js'

class Nothing implements Op<void> {
    [Symbol.iterator](): Iterator<Suspend, void, Resume> {
        return this as unknown as Iterator<Suspend, void, Resume>
    }

    next() {
        return ready(undefined)
    }

    return() {
        return ready(undefined)
    }

    throw(error: unknown): never {
        throw error
    }
}

/** Is over when it begins. One object serves all, for it has no state. */
export const nothing: Op<void> = new Nothing()
