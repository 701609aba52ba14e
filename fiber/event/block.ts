/*
    block.ts -- Exception blocks: what stands for `setjmp` around code that may fault. Source: spec runtime.md §3.9.
*/

import { report } from '../compat/index.js'
import { current, type Fiber, fiberAbort, textOf } from '../core/index.js'
import { currentView } from './current-view.js'
import { strandOf } from './starter.js'

/** Opens an exception block: sets `fiber.block`. Use it with `try`/`catch`, or use `rFiberBlock`. */
export function rStartFiberBlock(): void {
    const view = currentView()
    if (view !== null) {
        view.block = true
    }
}

/** Ends an exception block: clears `fiber.block`. */
export function rEndFiberBlock(): void {
    const view = currentView()
    if (view !== null) {
        view.block = false
    }
}

/**
 * Runs `body`. If it throws, sets `fiber.exception`, calls `recover(error)` and gives 1; else gives 0. Without `recover` the
 * exception is reported to the log. The end of a fiber by `rAbortFiber` is thrown on.
 */
export function* rFiberBlock(body: () => unknown, recover: ((error: unknown) => unknown) | null = null): Fiber<number> {
    rStartFiberBlock()
    try {
        const strand = strandOf(body())
        if (strand !== null) {
            yield* strand as unknown as Fiber<unknown>
        }
        return 0
    } catch (error) {
        if (error === fiberAbort) {
            throw error
        }
        const view = currentView()
        if (view !== null) {
            view.exception = error
            view.block = false
        }
        if (typeof recover === 'function') {
            const strand = strandOf(recover(error))
            if (strand !== null) {
                yield* strand as unknown as Fiber<unknown>
            }
        } else {
            report('error', 'fiber', `Exception in a block of fiber ${current()?.name}: ${stackOf(error)}`)
        }
        return 1
    } finally {
        rEndFiberBlock()
    }
}

function stackOf(error: unknown): string {
    return error instanceof Error ? (error.stack ?? error.message) : textOf(error)
}
