/*
    rows.ts -- The rows of bench:fiber and the figures they are held against.

    `chosen` is what a bare prototype of native `yield*` with operation objects took when the design was made (Node 20.20, two
    shared cores). The runtime may take 25 % more than that, with all its features on. Machines differ by more than that, so the
    runtime is held against the same prototype in the same run, and `chosen` stands beside it for orientation.
*/

import type { Candidate } from './candidate.js'

/** Of the bare prototype: what the runtime may take with its features on. */
export const ALLOWANCE = 1.25

interface RowBase {
    readonly id: string
    readonly title: string
    /** Nanoseconds or bytes of the bare prototype on the machine of the design; null: not measured there. */
    readonly chosen: number | null
}

/** A row in nanoseconds a unit. */
export interface TimeRow extends RowBase {
    readonly kind: 'time'
    run(candidate: Candidate, n: number): Promise<void>
}

/** A row in bytes of heap a waiting fiber. */
export interface MemoryRow extends RowBase {
    readonly kind: 'memory'
    readonly depth: number
}

export type Row = TimeRow | MemoryRow

function wait(depth: number, chosen: number): TimeRow {
    return {
        kind: 'time',
        id: `wait-${depth}`,
        title: `wait + resume at depth ${depth}`,
        chosen,
        run: (candidate, n) => candidate.wait(n, depth),
    }
}

export const rows: readonly Row[] = [
    { kind: 'time', id: 'nested', title: 'nested call that does not wait', chosen: 22, run: (c, n) => c.nested(n) },
    wait(1, 43),
    wait(4, 75),
    wait(8, 121),
    wait(32, 475),
    { kind: 'time', id: 'chain', title: '4 calls down, one wait, return', chosen: 169, run: (c, n) => c.chain(n) },
    { kind: 'time', id: 'turn', title: 'give way to 63 others', chosen: null, run: (c, n) => c.turn(n) },
    { kind: 'time', id: 'spawn', title: 'spawn + finish', chosen: 50, run: (c, n) => c.spawn(n) },
    { kind: 'time', id: 'spawn-wait', title: 'spawn + wait once + finish', chosen: 123, run: (c, n) => c.spawnWait(n) },
    { kind: 'time', id: 'hand-over', title: 'hand-over between two fibers', chosen: 30, run: (c, n) => c.handOver(n) },
    { kind: 'time', id: 'ready', title: 'leaf operation that is ready', chosen: 8.8, run: (c, n) => c.ready(n) },
    { kind: 'memory', id: 'heap-1', title: 'heap bytes per waiting fiber, depth 1', chosen: 256, depth: 1 },
    { kind: 'memory', id: 'heap-4', title: 'heap bytes per waiting fiber, depth 4', chosen: 784, depth: 4 },
]
