/*
    scope.ts -- Scope: the fibers that end before something else does.

    Each fiber belongs to one scope. A scope belongs to a fiber (its children; made when it spawns for the first time), to a
    stretch of a fiber (`yield* scope(...)`), or is the root. The first failure of a child cancels the other children and
    whatever encloses them, and is thrown from there. Children are cancelled in the reverse order of their spawning.
*/

import { reportFailure } from './report.js'
import type { Task } from './task.js'
import { FAILED, HEARD } from './flags.js'

/** Who owns a scope and is told of what happens in it. */
export interface ScopeKeeper {
    /** The first failure has come in; the children have been asked to cancel. */
    scopeFailed(failure: unknown): void
    /** The last child has ended. Returns the fiber that ends with it, if it was just waiting for that. */
    scopeEmpty(): Task | null
}

/** The keeper of scopes without an owner. */
export const nobody: ScopeKeeper = { scopeFailed() {}, scopeEmpty: () => null }

/** A set of fibers with a common end. */
export class Scope {
    /** Newest child; children are linked by `Task.older` and `Task.newer`. */
    newest: Task | null = null
    /** Children that have not ended. */
    count = 0
    /** A child, or the owner's body, has failed with `failure`. */
    hasFailed = false
    /** What it belongs to has ended. */
    over = false
    failure: unknown = undefined
    readonly keeper: ScopeKeeper
    /** The fiber in which the scope is open; null for the root. */
    readonly owner: Task | null
    /** The owner's scope around this one. */
    readonly outer: Scope | null

    constructor(keeper: ScopeKeeper, owner: Task | null, outer: Scope | null) {
        this.keeper = keeper
        this.owner = owner
        this.outer = outer
    }

    /** Links a new child. */
    adopt(task: Task): void {
        const last = this.newest
        task.older = last
        if (last !== null) {
            last.newer = task
        }
        this.newest = task
        this.count++
    }

    /** A child has ended. Returns the fiber that ends with it. */
    childEnded(task: Task): Task | null {
        const { older, newer } = task
        if (older !== null) {
            older.newer = newer
        }
        if (newer !== null) {
            newer.older = older
        } else {
            this.newest = older
        }
        task.older = task.newer = null
        this.count--
        // Joiners take the failure, or say that they did not (`unheard`).
        if ((task.flags & (FAILED | HEARD)) === FAILED && task.joiners === null) {
            task.flags |= HEARD
            this.childFailed(task)
        }
        return this.count === 0 ? this.keeper.scopeEmpty() : null
    }

    /** A child failed some time ago, and those who were to be told were cancelled before they could be. */
    unheard(task: Task): void {
        task.flags |= HEARD
        if (this.over) {
            reportFailure({ error: task.outcome, task, kind: 'uncaught' })
        } else {
            this.childFailed(task)
        }
    }

    /** Notes a failure. Returns false if there is one already: then this one has been reported instead. */
    fail(error: unknown, task: Task): boolean {
        if (this.hasFailed) {
            if (error !== this.failure) {
                reportFailure({ error, task, kind: 'suppressed' })
            }
            return false
        }
        this.hasFailed = true
        this.failure = error
        this.cancelChildren(error)
        return true
    }

    /** Asks all children to cancel, newest first, together with the children of those whose own body is over. */
    cancelChildren(reason: unknown): void {
        // Where to go on when the children of a child are done. Not by recursion: they may be nested deeper than calls can be.
        const rest: Task[] = []
        for (let task = this.newest; task !== null; ) {
            // A child that has not started ends at once and leaves the list.
            const next = task.older
            const inner: Task | null = task.askToCancel(reason)?.newest ?? null
            if (inner !== null && next !== null) {
                rest.push(next)
            }
            task = inner ?? next ?? rest.pop() ?? null
        }
    }

    /** The children that have not ended, oldest first. */
    children(): Task[] {
        const list: Task[] = []
        for (let task = this.newest; task !== null; task = task.older) {
            list.push(task)
        }
        return list.reverse()
    }

    protected childFailed(task: Task): void {
        if (this.fail(task.outcome, task)) {
            this.keeper.scopeFailed(task.outcome)
        }
    }
}

/** The scope of fibers without a parent. A failure in it concerns nobody else: it goes to the root handler. */
class RootScope extends Scope {
    protected override childFailed(task: Task): void {
        reportFailure({ error: task.outcome, task, kind: 'uncaught' })
    }
}

/** Where fibers without a parent belong. */
export const rootScope: Scope = new RootScope(nobody, null, null)
