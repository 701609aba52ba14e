/*
    block.ts -- Exception blocks: what stands for `setjmp` around code that may fault. Source: spec runtime.md §3.9.
*/

import { type Blocking, type Fiber, fiberAbort } from '../core/index.js'
import { currentView } from './current-view.js'

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
 * Runs `body`. If it throws, sets `fiber.exception`, calls `recover(error)` and gives 1; else gives 0. The end of a fiber by
 * `rAbortFiber` is thrown on.
 */
export function* rFiberBlock(body: () => Blocking<unknown>, recover: (error: unknown) => void): Fiber<number> {
    rStartFiberBlock()
    try {
        yield* body()
        return 0
    } catch (error) {
        if (error === fiberAbort) {
            throw error
        }
        const view = currentView()!
        view.exception = error
        view.block = false
        recover(error)
        return 1
    } finally {
        rEndFiberBlock()
    }
}
