/*
    candidate.ts -- What each candidate of bench:fiber can be asked to do.

    All do the same work by the means that their own documentation recommends for it. Where several ways are idiomatic, the
    fastest is taken. `n` is the number of units that are timed; set-up (64 fibers, a parent) is part of the time but vanishes
    in it. Every method returns when the work is done.

    "Wait" always means: the fiber suspends, another party (waits.ts) calls it back from an event of Node's loop, it goes on.
    A candidate that only gives way to itself (`await undefined`) would measure its queue, not waiting.
*/

export interface Candidate {
    /** The name in tables. */
    readonly name: string

    /** One fiber: n calls of a fiber function that adds one to its argument and does not wait. */
    nested(n: number): Promise<void>

    /** 64 fibers, each `depth` calls deep in a loop of waits at the bottom: n waits in all. Calls are not repeated, only waits. */
    wait(n: number, depth: number): Promise<void>

    /** 64 fibers: n times in all, four calls down, one wait at the bottom, each level adds one to the result and returns. */
    chain(n: number): Promise<void>

    /** 64 fibers that give way to the next one in the ready queue, n times in all; nobody outside takes part. */
    turn(n: number): Promise<void>

    /** One fiber: n child fibers that end at once, in batches of 100 whose handles are kept; the last of a batch is joined. */
    spawn(n: number): Promise<void>

    /** As `spawn`, but each child waits once. */
    spawnWait(n: number): Promise<void>

    /** Two fibers: n times in all, wakes the other one and waits until that one wakes it. */
    handOver(n: number): Promise<void>

    /** One fiber: n leaf operations (such as a read from a buffer) whose result is there already. */
    ready(n: number): Promise<void>

    /** Starts n fibers that wait in `waits.hold`, each by itself, `depth` calls deep, and call `waits.ended` at their end. */
    hold(n: number, depth: number): void
}

/** Fibers that take turns in `wait`, `chain` and `turn`. */
export const CONCURRENT = 64

/** Child fibers between two joins in `spawn` and `spawnWait`. */
export const BATCH = 100
