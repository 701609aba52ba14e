/*
    block-scope.ts -- `yield* scope(function* (s) {...})`: a stretch of a fiber that ends after all fibers spawned in it.
*/

import { Driver } from './driver.js'
import { FiberError } from './errors.js'
import { ready, SUSPEND } from './marks.js'
import { batch, current, wake } from './scheduler.js'
import { Scope, type ScopeKeeper } from './scope.js'
import { start } from './spawn.js'
import type { Task } from './task.js'
import type { Blocking, Move, Op, Step } from './types.js'

/** What the body of a scope gets. */
export interface ScopeHandle {
    /** Starts a fiber in this scope; may also be called from other fibers while the scope is open. */
    spawn<A extends unknown[], T>(fn: (...args: A) => Blocking<T>, ...args: A): Task<T>
    /** Cancels all fibers of the scope. The body goes on. */
    cancel(reason?: unknown): void
    /** Fibers that have not ended. */
    readonly count: number
}

class BlockScope<T> extends Driver<T> implements ScopeKeeper, ScopeHandle {
    readonly #body: (scope: ScopeHandle) => Blocking<T>
    #scope: Scope | null = null

    constructor(body: (scope: ScopeHandle) => Blocking<T>) {
        super()
        this.#body = body
    }

    describe(): string {
        return 'scope'
    }

    spawn<A extends unknown[], R>(fn: (...args: A) => Blocking<R>, ...args: A): Task<R> {
        const scope = this.#scope
        if (scope === null || scope.over) {
            throw new FiberError('FIBER_MISUSE', `Cannot spawn ${fn.name}: the scope is not open, wanted an open one`)
        }
        const task = start(scope, fn(...args), fn)
        if (this.inner === null && this.#isEnding()) {
            // The others have been cancelled before it came.
            task.cancel('the scope is ending')
        }
        return task
    }

    cancel(reason: unknown = 'the scope was cancelled'): void {
        batch(() => this.#scope?.cancelChildren(reason))
    }

    get count(): number {
        return this.#scope?.count ?? 0
    }

    scopeFailed(): void {
        wake(this.task!)
    }

    scopeEmpty(): null {
        // While the body runs nobody waits for this, nor does the fiber when it is just cancelling children that had not begun.
        if (this.inner === null && this.task !== current()) {
            wake(this.task!)
        }
        return null
    }

    /** Whether children are not waited for but cancelled. */
    #isEnding(): boolean {
        return this.cancelled || this.#scope!.hasFailed
    }

    protected begin(task: Task): Step {
        this.#scope = new Scope(this, task, task.scope)
        task.scope = this.#scope
        // Without a receiver: the traces of user code would name this class.
        const body = this.#body
        return body(this)[Symbol.iterator]() as unknown as Step
    }

    protected endsEarly(): boolean {
        return this.#scope!.hasFailed
    }

    protected settle(): Move<T> {
        const scope = this.#scope!
        const task = this.task!
        if (this.hasThrown) {
            this.hasThrown = false
            scope.fail(this.value, task)
        }
        if (this.#isEnding()) {
            // Also those that were spawned by finally blocks of the body.
            scope.cancelChildren(scope.hasFailed ? scope.failure : (task.reason ?? 'the scope was given up'))
        }
        if (scope.count > 0) {
            return SUSPEND
        }
        this.over = scope.over = true
        task.scope = scope.outer
        if (scope.hasFailed) {
            throw scope.failure
        }
        return ready(this.value as T)
    }
}

/**
 * Runs `body` in this fiber and gives its result when all fibers that were spawned in it (with `s.spawn`, or with `spawn`
 * while it runs) have ended. The first failure, of the body or of one of them, cancels all others, and is thrown from here
 * when they have ended; failures that come after it are reported to the root handler as suppressed. When the fiber is
 * cancelled the body is unwound first, then the fibers of the scope are, newest first.
 */
export function scope<T>(body: (s: ScopeHandle) => Blocking<T>): Op<T> {
    return new BlockScope(body)
}
