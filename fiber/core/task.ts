/*
    task.ts -- Task: one running fiber, seen from outside.

    A waiting fiber of depth 1 should take no more than about 300 bytes together with its generator (150) and operation (56),
    so each field here is weighed: what can be found when asked for (what the fiber waits for, its calls, its parent) is not
    stored, what few fibers need is in a record of its own, and what only exists when the fiber is over takes the place of its
    generator. No `#` methods here: V8 would add a field to each instance for them.
*/

import { fiberAbort } from './abort.js'
import { Backtrace, currentBacktrace, probeBacktrace } from './backtrace.js'
import { CANCEL_ASKED, CANCELLED, CLOSING, ENDED, FAILED, FINISHED, QUEUED, STARTED, UNWINDING } from './flags.js'
import { giveUp } from './give-up.js'
import { Join, type Joiner } from './join.js'
import type { LocalNode } from './local.js'
import { PROBE } from './marks.js'
import { nobody, Scope, type ScopeKeeper } from './scope.js'
import { batch, coarseNow, current, wake } from './scheduler.js'
import type { Move, Op, Step } from './types.js'
import { unwind } from './unwind.js'
import type { FiberView } from './view.js'

/** What a fiber is doing. */
export type TaskState = 'ready' | 'running' | 'waiting' | 'sleeping' | 'closing' | 'done'

/** How a fiber ended; null while it has not. */
export type TaskOutcome = 'finished' | 'failed' | 'cancelled' | null

/** A plain record about one fiber. */
export interface TaskStatistics {
    /** Number of the fiber, unique in the process. */
    readonly id: number
    /** Its name, for people. */
    readonly name: string
    /** What it is doing. */
    readonly state: TaskState
    /** What it waits for, such as `sleep` or `channel.receive`; null when it does not wait. */
    readonly waitsFor: string | null
    /** How it ended; null while it has not. */
    readonly outcome: TaskOutcome
    /** Id of the fiber to which it belongs; 0 for the root. */
    readonly parent: number
    /** Fibers that belong to it and have not ended. */
    readonly children: number
    /** Milliseconds (coarse) since it suspended. */
    readonly waiting: number
}

let lastId = 0
const counts = { spawned: 0, failed: 0, cancelled: 0, ended: 0 }

/** The strand of a fiber that is over: its result, its error, or the reason of the cancel. */
class Over implements Step {
    constructor(readonly outcome: unknown) {}

    next(): Move<unknown> {
        return { done: true, value: undefined }
    }

    return(): Move<unknown> {
        return { done: true, value: undefined }
    }

    throw(error?: unknown): Move<unknown> {
        if (error === PROBE) {
            return { done: true, value: undefined }
        }
        throw error
    }
}

/** Most fibers return nothing, and share this. */
const overWithNothing = new Over(undefined)

/** What few fibers have. */
class Extras {
    /** The innermost scope that is open in this fiber. */
    scope: Scope | null = null
    /** Those who wait for the end of this fiber. */
    joiners: Joiner | null = null
    /** Values of fiber-local variables. */
    locals: LocalNode | null = null
    /** The argument of `cancel`. */
    reason: unknown = undefined
    /** What C code sees; it stays when the fiber has ended. */
    view: FiberView | null = null
}

/** A running fiber: what `spawn` returns. */
export class Task<T = unknown> implements ScopeKeeper {
    /** @internal */
    flags = 0
    /** Number of the fiber, unique in the process. */
    readonly id: number = ++lastId
    /** @internal The name, or the function that has it: reading the name of a function is slow. */
    readonly label: string | { readonly name: string }
    /** @internal The chain of generators, or what stands in for it. */
    strand: Step
    /** @internal The scope to which this fiber belongs. */
    readonly home: Scope
    /** @internal Neighbours in the home scope. */
    older: Task | null = null
    /** @internal */
    newer: Task | null = null
    /** @internal */
    extras: Extras | null = null
    /** @internal Coarse time at which it suspended. */
    since = 0

    /** @internal Use `spawn`. */
    constructor(home: Scope, strand: Step, label: string | { readonly name: string }, locals: LocalNode | null) {
        this.label = label
        this.strand = strand
        this.home = home
        if (locals !== null) {
            this.locals = locals
        }
        counts.spawned++
        home.adopt(this as Task)
    }

    /** For people: the name given, or that of the fiber function. */
    get name(): string {
        return nameOf(this.label)
    }

    /** Waits until the fiber has ended and gives its result. Throws its error, or a `CancelledError`. */
    join(): Op<T> {
        return new Join(this)
    }

    /**
     * Asks the fiber to end. What it waits for is given up, its `finally` blocks run from inside out (and may wait), then
     * its children's. It takes effect when the fiber waits next; code under `shield` runs to its end before.
     * A fiber that has ended, or has been cancelled before, is left alone.
     */
    cancel(reason: unknown = 'cancel was called'): void {
        if ((this.flags & (ENDED | CANCEL_ASKED)) === 0) {
            // What goes on at once could change the list of children that is being cancelled.
            batch(() => this.askToCancel(reason)?.cancelChildren(reason))
        }
    }

    /** @internal Returns the scope whose children are to be cancelled with it at once. */
    askToCancel(reason: unknown): Scope | null {
        const flags = this.flags
        if ((flags & (ENDED | CANCEL_ASKED)) !== 0) {
            return null
        }
        this.flags |= CANCEL_ASKED
        if ((flags & CLOSING) !== 0) {
            // The result is given up, a failure is not.
            if ((flags & FAILED) === 0) {
                this.flags = (this.flags & ~FINISHED) | CANCELLED
                this.strand = new Over(reason)
            }
            return this.scope
        }
        this.more().reason = reason
        if ((flags & STARTED) === 0) {
            this.flags |= UNWINDING
            // A generator that has not begun runs nothing when it returns.
            this.strand.return()
            this.bodyOver(CANCELLED, reason)
        } else if (current() !== (this as Task)) {
            wake(this as Task)
        }
        return null
    }

    /** The calls in which the fiber is now, innermost first. A waiting fiber goes on undisturbed. */
    backtrace(): Backtrace {
        if (current() === (this as Task)) {
            return currentBacktrace()
        }
        if ((this.flags & (STARTED | ENDED | CLOSING)) !== STARTED) {
            return new Backtrace([], (this.flags & CLOSING) !== 0 ? 'the end of its children' : null)
        }
        return probeBacktrace(this.strand)
    }

    /** What it is doing. */
    get state(): TaskState {
        return this.stateNow(this.backtrace().waitsFor)
    }

    /** The fiber to which this one belongs; null for the root. */
    get parent(): Task | null {
        return this.home.owner
    }

    /** The fibers that belong to this one and have not ended. */
    get children(): Task[] {
        let list: Task[] = []
        for (let scope = this.scope; scope !== null; scope = scope.outer) {
            list = scope.children().concat(list)
        }
        return list
    }

    /** A plain record of the present state. */
    statistics(): TaskStatistics {
        const { flags } = this
        const { waitsFor } = this.backtrace()
        const ended = (flags & ENDED) !== 0
        return Object.freeze({
            id: this.id,
            name: this.name,
            state: this.stateNow(waitsFor),
            waitsFor,
            outcome: !ended ? null : flags & FAILED ? 'failed' : flags & CANCELLED ? 'cancelled' : 'finished',
            parent: this.parent?.id ?? 0,
            children: this.countChildren(),
            waiting: ended ? 0 : (coarseNow() - this.since) | 0,
        } as const)
    }

    /** C face: the entry function and its argument (spec runtime.md §3.2). */
    get func(): unknown {
        return this.view?.func ?? null
    }

    /** C face: the argument of the entry function. */
    get data(): unknown {
        return this.view?.data ?? null
    }

    /** C face: the value of the latest resume. */
    get result(): unknown {
        return this.view?.result ?? null
    }

    /** C face: in an exception block; what was caught by one (0: nothing), or what ended the fiber. */
    get block(): boolean {
        return this.view?.block ?? false
    }

    /** C face: what an exception block has caught (0: nothing), or what ended the fiber. */
    get exception(): unknown {
        return (this.flags & FAILED) !== 0 ? this.outcome : (this.view?.exception ?? 0)
    }

    /** C face: nothing, since fibers are not kept for reuse (spec runtime.md §3.7). */
    get pooled(): boolean {
        return false
    }

    get idleSince(): number {
        return 0
    }

    get next(): Task | null {
        return null
    }

    /** C face: the fiber has ended. */
    get done(): boolean {
        return (this.flags & ENDED) !== 0
    }

    /** @internal The result, the error, or the reason of the cancel of a fiber that is over. */
    get outcome(): unknown {
        return (this.strand as Over).outcome
    }

    /** @internal The argument of `cancel`. */
    get reason(): unknown {
        return this.extras?.reason
    }

    /** @internal The innermost scope that is open in this fiber; null until it spawns. */
    get scope(): Scope | null {
        return this.extras === null ? null : this.extras.scope
    }

    set scope(scope: Scope | null) {
        this.more().scope = scope
    }

    /** @internal */
    get joiners(): Joiner | null {
        return this.extras === null ? null : this.extras.joiners
    }

    set joiners(joiner: Joiner | null) {
        this.more().joiners = joiner
    }

    /** @internal What C code sees of it; null: nobody has looked. */
    get view(): FiberView | null {
        return this.extras === null ? null : this.extras.view
    }

    set view(view: FiberView | null) {
        this.more().view = view
    }

    /** @internal Values of fiber-local variables, inherited from the spawning fiber. */
    get locals(): LocalNode | null {
        return this.extras === null ? null : this.extras.locals
    }

    set locals(list: LocalNode | null) {
        this.more().locals = list
    }

    /** @internal The scope in which `spawn` puts children: the innermost one, made when needed. */
    innerScope(): Scope {
        const extras = this.more()
        return (extras.scope ??= new Scope(this, this as Task, null))
    }

    /** @internal The body returned, or has been unwound. */
    finished(value: unknown): void {
        if (this.extras === null) {
            // The short way: nobody waits for it, it has no children, nobody cancelled it.
            this.flags |= FINISHED | ENDED
            this.strand = value === undefined ? overWithNothing : new Over(value)
            counts.ended++
            endWith(this.home.childEnded(this as Task))
        } else if ((this.flags & UNWINDING) !== 0) {
            this.bodyOver(CANCELLED, this.reason)
        } else if ((this.flags & CANCEL_ASKED) !== 0 && this.countChildren() > 0) {
            // Asked for in the last step: the next wait, where it takes effect, is that for the children.
            this.bodyOver(CANCELLED, this.reason)
        } else {
            this.bodyOver(FINISHED, value)
        }
    }

    /** @internal The body threw. */
    failed(error: unknown): void {
        if (error === fiberAbort) {
            this.bodyOver(CANCELLED, error)
            return
        }
        this.scope?.fail(error, this as Task)
        this.bodyOver(FAILED, error)
    }

    /** @internal Begins to unwind the body. Returns whether it is over; throws what a `finally` block throws. */
    unwind(): boolean {
        this.flags |= UNWINDING
        const rest = unwind(this.strand)
        if (rest !== null) {
            this.strand = rest
        }
        return rest === null
    }

    /** @internal Ends it without waiting for its clean-up. Its children have been abandoned before. */
    abandon(): void {
        if ((this.flags & (ENDED | CLOSING)) === 0) {
            giveUp(this.strand, this as Task)
        }
        if ((this.flags & ENDED) === 0) {
            this.flags |= CANCELLED
            this.strand = new Over(this.reason)
            endWith(this as Task)
        }
    }

    /** @internal */
    scopeFailed(failure: unknown): void {
        if ((this.flags & CLOSING) === 0) {
            this.cancel(failure)
        }
    }

    /** @internal */
    scopeEmpty(): Task | null {
        return (this.flags & CLOSING) !== 0 ? (this as Task) : null
    }

    private stateNow(waitsFor: string | null): TaskState {
        if ((this.flags & ENDED) !== 0) {
            return 'done'
        }
        if (current() === (this as Task)) {
            return 'running'
        }
        if ((this.flags & CLOSING) !== 0) {
            return 'closing'
        }
        if ((this.flags & QUEUED) !== 0) {
            return 'ready'
        }
        return waitsFor === 'sleep' ? 'sleeping' : 'waiting'
    }

    private countChildren(): number {
        let count = 0
        for (let scope = this.scope; scope !== null; scope = scope.outer) {
            count += scope.count
        }
        return count
    }

    private more(): Extras {
        return (this.extras ??= new Extras())
    }

    private bodyOver(how: number, outcome: unknown): void {
        this.flags |= how
        this.strand = outcome === undefined ? overWithNothing : new Over(outcome)
        const scope = this.scope
        if (scope !== null && scope.count > 0) {
            this.flags |= CLOSING
            if (how !== FINISHED) {
                scope.cancelChildren(outcome)
            }
            // The last child ends this fiber, which may have happened by now: children that had not started are gone.
            return
        }
        endWith(this as Task)
    }

    /** @internal Returns the fiber that ends with it, because it was its last child. */
    end(): Task | null {
        const extras = this.extras
        if (extras !== null) {
            const { scope, view } = extras
            this.extras = null
            if (view !== null) {
                this.view = view
            }
            if (scope !== null) {
                scope.over = true
                if (scope.hasFailed) {
                    this.flags = (this.flags & ~(FINISHED | CANCELLED)) | FAILED
                    this.strand = new Over(scope.failure)
                }
            }
        }
        this.flags = (this.flags & ~CLOSING) | ENDED
        counts.ended++
        if ((this.flags & FINISHED) === 0) {
            counts[(this.flags & FAILED) !== 0 ? 'failed' : 'cancelled']++
        }
        if (extras !== null && extras.joiners !== null) {
            this.tellJoiners(extras.joiners)
        }
        return this.home.childEnded(this as Task)
    }

    private tellJoiners(latest: Joiner): void {
        if ((this.flags & FAILED) !== 0) {
            // They are counted on until each has taken the failure: it may be cancelled before.
            this.joiners = latest
        }
        let joiner = latest.following!
        for (let last = false; !last; ) {
            const following = joiner.following!
            last = joiner === latest
            joiner.targetEnded()
            joiner = following
        }
    }

    /** @internal It failed, and those who waited for its end were cancelled before they could take the failure. */
    unheard(): void {
        this.home.unheard(this as Task)
    }
}

/** @internal The name of a fiber, for people. */
export function nameOf(label: string | { readonly name: string }): string {
    return (typeof label === 'string' ? label : label.name) || 'anonymous'
}

/** Ends a fiber, and those that have only been waiting for it. In a loop: they may be nested deeper than calls can be. */
function endWith(task: Task | null): void {
    for (let next = task; next !== null; ) {
        next = next.end()
    }
}

/**
 * V8 forgets the hidden class of objects of which none is left at a garbage collection, and throws away all code that was
 * optimized for it. A program that has no fiber for a moment would run slowly after it. So one of each kind is always there.
 */
export const kept = [new Task(new Scope(nobody, null, null), overWithNothing, 'kept', null), new Extras()]
lastId = counts.spawned = 0

/** Counters of all fibers since the start of the process. */
export function taskStatistics() {
    return { ...counts, live: counts.spawned - counts.ended }
}
