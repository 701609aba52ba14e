/*
    abort.ts -- How a fiber ends itself from any depth. Source: spec runtime.md §3.5.
*/

/** The class of `fiberAbort`, for `instanceof`. */
export class FiberAbort {
    /** For logs. */
    toString(): string {
        return 'FiberAbort: the fiber ends itself'
    }
}

/** Thrown by a fiber to end itself: no failure, and nobody is told of it. Code that catches everything must throw it on. */
export const fiberAbort = new FiberAbort()
