/*
    leaf.ts -- The base of operations that wait for something (as opposed to those that drive other operations).

    A leaf is its own iterator. Classes on hot paths override `next` itself, so that the scheduler's call reaches their code
    without a second virtual call; the others implement `begin` and `again`.
*/

import { answerProbe } from './backtrace.js'
import * as marks from './marks.js'
import { fiberOf } from './scheduler.js'
import type { Task } from './task.js'
import type { Move, Op, Resume, Step, Suspend } from './types.js'
import { endDescent } from './unwind.js'

// Private constants are folded into the code, imported ones are loaded and checked at each use.
const { PROBE, SUSPEND } = marks

/** An operation that waits for one thing. */
export abstract class Leaf<T> implements Op<T>, Step {
    /** The fiber that waits in this operation. */
    task: Task | null = null;

    [Symbol.iterator](): Iterator<Suspend, T, Resume> {
        return this as unknown as Iterator<Suspend, T, Resume>
    }

    /** The moves of the scheduler and of `yield*`: begins, goes on, or answers a probe. */
    next(move?: unknown): Move<T> {
        if (move === undefined) {
            this.task = fiberOf(this)
            return this.begin()
        }
        return move === PROBE ? answerProbe(this) : this.again()
    }

    /** The fiber is cancelled while it waits here. */
    return(): Move<T> {
        endDescent()
        this.release()
        return marks.ready(undefined as T)
    }

    /** Answers the probe of the debugger; throws anything else. */
    throw(error?: unknown): Move<T> {
        if (error === PROBE) {
            return SUSPEND
        }
        this.release()
        throw error
    }

    /** Says what is waited for, for backtraces and dumps. */
    abstract describe(): string

    /** First move: `ready(value)`, or registers with the source and answers `SUSPEND`. */
    protected abstract begin(): Move<T>

    /** A wake: `ready(value)`, a throw, or `SUSPEND` if what is waited for has not happened. */
    protected abstract again(): Move<T>

    /** Unregisters. What was handed to this operation but not taken by its fiber goes back to where it came from. */
    protected abstract release(): void
}
