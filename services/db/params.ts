/*
    params.ts -- What a request may say besides its properties, and what triggers are told. Source: spec db.md §8, §9, §19.
*/

import type { Db } from './db.js'
import type { DbItem } from './item.js'
import type { DbModel } from './model.js'

/** What a request may say besides its properties. */
export interface DbParams {
    /** Writers: make the item if it is missing, replace it if it is there. Default false. */
    readonly upsert?: boolean
    /** `find`: most results, 0 for all. `remove`: 0 removes one item by its whole key; more allow a part of it. Default 0. */
    readonly limit?: number
    /** `find`: only items behind the one with this key. */
    readonly next?: string | null
    /** Whether an item is meant, besides what the properties say. */
    readonly where?: ((item: DbItem) => boolean | number) | null
    /** The index that `find` and `findOne` search and sort by. Default `primary`. */
    readonly index?: string | null
    /** `find`: the last items first. With `next`: those before it. Default false. */
    readonly reverse?: boolean
    /** Writers: the change is not journaled. Default false. */
    readonly mem?: boolean
    /** Writers: milliseconds until the change is journaled; -1 at once, -2 as `mem`. Default 0: as the model says. */
    readonly delay?: number
    /** Writers: the change comes from the cloud. Its times are kept, and it is none for the cloud. Default false. */
    readonly bypass?: boolean
    /** Log the request, and its result. Default false. */
    readonly log?: boolean
    /**
     * As the C face does it: what a model does not declare is dropped from queries, and `unique`, `validate` and secondary indexes have no
     * effect. Default false: a query with such a property fails.
     */
    readonly lenient?: boolean
    /** For a trigger: whatever the caller put there. */
    readonly arg?: unknown
}

/** What was done to an item. */
export type DbCommand = 'create' | 'update' | 'upsert' | 'remove'

/** Is told of changes: `events` are `DB_ON_CHANGE` and `DB_ON_COMMIT`. It must not wait. */
export type DbCallbackProc<A = unknown> = (
    arg: A,
    db: Db,
    model: DbModel,
    item: DbItem,
    params: DbParams | null,
    command: DbCommand,
    events: number,
) => void
