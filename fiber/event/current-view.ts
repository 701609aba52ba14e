/*
    current-view.ts -- The C fields of the running fiber.
*/

import { current, type FiberView, viewOf } from '../core/index.js'

/** The C fields of the running fiber; null on the main fiber. */
export function currentView(): FiberView | null {
    const fiber = current()
    return fiber === null ? null : viewOf(fiber)
}
