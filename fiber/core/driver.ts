/*
    driver.ts -- The base of operations that drive another operation or fiber function inside the same fiber: deadline, scope,
    shield. A driver forwards each move to what is inside, and unwinds it when it is to end early or is cancelled.
*/

import { answerProbe } from './backtrace.js'
import { FiberError } from './errors.js'
import { abandonedTask, giveUp } from './give-up.js'
import { PROBE, ready, SUSPEND } from './marks.js'
import { fiberOf, wakeLater } from './scheduler.js'
import type { Task } from './task.js'
import type { Move, Op, Resume, Step, Suspend } from './types.js'
import { endDescent, unwind } from './unwind.js'

/** Drives `inner`, until that is over; `settle` says what comes then. */
export abstract class Driver<T> implements Op<T>, Step {
    /** The fiber; null before the operation has begun. */
    protected task: Task | null = null
    /** What is driven, or what is left of it while it unwinds; null when it is over. */
    protected inner: Step | null = null
    /** How `inner` ended. */
    protected value: unknown = undefined
    protected hasThrown = false
    /** `inner` has been told to end early. */
    protected unwinding = false
    /** The fiber is being cancelled: everything around this driver is on its way out too. */
    protected cancelled = false
    /** This driver has given its result. */
    protected over = false;

    [Symbol.iterator](): Iterator<Suspend, T, Resume> {
        return this as unknown as Iterator<Suspend, T, Resume>
    }

    next(move?: unknown): Move<T> {
        if (move === PROBE) {
            return this.inner === null ? answerProbe(this) : (this.inner.next(PROBE) as Move<never>)
        }
        if (move === undefined) {
            this.enter()
        } else if (this.inner !== null && !this.unwinding && this.endsEarly()) {
            this.unwindInner()
            return this.inner === null ? this.settle() : SUSPEND
        }
        if (this.inner === null) {
            return this.settle()
        }
        let result: Move<unknown>
        try {
            result = this.inner.next(move)
        } catch (error) {
            this.innerThrew(error)
            return this.settle()
        }
        if (!result.done && move === undefined) {
            this.suspended()
        }
        return this.answered(result)
    }

    return(): Move<T> {
        const descent = endDescent()
        if (this.over || this.task === null) {
            return ready(undefined as T)
        }
        if (abandonedTask() !== null) {
            this.giveUp(this.task)
            return ready(undefined as T)
        }
        this.cancelled = true
        const before = this.inner
        if (before !== null && !this.unwinding) {
            this.unwindInner()
        }
        if (this.inner === null) {
            try {
                if (this.settle().done) {
                    return ready(undefined as T)
                }
            } catch (error) {
                if (descent === null) {
                    throw error
                }
                descent.fail(error)
                return ready(undefined as T)
            }
        }
        if (this.inner === before) {
            // It goes on with its wait, as in a shield: the wake that brought the cancel may have been meant for that.
            wakeLater(this.task)
        }
        descent?.push(this)
        return SUSPEND
    }

    /** Apart from the debugger's probe, what comes is the error that tells of a bare `yield` inside. */
    throw(error?: unknown): Move<T> {
        if (error === PROBE) {
            this.inner?.throw(PROBE)
            return SUSPEND
        }
        if (this.inner === null) {
            throw error
        }
        let result: Move<unknown>
        try {
            result = this.inner.throw(error)
        } catch (thrown) {
            this.innerThrew(thrown)
            return this.settle()
        }
        return this.answered(result)
    }

    /** The fiber is abandoned: what is inside waits no more, not even behind a shield. */
    giveUp(task: Task): void {
        const { inner } = this
        this.cancelled = true
        this.inner = null
        if (inner !== null) {
            giveUp(inner, task)
        }
        if (!this.over) {
            this.settle()
        }
    }

    abstract describe(): string

    /** Gives what is to be driven. */
    protected abstract begin(task: Task): Step

    /** `inner` has suspended for the first time. */
    protected suspended(): void {}

    /** Looked at when the fiber was woken: whether `inner` is to be unwound now. */
    protected abstract endsEarly(): boolean

    /** `inner` is over: gives the result of the driver, throws, or waits for something else with `SUSPEND`. */
    protected abstract settle(): Move<T>

    /** Tells `inner` to end. */
    protected unwindInner(): void {
        this.unwinding = true
        try {
            this.inner = unwind(this.inner!)
        } catch (error) {
            this.innerThrew(error)
        }
    }

    private enter(): void {
        if (this.task !== null) {
            throw new FiberError(
                'FIBER_MISUSE',
                `Cannot begin ${this.describe()}: it was used before, wanted a new one`,
            )
        }
        this.task = fiberOf(this)
        try {
            this.inner = this.begin(this.task)
        } catch (error) {
            this.innerThrew(error)
        }
    }

    private answered(result: Move<unknown>): Move<T> {
        if (!result.done) {
            return result as Move<never>
        }
        this.inner = null
        this.value = result.value
        return this.settle()
    }

    private innerThrew(error: unknown): void {
        this.inner = null
        this.value = error
        this.hasThrown = true
    }
}
