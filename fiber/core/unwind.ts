/*
    unwind.ts -- Cancels a chain of generators, also when `finally` blocks wait.

    Cancelling is `generator.return()`: it travels down the chain of `yield*` to the operation at the bottom, which
    unregisters, and then the `finally` blocks run from inside out. `catch` blocks do not see it, and it is ten times cheaper
    than a throw. But JavaScript forgets it in two cases. When a `finally` block waits:

        outer -> inner -> sleep        inner's finally does `yield* flush()`
        outer.return()                 -> inner.return() -> sleep.return(); inner now waits in its finally: done is false
        outer.next(RESUME)             -> inner's finally ends, inner is done: for outer's `yield*` this is an ordinary
                                          result, and outer would go on *after* it, as if nothing had been cancelled

    So what waits is driven directly from then on, and when it is done its caller gets a `return()` of its own:

        inner.next(RESUME) ... done    then outer.return(): its delegate is over, so its own finally blocks run, and so on

    And when a `finally` block throws: an outer `catch`, meant for the failures of work, would take the error, and the fiber would
    live on. (`retry` would start the work again, in a fiber that nobody can cancel a second time.) So such an error is
    kept aside: its caller gets the `return()` all the same, and the error is thrown from the end of the whole unwinding.

    For both, the chain must be known. JavaScript does not tell it, but `yield*` looks up `return` anew at each cancel: during
    the way down (and only then: no user code runs meanwhile) the generator prototype has a `return` that notes on what it is
    called. Operations at the bottom call `endDescent`; operations that drive others (deadline, scope, shield) also take part
    as frames, through `endDescent`'s result.
*/

import { refuseBareYield } from './bare-yield.js'
import { giveUp } from './give-up.js'
import { PROBE, ready, SUSPEND } from './marks.js'
import { reportFailure } from './report.js'
import { current } from './scheduler.js'
import type { Task } from './task.js'
import type { Move, Step } from './types.js'

interface GeneratorPrototype {
    return(this: Step, value?: unknown): Move<unknown>
}

const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as GeneratorPrototype
const nativeReturn = generatorPrototype.return

/** What an operation that drives others may say of itself when a cancel reaches it. */
export interface Descent {
    /** It is not over yet: `next` is to be called on it until it is. */
    push(frame: Step): void
    /** It is over, and its clean-up failed. It answers as if nothing had happened: the error is thrown in the end. */
    fail(error: unknown): void
}

/** The cancel that is on its way down; null when there is none. */
let descent: Unwinding | null = null

function notedReturn(this: Step, value?: unknown): Move<unknown> {
    return descent === null ? nativeReturn.call(this, value) : descent.enter(this)
}

/**
 * The way down has reached an operation: each operation's `return` calls this first. Null: it is not unwound as a part of a
 * fiber, and may throw.
 */
export function endDescent(): Descent | null {
    const present = descent
    if (present !== null) {
        descent = null
        generatorPrototype.return = nativeReturn
    }
    return present
}

/**
 * Begins to cancel a started chain. Returns null if it is over; otherwise a step that stands in for the chain from now on
 * and is done when all `finally` blocks are. Both throw the first error that a `finally` block threw, when all have run.
 */
export function unwind(strand: Step): Step | null {
    const unwinding = new Unwinding()
    descent = unwinding
    generatorPrototype.return = notedReturn
    let move: Move<unknown>
    try {
        move = strand.return()
    } finally {
        endDescent()
    }
    if (!move.done) {
        return unwinding
    }
    unwinding.end()
    return null
}

/** A cancelled chain, or what is left of it. */
class Unwinding implements Step, Descent {
    /** Outermost first. On the way down: those entered; later: those not over, of which the last one waits. */
    private readonly frames: Step[] = []
    private hasFailed = false
    private failure: unknown = undefined

    /** On the way down: has a frame return, after what it calls. */
    enter(frame: Step): Move<unknown> {
        const depth = this.frames.push(frame)
        const move = this.attempt(frame, nativeReturn)
        if (move.done) {
            this.frames.length = depth - 1
        }
        return move
    }

    push(frame: Step): void {
        this.frames.push(frame)
    }

    fail(error: unknown): void {
        if (!this.hasFailed) {
            this.hasFailed = true
            this.failure = error
        } else if (error !== this.failure) {
            reportFailure({ error, task: current()!, kind: 'suppressed' })
        }
    }

    /** All is over. */
    end(): Move<unknown> {
        if (this.hasFailed) {
            throw this.failure
        }
        return ready(undefined)
    }

    next(move?: unknown): Move<unknown> {
        if (move === PROBE) {
            return this.frames[0]!.next(PROBE)
        }
        const frame = this.frames.at(-1)!
        return this.ascend(this.attempt(frame, frame.next, move))
    }

    /** The clean-up has taken too long: nothing of it is to wait any more. */
    giveUp(task: Task): void {
        for (let frame = this.frames.pop(); frame !== undefined; frame = this.frames.pop()) {
            giveUp(frame, task)
        }
    }

    /** Another cancel on top of a cancel changes nothing: what remains here is clean-up, which is to run to its end. */
    return(): Move<unknown> {
        return SUSPEND
    }

    /** Only for the debugger's probe: bare yields do not come out of `attempt`. */
    throw(error?: unknown): Move<unknown> {
        if (error === PROBE) {
            return this.frames[0]!.throw(PROBE)
        }
        throw error
    }

    /** Has a frame make a move. An error ends the frame and is kept. */
    private attempt(frame: Step, makeMove: Step['next'], argument?: unknown): Move<unknown> {
        try {
            const move = makeMove.call(frame, argument)
            return move.done || move === SUSPEND ? move : refuseBareYield(frame)
        } catch (error) {
            this.fail(error)
            return ready(undefined)
        }
    }

    /** `move` was the answer of the last frame. When it is over, its callers are cancelled in turn. */
    private ascend(move: Move<unknown>): Move<unknown> {
        const frames = this.frames
        while (move.done) {
            frames.pop()
            const frame = frames.at(-1)
            if (frame === undefined) {
                return this.end()
            }
            move = this.attempt(frame, frame.return)
        }
        return move
    }
}
