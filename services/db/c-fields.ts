/*
    c-fields.ts -- Fields of items under C names. Source: spec db.md §6.3, §6.7, §12.
*/

import { isNull, type Nullable, type Pointer } from '../../fiber/compat/index.js'
import { attempt, type CParams, type CProps, nameOf, paramsOf, propsOf } from './c-arguments.js'
import type { Db } from './db.js'
import { DbItem } from './item.js'

/** The item of which a field is wanted; null without a model or field. */
function itemOf(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
): DbItem | null {
    const name = nameOf(model)
    return name === null || nameOf(field) === null
        ? null
        : attempt(db, db => db.get(name, propsOf(props), paramsOf(params)), null)
}

/**
 * Text of a field, such as `a.b[0]`; NULL if there is no such item or field.
 *
 * Source: spec db.md §6.3
 */
export function dbGetField(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<string> {
    return itemOf(db, model, field, props, params)?.field(field as string) ?? null
}

/**
 * Text of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export function dbGetString(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: Pointer<string>,
): Nullable<string> {
    return dbGetField(db, model, field, props, params) ?? nameOf(defaultValue) ?? (defaultValue === '' ? '' : null)
}

/**
 * True for the text `true`, false for any other; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export function dbGetBool(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: boolean,
): boolean {
    const text = dbGetField(db, model, field, props, params)
    return text === null ? Boolean(defaultValue) : text === 'true'
}

/**
 * The leading whole number of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export function dbGetNum(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: number,
): number {
    return itemOf(db, model, field, props, params)?.json.getNum(field as string, defaultValue) ?? defaultValue
}

/**
 * The leading floating-point number of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export function dbGetDouble(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: number,
): number {
    return itemOf(db, model, field, props, params)?.json.getDouble(field as string, defaultValue) ?? defaultValue
}

/**
 * Milliseconds since 1970 of a date, -1 if it is none; the default if there is no field.
 *
 * Source: spec db.md §6.3
 */
export function dbGetDate(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: number,
): number {
    return itemOf(db, model, field, props, params)?.json.getDate(field as string, defaultValue) ?? defaultValue
}

/**
 * Sets a field of the item with a whole key; a NULL value removes it. The type of an undeclared field is that of the text.
 *
 * @returns NULL for any error; `dbGetError` tells which
 *
 * Source: spec db.md §6.7
 */
export function dbSetField(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    const text = isNull(value) ? null : String(value)
    return attempt(
        db,
        db => db.setField(nameOf(model), String(field || ''), text, propsOf(props), paramsOf(params)),
        null,
    )
}

/**
 * The same as `dbSetField`.
 *
 * Source: spec db.md §6.7
 */
export function dbSetString(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: Pointer<string>,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return dbSetField(db, model, field, value, props, params)
}

/**
 * Sets a field to true or false.
 *
 * Source: spec db.md §6.7
 */
export function dbSetBool(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: boolean,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return dbSetField(db, model, field, value ? 'true' : 'false', props, params)
}

/**
 * Sets a field to a whole number.
 *
 * Source: spec db.md §6.7
 */
export function dbSetNum(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: number | bigint,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return dbSetField(db, model, field, String(typeof value === 'bigint' ? value : Math.trunc(value)), props, params)
}

/**
 * Sets a field to a number, in its shortest text.
 *
 * Source: spec db.md §6.7
 */
export function dbSetDouble(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: number,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    return dbSetField(db, model, field, String(value), props, params)
}

/**
 * Sets a field to a date, from milliseconds since 1970.
 *
 * Source: spec db.md §6.7
 */
export function dbSetDate(
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: number,
    props: CProps,
    params?: Pointer<CParams>,
): Nullable<DbItem> {
    const date = new Date(value)
    const text = Number.isNaN(date.getTime()) ? null : date.toISOString()
    return text === null ? null : dbSetField(db, model, field, text, props, params)
}

/**
 * Text of a field of an item, such as `a.b[0]`; NULL if it is missing or null.
 *
 * Source: spec db.md §12
 */
export function dbField(item: Pointer<DbItem>, fieldName: Pointer<string>): Nullable<string> {
    return item instanceof DbItem && typeof fieldName === 'string' ? item.field(fieldName) : null
}

/**
 * The leading whole number of a field; 0 if it is missing.
 *
 * Source: spec db.md §12
 */
export function dbFieldNumber(item: Pointer<DbItem>, fieldName: Pointer<string>): number {
    return item instanceof DbItem && typeof fieldName === 'string' ? item.json.getNum(fieldName) : 0
}

/**
 * The leading floating-point number of a field; 0 if it is missing.
 *
 * Source: spec db.md §12
 */
export function dbFieldDouble(item: Pointer<DbItem>, fieldName: Pointer<string>): number {
    return item instanceof DbItem && typeof fieldName === 'string' ? item.json.getDouble(fieldName) : 0
}

/**
 * Whether a field is `true` or `1`.
 *
 * Source: spec db.md §12
 */
export function dbFieldBool(item: Pointer<DbItem>, fieldName: Pointer<string>): boolean {
    return item instanceof DbItem && typeof fieldName === 'string' && item.json.getBool(fieldName)
}

/**
 * Milliseconds since 1970 of a date; 0 if it is missing, -1 if it is no date.
 *
 * Source: spec db.md §12
 */
export function dbFieldDate(item: Pointer<DbItem>, fieldName: Pointer<string>): number {
    return item instanceof DbItem && typeof fieldName === 'string' ? item.time(fieldName) : 0
}
