/*
    c-open.ts -- The life of a database under C names. Source: spec db.md §4, §6.11, §11.3.
*/

import { isNull, type Nullable, type Pointer, R_ERR_BAD_ARGS, R_ERR_OK } from '../../fiber/compat/index.js'
import { Logger } from '../../fiber/index.js'
import { Json, type JsonNode } from '../json/index.js'
import { attempt } from './c-arguments.js'
import { DB_OPEN_RESET, DB_READ_ONLY } from './constants.js'
import { Db } from './db.js'
import { DbError } from './errors.js'
import { removeFiles } from './files.js'

const log = new Logger('db')

/**
 * Opens a database. The schema is a file, or a value. Flags: `DB_READ_ONLY`, `DB_OPEN_RESET`.
 *
 * @returns NULL for any error, which is logged
 *
 * Source: spec db.md §4.1
 */
export function dbOpen(path: Pointer<string>, schema: Pointer<string | object>, flags = 0): Nullable<Db> {
    if (isNull(path) || path === '' || isNull(schema) || schema === '') {
        log.error('Cannot open a database: no path or no schema')
        return null
    }
    try {
        const options = { readOnly: (flags & DB_READ_ONLY) !== 0, reset: (flags & DB_OPEN_RESET) !== 0 }
        return Db.open(path, schema as string, options) as Db
    } catch (error) {
        if (!(error instanceof DbError)) {
            throw error
        }
        log.error(error.message)
        return null
    }
}

/**
 * Saves what is to be saved, and ends all. NULL is taken.
 *
 * Source: spec db.md §4.2
 */
export function dbClose(db: Pointer<Db>): void {
    attempt(db, db => db.close(), undefined)
}

/**
 * Deletes the files of a database.
 *
 * Source: spec db.md §4.3
 */
export function dbReset(path: Pointer<string>): void {
    if (typeof path === 'string' && path !== '') {
        removeFiles(path)
    }
}

/**
 * Saves all items; with a file name that is not the database's own, makes a copy.
 *
 * @returns 0, or R_ERR_CANT_WRITE and others
 *
 * Source: spec db.md §11.3
 */
export function dbSave(db: Pointer<Db>, filename?: Pointer<string>): number {
    return codeOf(db, db => db.save(typeof filename === 'string' ? filename : null))
}

/**
 * Loads a JSON5 file `{Model: [{...}, ...]}`; items that are there are skipped.
 *
 * @returns 0, R_ERR_CANT_READ, R_ERR_CANT_COMPLETE
 *
 * Source: spec db.md §6.11
 */
export function dbLoadData(db: Pointer<Db>, path: Pointer<string>): number {
    return codeOf(db, db => db.load(String(path || '')))
}

/**
 * Loads the items below a node of a tree; NULL is its root.
 *
 * Source: spec db.md §6.11
 */
export function dbLoadDataItems(db: Pointer<Db>, json: Pointer<Json>, parent?: Pointer<JsonNode>): number {
    if (!(json instanceof Json)) {
        return R_ERR_BAD_ARGS
    }
    const nid = isNull(parent) ? 0 : json.idOf(parent)
    return codeOf(db, db => db.loadItems(json.toObject(nid)))
}

/**
 * Milliseconds and bytes after which the journal is replaced by a save.
 *
 * Source: spec db.md §10.1
 */
export function dbSetJournalParams(db: Pointer<Db>, delay: number, size: number): void {
    attempt(db, db => db.setJournalParams(delay, size), undefined)
}

/**
 * Does nothing: items are kept in the form that takes the least room.
 *
 * Source: spec db.md §12
 */
export function dbCompact(_db: Pointer<Db>): void {}

function codeOf(db: Pointer<Db>, call: (db: Db) => void): number {
    const failed = attempt(db, call, 'failed')
    return failed === undefined ? R_ERR_OK : db instanceof Db ? db.code : R_ERR_BAD_ARGS
}
