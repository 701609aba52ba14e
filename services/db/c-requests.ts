/*
    c-requests.ts -- Requests under C names. Undeclared properties are dropped. Source: spec db.md §6.
*/

import { type Nullable, type Pointer, R_ERR_BAD_ARGS } from '../../fiber/compat/index.js'
import { RList } from '../../fiber/index.js'
import { attempt, type CParams, type CProps, nameOf, paramsOf, propsOf } from './c-arguments.js'
import { Db } from './db.js'
import type { DbItem } from './item.js'

/**
 * Makes an item.
 *
 * @returns NULL for any error; `dbGetError` tells which
 *
 * Source: spec db.md §6.1
 */
export function dbCreate(
    db: Pointer<Db>,
    model: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return attempt(db, db => db.create(nameOf(model), propsOf(props), paramsOf(params)), null)
}

/**
 * The item with a whole key; NULL if there is none, or it does not match.
 *
 * Source: spec db.md §6.2
 */
export function dbGet(
    db: Pointer<Db>,
    model: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return attempt(db, db => db.get(nameOf(model), propsOf(props), paramsOf(params)), null)
}

/**
 * All items that match, in the order of their keys.
 *
 * @returns NULL for any error; an empty list if none matches
 *
 * Source: spec db.md §6.4
 */
export function dbFind(
    db: Pointer<Db>,
    model: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<RList<DbItem>> {
    const items = attempt(db, db => db.find(nameOf(model), propsOf(props), paramsOf(params)), null)
    if (items === null) {
        return null
    }
    const list = new RList<DbItem>()
    for (const item of items) {
        list.add(item)
    }
    return list
}

/**
 * The first item that matches; NULL if there is none.
 *
 * Source: spec db.md §6.5
 */
export function dbFindOne(
    db: Pointer<Db>,
    model: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return attempt(db, db => db.findOne(nameOf(model), propsOf(props), paramsOf(params)), null)
}

/**
 * Where to go on behind a list; NULL at an empty one.
 *
 * Source: spec db.md §6.4
 */
export function dbNext(_db: Pointer<Db>, list: Pointer<RList<DbItem>>): Nullable<string> {
    let last: DbItem | null = null
    for (const item of list instanceof RList ? list : []) {
        last = item
    }
    return last?.key ?? null
}

/**
 * Changes an item. With `upsert` it is replaced as a whole, or made.
 *
 * @returns NULL for any error; `dbGetError` tells which
 *
 * Source: spec db.md §6.6
 */
export function dbUpdate(
    db: Pointer<Db>,
    model: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return attempt(db, db => db.update(nameOf(model), propsOf(props), paramsOf(params)), null)
}

/**
 * Removes the item with a whole key, or with `limit` at most so many that match.
 *
 * @returns how many, or a negative error
 *
 * Source: spec db.md §6.8
 */
export function dbRemove(db: Pointer<Db>, model: Pointer<string>, props: CProps, params?: Pointer<CParams>): number {
    const count = attempt(db, db => db.remove(nameOf(model), propsOf(props), paramsOf(params)), null)
    return count ?? (db instanceof Db ? db.code : R_ERR_BAD_ARGS)
}

/**
 * Removes all items whose date of expiry has come.
 *
 * @param notify whether these are changes that are journaled and of which triggers are told
 * @returns how many, or a negative error
 *
 * Source: spec db.md §6.10
 */
export function dbRemoveExpired(db: Pointer<Db>, notify: boolean): number {
    const count = attempt(db, db => db.removeExpired(Boolean(notify)), null)
    return count ?? (db instanceof Db ? db.code : R_ERR_BAD_ARGS)
}
