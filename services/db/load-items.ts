/*
    load-items.ts -- Items of a JSON5 file into a database. Source: spec db.md §6.11.
*/

import { readFileSync } from 'node:fs'
import { parse, stringify } from '../json/index.js'
import type { Db } from './db.js'
import { DbError } from './errors.js'
import type { DbParams } from './params.js'
import { isObject } from './values.js'

const SIZE = 64 * 1024 * 1024

/** What a data file says. Throws `DB_CANNOT_READ`. */
export function readDataFile(path: string): unknown {
    try {
        return parse(readFileSync(path, 'utf8'), { path, size: SIZE })
    } catch (cause) {
        throw new DbError('DB_CANNOT_READ', `Cannot load ${path}: ${(cause as Error).message}`, { cause })
    }
}

/** Makes the items of `{Model: [{...}, ...]}` that are not there. Throws `DB_CANNOT_LOAD`; what was made before stays. */
export function loadItems(db: Db, value: unknown, params: DbParams = {}): void {
    for (const [model, items] of Object.entries(isObject(value) ? value : {})) {
        for (const item of Array.isArray(items) ? items : isObject(items) ? Object.values(items) : []) {
            try {
                if (db.findOne(model, item, { lenient: true }) === null) {
                    db.create(model, item, params)
                }
            } catch (cause) {
                if (!(cause instanceof DbError)) {
                    throw cause
                }
                const shown = stringify(item, { format: 'relaxed', layout: 'line' }).slice(0, 1000)
                throw new DbError('DB_CANNOT_LOAD', `Cannot create item for ${shown}. ${cause.message}`, { cause })
            }
        }
    }
}
