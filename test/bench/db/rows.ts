/*
    rows.ts -- What bench:db measures: the workload of the figures of Ioto C, 10,000 devices `device#${id}` and 10,000 readings
    `reading#${group}#${id}` of 100 in a group.
*/

import type { Store } from './stores.js'

/** Who is measured. */
export const CANDIDATES = ['ioto', 'sqlite', 'sqlite-wal', 'lmdb', 'nedb'] as const
export type Candidate = (typeof CANDIDATES)[number]

/** Items of each of the two models. */
export const COUNT = 10_000

/** One row of the table. */
export interface Row {
    readonly id: string
    readonly title: string
    /** What ioto-fiber is to reach, in microseconds. */
    readonly target?: number
    /** Starts with an empty store; else with all items. */
    readonly isEmpty?: boolean
    /** Does one unit, of the number `i`. */
    readonly run: (store: Store, i: number) => unknown
}

/** An id that is not that of the neighbour. */
const spread = (i: number): number => (i * 7919) % COUNT

export const rows: readonly Row[] = [
    { id: 'create', title: 'create an item', isEmpty: true, run: (store, i) => store.create(i) },
    { id: 'find', title: 'find an item by its key', target: 1.5, run: (store, i) => store.get(spread(i)) },
    {
        id: 'update',
        title: 'update an item, not waiting for the disk',
        target: 4,
        run: (store, i) => store.update(spread(i), i),
    },
    { id: 'prefix', title: 'find the 100 items of a prefix', target: 20, run: (store, i) => store.group(i % 100, 0) },
    { id: 'limit', title: 'find the first 10 of a prefix', run: (store, i) => store.group(i % 100, 10) },
    { id: 'scan', title: 'find one of 10,000 by a field without an index', run: (store, i) => store.scan(spread(i)) },
]
