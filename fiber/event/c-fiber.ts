/*
    c-fiber.ts -- Fibers of C code: spawn, start, yield, resume, abort. Source: spec runtime.md §3.

    In C each resume is an event of its own, and the event loop, on the main fiber, steps the fiber for it. Here such an event
    is an entry of the scheduler's ready queue that steps its fiber (`Turn`), so resumes share its order with everything
    else, and several resumes of a fiber arrive one after the other.
*/

import { type Pointer, R_ERR_BAD_ARGS, R_ERR_MEMORY, report } from '../compat/index.js'
import {
    current,
    enqueue,
    FiberError,
    type FiberView,
    fiberAbort,
    fiberLimit,
    fireDue,
    Leaf,
    type Move,
    type Op,
    ready,
    rootScope,
    SUSPEND,
    start,
    stepNow,
    Task,
    Turn,
    viewOf,
} from '../core/index.js'
import type { RFiber } from './main-fiber.js'
import { Starter } from './starter.js'

/** A function of any kind: plain, generator, returning an operation, async. */
export type RFiberProc = (data: never) => unknown

/** Whether a caught value is the end of a fiber by `rAbortFiber`, to be thrown on. */
export function isFiberAbort(error: unknown): boolean {
    return error === fiberAbort
}

/** Makes a fiber that belongs to the root and has not been queued; null when the limit of fibers is reached. */
export function makeFiberOf(name: string, body: Starter): Task | null {
    try {
        return start(rootScope, body as unknown as Op<unknown>, name, false)
    } catch (error) {
        if (error instanceof FiberError && error.code === 'FIBER_LIMIT') {
            report('debug', 'fiber', `Exceeded fiber limit ${fiberLimit()}`)
            return null
        }
        throw error
    }
}

/** The same for `fn(...args)`, with the fields that C code may read. */
export function makeFiber(
    name: string,
    fn: (...args: never[]) => unknown,
    data: unknown,
    args: readonly unknown[],
): Task | null {
    const fiber = makeFiberOf(name, new Starter(fn, args))
    if (fiber !== null) {
        const view = viewOf(fiber)
        view.func = fn
        view.data = data
    }
    return fiber
}

/** Steps a fiber with a value, outside fibers. Gives what it handed to `rYieldFiber`. */
export function deliver(fiber: Task, value: unknown): unknown {
    const view = viewOf(fiber)
    view.result = value
    view.out = null
    view.resumed = true
    stepNow(fiber)
    // For a wait that a resume does not end it was spurious.
    view.resumed = false
    return view.out
}

/** The delivery of a value to a fiber. */
class Delivery extends Turn {
    constructor(
        protected override readonly fiber: Task,
        readonly value: unknown,
    ) {
        super()
    }

    protected override come(): void {
        if (!this.fiber.done) {
            deliver(this.fiber, this.value)
        }
    }
}

/** A call of a plain function. */
class MainCall extends Turn {
    protected override readonly fiber = null
    readonly #name: string

    constructor(
        name: string,
        readonly fn: () => void,
    ) {
        super()
        this.#name = name
    }

    override get name(): string {
        return this.#name
    }

    protected override come(): void {
        this.fn()
    }
}

/** Queues a call of a plain function outside fibers. `name` is for reports of slices that take long. */
export function queueOnMain(name: string, fn: () => void): void {
    fireDue()
    new MainCall(name, fn).queue()
}

/** Queues a start or resume of a fiber, with a value. */
export function queueResume(fiber: Task, value: unknown): void {
    if (!fiber.done) {
        fireDue()
        new Delivery(fiber, value).queue()
    }
}

/** A wait that any resume ends: `rYieldFiber`, `rSleep`, `rWaitForIO`. */
export abstract class ResumableWait<T> extends Leaf<T> {
    protected view: FiberView | null = null

    protected begin(): Move<T> {
        const fiber = this.task!
        const view = viewOf(fiber)
        this.view = view
        this.wait(fiber)
        return SUSPEND
    }

    protected again(): Move<T> {
        const view = this.view!
        if (view.resumed) {
            view.resumed = false
            this.release()
            return ready(this.resumed(view.result))
        }
        return this.look()
    }

    /** Registers with what is waited for. */
    protected abstract wait(fiber: Task): void

    /** Woken, but not by a resume. */
    protected abstract look(): Move<T>

    /** The result when a resume with `value` ends the wait. */
    protected abstract resumed(value: unknown): T
}

class YieldFiber extends ResumableWait<unknown> {
    constructor(readonly value: unknown) {
        super()
    }

    describe(): string {
        return 'rYieldFiber'
    }

    protected wait(): void {
        this.view!.out = this.value
    }

    protected look(): Move<unknown> {
        return SUSPEND
    }

    protected resumed(value: unknown): unknown {
        return value
    }

    protected release(): void {}
}

/** Suspends the fiber, handing `value` to whoever resumed it; gives the value of the resume that wakes it. */
export function rYieldFiber(value: unknown = null): Op<unknown> {
    return new YieldFiber(value)
}

/**
 * Resumes a fiber. Outside fibers: at once, and gives what it handed to `rYieldFiber` (null when it ended). In a fiber: queued,
 * and gives `value`. A fiber that has ended is not resumed: gives its latest result.
 */
export function rResumeFiber(fiber: Pointer<RFiber>, value: unknown = null): unknown {
    if (!isTask(fiber)) {
        return null
    }
    const view = viewOf(fiber)
    if (fiber.done) {
        return view.result
    }
    if (current() !== null) {
        queueResume(fiber, value)
        return value
    }
    return deliver(fiber, value)
}

/** Queues a start or resume of a fiber with `value`. */
export function rStartFiber(fiber: Pointer<RFiber>, value: unknown = null): void {
    if (isTask(fiber)) {
        queueResume(fiber, value)
    }
}

/**
 * Starts a fiber that runs `fn(arg)`. 0; `R_ERR_MEMORY` when the limit of fibers is reached, `R_ERR_BAD_ARGS` without a function.
 */
export function rSpawnFiber(name: Pointer<string>, fn: Pointer<RFiberProc>, arg: unknown = null): number {
    if (typeof fn !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const fiber = makeFiber(fiberName(name, fn), fn, arg, [arg])
    if (fiber === null) {
        return R_ERR_MEMORY
    }
    fireDue()
    enqueue(fiber)
    return 0
}

/** Makes a fiber without starting it; null when the limit of fibers is reached, and without a function. */
export function rAllocFiber(name: Pointer<string>, fn: Pointer<RFiberProc>, data: unknown = null): Task | null {
    return typeof fn === 'function' ? makeFiber(fiberName(name, fn), fn, data, [data]) : null
}

/** Drops a fiber that was never started, or has ended; one that waits is cancelled. */
export function rFreeFiber(fiber: Pointer<RFiber>): void {
    if (isTask(fiber)) {
        fiber.cancel('rFreeFiber was called')
    }
}

/** Ends the running fiber at once (its `finally` blocks run). Does nothing on the main fiber. */
export function rAbortFiber(): void {
    if (current() !== null) {
        throw fiberAbort
    }
}

/** Whether a value is a fiber that can be resumed: NULL and the main fiber are none. */
export function isTask(fiber: unknown): fiber is Task {
    return fiber instanceof Task
}

function fiberName(name: unknown, fn: RFiberProc): string {
    return typeof name === 'string' && name !== '' ? name : fn.name || 'fiber'
}
