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

/** What a file of items says, which is JSON5: `{Model: [{...}, ...]}`. Throws `DB_CANNOT_READ`. */
export function readDataFile(path: string): unknown {
    try {
        return parse(readFileSync(path, 'utf8'), { path, size: SIZE })
    } catch (cause) {
        throw new DbError('DB_CANNOT_READ', `Cannot load ${path}: ${(cause as Error).message}`, { cause })
    }
}

/** The items of such a value, each with the name of its model. Throws `DB_CANNOT_LOAD`. */
export function* dataItems(value: unknown): Generator<[model: string, item: Readonly<Record<string, unknown>>], void> {
    if (!isObject(value)) {
        throw new DbError('DB_CANNOT_LOAD', `Cannot load items: ${shown(value)}, wanted {Model: [{...}, ...]}`)
    }
    for (const [model, items] of Object.entries(value)) {
        if (!Array.isArray(items) && !isObject(items)) {
            throw new DbError('DB_CANNOT_LOAD', `Cannot load items of ${model}: ${shown(items)}, wanted a list`)
        }
        for (const item of Object.values<unknown>(items)) {
            if (!isObject(item)) {
                throw new DbError('DB_CANNOT_LOAD', `Cannot create item for ${shown(item)}. It is no object`)
            }
            yield [model, item]
        }
    }
}

/** Makes the items of such a value that are not there. Throws `DB_CANNOT_LOAD`; what was made before stays. */
export function loadItems(db: Db, value: unknown, params: DbParams = {}): void {
    for (const [model, item] of dataItems(value)) {
        try {
            if (db.findOne(model, item, { lenient: true }) === null) {
                db.create(model, item, params)
            }
        } catch (cause) {
            if (!(cause instanceof DbError)) {
                throw cause
            }
            throw new DbError('DB_CANNOT_LOAD', `Cannot create item for ${shown(item)}. ${cause.message}`, { cause })
        }
    }
}

function shown(value: unknown): string {
    return stringify(value, { format: 'relaxed', layout: 'line' }).slice(0, 1000)
}
