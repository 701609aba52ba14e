/*
    options.ts -- How a database is opened, and what it tells of itself.
*/

import type { Disk } from './disk.js'
import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import type { Durability } from './storage.js'
import type { PlainObject } from './values.js'

/**
 * Makes what an item is in a new version of the schema: its new properties, null to remove it, or several items. It is called for each
 * item of the database, in the order of keys.
 */
export type Migration = (data: PlainObject, item: DbItem) => PlainObject | readonly PlainObject[] | null

/** How a database is opened. */
export interface DbOptions {
    /** Never write: changes apply in memory only. Default false. */
    readonly readOnly?: boolean
    /** Delete the files first. Default false. */
    readonly reset?: boolean
    /** When changes are put on the disk: `turn` (at once, those of a turn together), `never` (with a save or a `flush`), or milliseconds. Default `turn`. */
    readonly durability?: Durability
    /** The same by model. */
    readonly modelDurability?: { readonly [model: string]: Durability }
    /** Milliseconds after which the journal is replaced by a save. Default 60,000. */
    readonly maxJournalAge?: number
    /** Bytes of the journal from which it is replaced by a save. Default 1,048,576. */
    readonly maxJournalSize?: number
    /** Most bytes of a sort key. Default 1023. */
    readonly maxKey?: number
    /** Most bytes of an item as JSON. Default 262,144. */
    readonly maxItem?: number
    /** What to do to the items when the `version` of the schema has grown, by version; the file before is kept as `PATH.VERSION`. */
    readonly migrations?: { readonly [version: string]: Migration }
    /** The disk; another one is for tests. */
    readonly disk?: Disk
}

/** A plain record about a database. */
export interface DbStatistics {
    readonly items: number
    /** Characters of all items as JSON. */
    readonly bytes: number
    /** Bytes of changes since the last save. */
    readonly journalSize: number
    /** Bytes written since the database was opened. */
    readonly written: number
    /** Times that the journal was synced. */
    readonly commits: number
    /** Times that all was saved. */
    readonly saves: number
    /** Why the files cannot be written at present; null: they can. It is tried again. */
    readonly problem: string | null
    /** Number of the last change. */
    readonly version: number
    /** Changes that wait for their delay. */
    readonly delayed: number
    /** Changes that the cloud does not have yet. */
    readonly unsent: number
}

const NAMES: { readonly [name in keyof Required<DbOptions>]: true } = {
    ...{ readOnly: true, reset: true, durability: true, modelDurability: true, maxJournalAge: true },
    ...{ maxJournalSize: true, maxKey: true, maxItem: true, migrations: true, disk: true },
}

/** Checks options that are none of their types' business, and misspelt ones. Throws `DB_BAD_OPTION`. */
export function checkOptions(options: DbOptions, models: ReadonlyMap<string, unknown>): void {
    for (const name of Object.keys(options)) {
        if (!Object.hasOwn(NAMES, name)) {
            throw refused(`option "${name}", wanted one of ${Object.keys(NAMES).join(', ')}`)
        }
    }
    for (const name of ['maxJournalAge', 'maxJournalSize', 'maxKey', 'maxItem'] as const) {
        const value = options[name]
        if (value !== undefined && !isCount(value)) {
            throw refused(`${name} ${value}, wanted a number from 0`)
        }
    }
    const { durability, modelDurability = {} } = options
    for (const value of [durability, ...Object.values(modelDurability)]) {
        if (value !== undefined && value !== 'turn' && value !== 'never' && !isCount(value)) {
            throw refused(`durability ${value}, wanted "turn", "never" or milliseconds`)
        }
    }
    for (const [version, migration] of Object.entries(options.migrations ?? {})) {
        if (typeof migration !== 'function') {
            throw refused(`migration to ${version} ${typeof migration}, wanted a function`)
        }
    }
    for (const name of Object.keys(modelDurability)) {
        if (!models.has(name)) {
            throw refused(`modelDurability of "${name}", wanted names of models`)
        }
    }
}

/** Whether a value is a number of milliseconds or bytes. */
export function isCount(value: unknown): boolean {
    return typeof value === 'number' && value >= 0
}

function refused(what: string): DbError {
    return new DbError('DB_BAD_OPTION', `Cannot open a database: ${what}`)
}
