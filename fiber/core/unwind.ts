/*
    unwind.ts -- Cancels a chain of generators, also when `finally` blocks wait.

    Cancelling is `generator.return()`: it travels down the chain of `yield*` to the operation at the bottom, which
    unregisters, and then the `finally` blocks run from inside out. `catch` blocks do not see it, and it is ten times cheaper
    than a throw. But JavaScript forgets it when a `finally` block waits:

        outer -> inner -> sleep        inner's finally does `yield* flush()`
        outer.return()                 -> inner.return() -> sleep.return(); inner now waits in its finally: done is false
        outer.next(RESUME)             -> inner's finally ends, inner is done: for outer's `yield*` this is an ordinary
                                          result, and outer would go on *after* it, as if nothing had been cancelled

    So what waits is driven directly from then on, and when it is done its caller gets a `return()` of its own:

        inner.next(RESUME) ... done    then outer.return(): its delegate is over, so its own finally blocks run, and so on

    For that the chain must be known. JavaScript does not tell it, but `yield*` looks up `return` anew at each cancel: during
    the way down (and only then: no user code runs meanwhile) the generator prototype has a `return` that notes on what it is
    called. Operations at the bottom call `endDescent`; operations that drive others (deadline, scope, shield) also take part
    as frames, through `endDescent`'s result.
*/

import { PROBE, ready, SUSPEND } from './marks.js'
import type { Move, Step } from './types.js'

interface GeneratorPrototype {
    return(this: Step, value?: unknown): Move<unknown>
}

const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as GeneratorPrototype
const nativeReturn = generatorPrototype.return

/** Where the present way down notes its frames; null when there is none. */
let recorder: Step[] | null = null

function notedReturn(this: Step, value?: unknown): Move<unknown> {
    const frames = recorder
    if (frames === null) {
        return nativeReturn.call(this, value)
    }
    frames.push(this)
    const depth = frames.length
    try {
        const move = nativeReturn.call(this, value)
        if (move.done) {
            frames.length = depth - 1
        }
        return move
    } catch (error) {
        frames.length = depth - 1
        throw error
    }
}

/**
 * The way down has reached an operation: each operation's `return` calls this first. A driving operation that cannot finish
 * at once adds itself to the result.
 */
export function endDescent(): Step[] | null {
    const frames = recorder
    if (frames !== null) {
        recorder = null
        generatorPrototype.return = nativeReturn
    }
    return frames
}

/**
 * Begins to cancel a started chain. Returns null if it is over; otherwise a step that stands in for the chain from now on
 * and is done when all `finally` blocks are. Throws what a `finally` block throws.
 */
export function unwind(strand: Step): Step | null {
    const frames: Step[] = []
    recorder = frames
    generatorPrototype.return = notedReturn
    let move: Move<unknown>
    try {
        move = strand.return()
    } finally {
        endDescent()
    }
    return move.done ? null : new Unwinding(frames)
}

/** The rest of a cancelled chain: `frames`, outermost first, of which the last one waits in a `finally` block. */
class Unwinding implements Step {
    readonly #frames: Step[]

    constructor(frames: Step[]) {
        this.#frames = frames
    }

    next(move?: unknown): Move<unknown> {
        const frames = this.#frames
        if (move === PROBE) {
            return frames[0]!.next(PROBE)
        }
        let result: Move<unknown>
        try {
            result = frames.at(-1)!.next(move)
        } catch (error) {
            frames.pop()
            return this.#raise(error)
        }
        if (!result.done) {
            return result
        }
        frames.pop()
        return this.#ascend()
    }

    /** Another cancel on top of a cancel changes nothing: what remains here is clean-up, which is to run to its end. */
    return(): Move<unknown> {
        endDescent()?.push(this)
        return SUSPEND
    }

    throw(error?: unknown): Move<unknown> {
        if (error === PROBE) {
            return this.#frames[0]!.throw(PROBE)
        }
        throw error
    }

    /** What the last frame called is over; it and its callers are cancelled in turn. */
    #ascend(): Move<unknown> {
        const frames = this.#frames
        while (frames.length > 0) {
            let move: Move<unknown>
            try {
                move = frames.at(-1)!.return()
            } catch (error) {
                frames.pop()
                return this.#raise(error)
            }
            if (!move.done) {
                return SUSPEND
            }
            frames.pop()
        }
        return ready(undefined)
    }

    /** Clean-up failed: the error goes on from frame to frame as it would have without waiting. */
    #raise(error: unknown): Move<unknown> {
        const frames = this.#frames
        while (frames.length > 0) {
            let move: Move<unknown>
            try {
                move = frames.at(-1)!.throw(error)
            } catch (next) {
                error = next
                frames.pop()
                continue
            }
            if (!move.done) {
                return SUSPEND
            }
            // The frame caught it and ended. The cancel goes on with its caller.
            frames.pop()
            return this.#ascend()
        }
        throw error
    }
}
