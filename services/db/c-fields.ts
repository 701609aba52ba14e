/*
    c-fields.ts -- Fields of items under C names. Source: spec db.md §6.3, §6.7, §12.
*/

import { isNull, type Nullable, type Pointer } from '../../fiber/compat/index.js'
import { attempt, type CParams, type CProps, nameOf, paramsOf, propsOf } from './c-arguments.js'
import type { Db } from './db.js'
import { DbError } from './errors.js'
import { DbItem } from './item.js'

/** Gives what a field of the item with a whole key has; the default if there is no such item or field. */
export type DbFieldGetter<V> = (
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    props: CProps,
    params: Pointer<CParams>,
    defaultValue: V,
) => V

/** Sets a field of the item with a whole key; gives NULL for any error, and `dbGetError` tells which. */
export type DbFieldSetter<V> = (
    db: Pointer<Db>,
    model: Pointer<string>,
    field: Pointer<string>,
    value: V,
    props: CProps,
    params?: Pointer<CParams>,
) => Nullable<DbItem>

/** Gives what a field of an item has. */
export type DbItemField<T> = (item: Pointer<DbItem>, fieldName: Pointer<string>) => T

/** A getter that is given the item. */
function getter<V>(read: (item: DbItem, field: string, defaultValue: V) => V): DbFieldGetter<V> {
    return (db, model, field, props, params, defaultValue) => {
        const name = nameOf(model)
        const path = nameOf(field)
        if (name === null || path === null) {
            return defaultValue
        }
        const item = attempt(db, db => db.get(name, propsOf(props), paramsOf(params)), null)
        return item === null ? defaultValue : read(item, path, defaultValue)
    }
}

/** `write` gives the text of a value, null to remove the field. */
function setter<V>(write: (value: V) => string | null): DbFieldSetter<V> {
    return (db, model, field, value, props, params) =>
        attempt(
            db,
            db => db.setField(nameOf(model), wantField(field), write(value), propsOf(props), paramsOf(params)),
            null,
        )
}

function wantField(field: Pointer<string>): string {
    const name = nameOf(field)
    if (name === null) {
        throw new DbError('DB_BAD_PROPERTIES', 'Cannot set field: it has no name')
    }
    return name
}

const getText = getter<Nullable<string>>((item, field, defaultValue) => item.field(field) ?? defaultValue)

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
    return getText(db, model, field, props, params, null)
}

/**
 * Text of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export const dbGetString: DbFieldGetter<Nullable<string>> = (db, model, field, props, params, defaultValue) =>
    getText(db, model, field, props, params, isNull(defaultValue) ? null : defaultValue)

/**
 * True for the text `true`, false for any other; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export const dbGetBool: DbFieldGetter<boolean> = getter((item, field, defaultValue) => {
    const text = item.field(field)
    return text === null ? Boolean(defaultValue) : text === 'true'
})

/**
 * The leading whole number of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export const dbGetNum: DbFieldGetter<number> = getter((item, field, defaultValue) =>
    item.json.getNum(field, defaultValue),
)

/**
 * The leading floating-point number of a field; the default if there is none.
 *
 * Source: spec db.md §6.3
 */
export const dbGetDouble: DbFieldGetter<number> = getter((item, field, defaultValue) =>
    item.json.getDouble(field, defaultValue),
)

/**
 * Milliseconds since 1970 of a date, -1 if it is none; the default if there is no field.
 *
 * Source: spec db.md §6.3
 */
export const dbGetDate: DbFieldGetter<number> = getter((item, field, defaultValue) =>
    item.json.getDate(field, defaultValue),
)

/**
 * Sets a field of the item with a whole key; a NULL value removes it. The type of an undeclared field is that of the text.
 *
 * @returns NULL for any error; `dbGetError` tells which
 *
 * Source: spec db.md §6.7
 */
export const dbSetField: DbFieldSetter<Pointer<string>> = setter(value => (isNull(value) ? null : String(value)))

/**
 * The same as `dbSetField`.
 *
 * Source: spec db.md §6.7
 */
export const dbSetString: DbFieldSetter<Pointer<string>> = dbSetField

/**
 * Sets a field to true or false.
 *
 * Source: spec db.md §6.7
 */
export const dbSetBool: DbFieldSetter<boolean> = setter(value => (value ? 'true' : 'false'))

/**
 * Sets a field to a whole number.
 *
 * Source: spec db.md §6.7
 */
export const dbSetNum: DbFieldSetter<number | bigint> = setter(value =>
    typeof value === 'bigint' ? String(value) : numberText(Math.trunc(value)),
)

/**
 * Sets a field to a number, in its shortest text.
 *
 * Source: spec db.md §6.7
 */
export const dbSetDouble: DbFieldSetter<number> = setter(numberText)

function numberText(value: number): string {
    if (!Number.isFinite(value)) {
        throw new DbError('DB_BAD_TYPE', `Cannot set field: ${value}, wanted a number`)
    }
    return String(value)
}

/**
 * Sets a field to a date, from milliseconds since 1970.
 *
 * Source: spec db.md §6.7
 */
export const dbSetDate: DbFieldSetter<number> = setter(value => {
    const date = new Date(value)
    if (Number.isNaN(date.getTime())) {
        throw new DbError('DB_BAD_TYPE', `Cannot set field: ${value} is no date, wanted milliseconds since 1970`)
    }
    return date.toISOString()
})

/** What a function gives for a field of an item; `missing` where there is no item, or the name is NULL. */
function fieldOf<T>(read: (item: DbItem, field: string) => T, missing: T): DbItemField<T> {
    return (item, fieldName) =>
        item instanceof DbItem && typeof fieldName === 'string' ? read(item, fieldName) : missing
}

/**
 * Text of a field of an item, such as `a.b[0]`; NULL if it is missing or null.
 *
 * Source: spec db.md §12
 */
export const dbField: DbItemField<Nullable<string>> = fieldOf<Nullable<string>>((item, name) => item.field(name), null)

/**
 * The leading whole number of a field; 0 if it is missing.
 *
 * Source: spec db.md §12
 */
export const dbFieldNumber: DbItemField<number> = fieldOf((item, name) => item.json.getNum(name), 0)

/**
 * The leading floating-point number of a field; 0 if it is missing.
 *
 * Source: spec db.md §12
 */
export const dbFieldDouble: DbItemField<number> = fieldOf((item, name) => item.json.getDouble(name), 0)

/**
 * Whether a field is `true` or `1`.
 *
 * Source: spec db.md §12
 */
export const dbFieldBool: DbItemField<boolean> = fieldOf((item, name) => item.json.getBool(name), false)

/**
 * Milliseconds since 1970 of a date; 0 if it is missing, -1 if it is no date.
 *
 * Source: spec db.md §12
 */
export const dbFieldDate: DbItemField<number> = fieldOf((item, name) => item.time(name), 0)
