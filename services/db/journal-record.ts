/*
    journal-record.ts -- What a change is in the journal, and what a snapshot begins with.
*/

import type { DbCommand } from './params.js'
import type { PlainObject } from './values.js'

/** The change is one for the cloud. */
export const SYNCED = 1

/**
 * The data are only what has changed of the item; the rest of it is in records or snapshots before. The record tells of which change the
 * rest is: where that is lost, the part is of no use.
 */
export const PART = 2

/** A record: an item was stored or removed, or changes were acknowledged. `flags` has `SYNCED` and `PART`. */
export type JournalRecord =
    | [
          command: Exclude<DbCommand, 'remove'>,
          version: number,
          flags: number,
          key: string,
          data: PlainObject,
          rest?: number,
      ]
    | [command: 'remove', version: number, flags: number, key: string, model: string | null]
    | [command: 'acknowledge', version: number, flags: number, key: string]

/** A change that the cloud does not have yet, in a snapshot. */
export type PendingChange = [command: DbCommand, version: number, key: string, model: string | null]

/** What a snapshot begins with. */
export interface SnapshotHead {
    /** Number of the last change in it. */
    readonly version: number
    /** Sequence number of the last frame in it. */
    readonly sequence: number
    /** Version of the schema; null: it has none. */
    readonly schema: string | null
    /** Changes that the cloud does not have yet. */
    readonly pending: readonly PendingChange[]
}

/** An item in a snapshot. `size`: characters of the data as JSON; the files of Ioto C do not tell. */
export type SnapshotItem = [key: string, version: number, data: PlainObject, size?: number]
