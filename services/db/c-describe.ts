/*
    c-describe.ts -- Names, identifiers, triggers and texts under C names. Source: spec db.md §9, §12.
*/

import { rPrintf, sfmt } from '../../fiber/c.js'
import { isNull, type Nullable, type Pointer } from '../../fiber/compat/index.js'
import { RList } from '../../fiber/index.js'
import { uid, ulid } from '../crypt/index.js'
import { jsonSet } from '../json/c.js'
import { JSON_HUMAN, Json } from '../json/index.js'
import { attempt, type CParams, nameOf } from './c-arguments.js'
import { Db } from './db.js'
import { DbItem } from './item.js'
import type { DbModel } from './model.js'
import type { DbCallbackProc } from './params.js'

/**
 * Message of the last failure; NULL after a call that did not fail.
 *
 * Source: spec db.md §12
 */
export function dbGetError(db: Pointer<Db>): Nullable<string> {
    return db instanceof Db ? db.error : null
}

/**
 * Name of the field with the model; NULL without a database.
 *
 * Source: spec db.md §12
 */
export function dbType(db: Pointer<Db>): Nullable<string> {
    return db instanceof Db ? db.type : null
}

/**
 * Name of the sort key; NULL without a database.
 *
 * Source: spec db.md §12
 */
export function dbGetSortKey(db: Pointer<Db>): Nullable<string> {
    return db instanceof Db ? db.names.sort : null
}

/**
 * A model; NULL if there is none of this name.
 *
 * Source: spec db.md §12
 */
export function dbGetModel(db: Pointer<Db>, name: Pointer<string>): Nullable<DbModel> {
    return db instanceof Db ? (db.models.get(nameOf(name) ?? '') ?? null) : null
}

/**
 * The model of an item; NULL if the schema does not have it.
 *
 * Source: spec db.md §12
 */
export function dbGetItemModel(db: Pointer<Db>, item: Pointer<DbItem>): Nullable<DbModel> {
    return db instanceof Db && item instanceof DbItem ? db.modelOf(item) : null
}

/**
 * A ULID of a time in milliseconds since 1970; NULL for a time that none can have.
 *
 * Source: spec db.md §12
 */
export function dbGetULID(when: number): Nullable<string> {
    return when >= 0 && when < 2 ** 48 ? ulid(when) : null
}

/**
 * Random characters; NULL for less than one.
 *
 * Source: spec db.md §12
 */
export function dbGetUID(size: number): Nullable<string> {
    return size >= 1 ? uid(Math.trunc(Math.min(size, 2 ** 20))) : null
}

/**
 * Makes a property part of each request; NULL takes it back.
 *
 * Source: spec db.md §6.12
 */
export function dbAddContext(db: Pointer<Db>, name: Pointer<string>, value: Pointer<string>): void {
    attempt(db, db => db.addContext(String(name || ''), isNull(value) ? null : value), undefined)
}

/**
 * Calls a function for events of one model, or of all for NULL. It must not wait.
 *
 * Source: spec db.md §9
 */
export function dbAddCallback<A>(
    db: Pointer<Db>,
    proc: DbCallbackProc<A>,
    model: Pointer<string>,
    arg: A,
    events: number,
): void {
    attempt(db, db => db.on(events, proc, nameOf(model), arg), undefined)
}

/**
 * The old name of `dbAddCallback`.
 *
 * Source: spec db.md §9
 */
export const dbSetCallback: typeof dbAddCallback = dbAddCallback

/**
 * Removes the first callback with this function, model and argument.
 *
 * Source: spec db.md §9
 */
export function dbRemoveCallback<A>(db: Pointer<Db>, proc: DbCallbackProc<A>, model: Pointer<string>, arg: A): void {
    attempt(db, db => db.off(proc, nameOf(model), arg), undefined)
}

/**
 * The properties of an item as a tree, which is locked.
 *
 * Source: spec db.md §12
 */
export function dbJson(item: Pointer<DbItem>): Nullable<Json> {
    return item instanceof DbItem ? item.json : null
}

/**
 * An item as text: 0 for JSON5 on one line, `JSON_JSON`, `JSON_HUMAN`. NULL for no item.
 *
 * Source: spec db.md §12
 */
export function dbString(item: Pointer<DbItem>, flags = 0): Nullable<string> {
    return item instanceof DbItem ? item.toString(flags) : null
}

/**
 * A list as text, `[item,item]`; NULL for NULL.
 *
 * Source: spec db.md §12
 */
export function dbListToString(list: Pointer<RList<DbItem>>): Nullable<string> {
    return list instanceof RList ? `[${Array.from(list, item => item.toString()).join(',')}]` : null
}

/**
 * Properties of pairs of name and value. A pair with a NULL value is skipped, a NULL name ends the list. The text of a value tells its type.
 *
 * Source: spec db.md §12.1
 */
export function dbPropsToJson(props: readonly unknown[]): Json {
    const json = Json.fromObject({})
    for (let i = 0; i + 1 < props.length; i += 2) {
        const name = props[i]
        const value = props[i + 1]
        if (name === null || name === undefined) {
            break
        }
        if (value !== null && value !== undefined) {
            jsonSet(json, 0, String(name), String(value), 0)
        }
    }
    return json
}

/**
 * Formats as printf, and parses the text. NULL if it cannot be parsed. Values that may have quotes are better given as a plain object.
 *
 * Source: spec db.md §12.1
 */
export function dbStringToJson(fmt: Pointer<string>, ...args: unknown[]): Nullable<Json> {
    try {
        return Json.parse(sfmt(fmt, ...args))
    } catch {
        return null
    }
}

/**
 * Properties of pairs of name and value.
 *
 * Source: spec db.md §12.1
 */
export function DB_PROPS(...pairs: unknown[]): Json {
    return dbPropsToJson(pairs)
}

/**
 * Properties of a printf format.
 *
 * Source: spec db.md §12.1
 */
export function DB_JSON(fmt: Pointer<string>, ...args: unknown[]): Nullable<Json> {
    return dbStringToJson(fmt, ...args)
}

/**
 * The parameters of a request: what it is given.
 *
 * Source: spec db.md §12.1
 */
export function DB_PARAMS(params: CParams = {}): CParams {
    return params
}

/**
 * Prints all items.
 *
 * Source: spec db.md §12
 */
export function dbPrint(db: Pointer<Db>): void {
    for (const item of db instanceof Db ? [...(db as Iterable<DbItem>)] : []) {
        dbPrintItem(item)
    }
}

/**
 * Prints an item and an empty line.
 *
 * Source: spec db.md §12
 */
export function dbPrintItem(item: Pointer<DbItem>): void {
    if (item instanceof DbItem) {
        rPrintf('%s: %s\n\n', item.key, human(item.json))
    } else {
        rPrintf('Item not defined\n')
    }
}

/**
 * Prints the items of a list, indented.
 *
 * Source: spec db.md §12
 */
export function dbPrintList(list: Pointer<RList<DbItem>>): void {
    for (const item of list instanceof RList ? list : []) {
        rPrintf('    %s: %s\n\n', item.key, human(item.json))
    }
}

/**
 * Prints properties.
 *
 * Source: spec db.md §12
 */
export function dbPrintProperties(json: Pointer<Json>): void {
    rPrintf('Properties %s\n', json instanceof Json ? human(json) : 'null')
}

/**
 * Prints all items in the order of the index, as `dbPrint`: an index of blocks has no other shape to show.
 *
 * Source: spec db.md §12
 */
export function dbPrintTree(db: Pointer<Db>): void {
    dbPrint(db)
}

function human(json: Json): string {
    return json.toString(JSON_HUMAN).trimEnd()
}
