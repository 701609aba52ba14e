/*
    marks.ts -- The few values that travel between the scheduler and operations, and the shared result objects.

    A fresh `{done, value}` for each operation costs 15 ns, a shared one 9 (measurements.md). Sharing is safe because `yield*`
    reads `value` before any other code runs.
*/

import type { Move } from './types.js'

class Mark {
    constructor(readonly name: string) {}
}

/** Given to `next`: the fiber goes on; look whether what you wait for has happened. */
export const RESUME = new Mark('RESUME')

/** Given to `next` (backtrace) and `throw` (debugger): say where you are, change nothing. */
export const PROBE = new Mark('PROBE')

/** The one result of an operation that suspends. The scheduler knows it by identity. */
export const SUSPEND: Move<never> = Object.freeze({ done: false, value: undefined as never })

const READY: { done: true; value: unknown } = { done: true, value: undefined }

// Values of several kinds make the field general from the beginning: it would otherwise change its representation, and
// deoptimize what depends on it, when the first program does so.
for (const value of [1, 1.5, 'text', {}, undefined]) {
    READY.value = value
}

/** The result of an operation that is over: one shared object, to be returned at once. */
export function ready<T>(value: T): Move<T> {
    READY.value = value
    return READY as Move<T>
}
