/*
    request.ts -- What all requests do first: from what the caller gave to a key and checked properties. Source: spec db.md §5.
*/

import { uid, ulid } from '../crypt/index.js'
import { convert } from './convert.js'
import { DbError } from './errors.js'
import type { DbField, DbModel, KeyNames } from './model.js'
import type { DbParams } from './params.js'
import { fillTemplate, isFilled, prefixOf } from './template.js'
import { type DbProps, type PlainObject, plainProps, setProperty, storable, textOf } from './values.js'

/** What a request does. */
export type Action = 'create' | 'get' | 'find' | 'update' | 'remove'

/** A request that is ready. */
export interface Request {
    readonly model: DbModel | null
    /** Converted properties; on an update, undefined says that a field goes. */
    readonly props: PlainObject
    /** The key, or its beginning; null: the request has none. */
    readonly key: string | null
    /** The key is a beginning. */
    readonly isPrefix: boolean
    /** Items must be compared with the properties, too. */
    readonly isMatched: boolean
}

/** What requests go by. */
export interface RequestContext {
    readonly models: ReadonlyMap<string, DbModel>
    readonly names: KeyNames
    readonly timestamps: boolean
    readonly context: Readonly<PlainObject>
    readonly maxKey: number
    /** The present time as a date. */
    now(): string
}

/** Prepares a request. `whole`: the key must be. Throws what spec db.md §5 says. */
export function prepare(
    db: RequestContext,
    action: Action,
    name: string | null,
    given: DbProps,
    params: DbParams,
    whole: boolean,
): Request {
    const props = plainProps(given)
    const { type, sort } = db.names
    const model = modelOf(db, name ?? (typeof props[type] === 'string' ? (props[type] as string) : null))
    if (model === null) {
        return keyed(db, props, null, textOf(props[sort]), false, params.where != null, whole)
    }
    const writes = action === 'create' || (action === 'update' && params.upsert === true)
    const isMatched =
        params.where != null || (action !== 'update' && (model.expiresField !== null || hasOthers(model, props, sort)))
    check(db, model, props, action, params)
    for (const name in db.context) {
        setProperty(props, name, db.context[name])
    }
    if (writes) {
        fillIn(model, props)
        if (action === 'create' && db.timestamps) {
            stamp(model, props, db.now(), params.bypass === true)
        }
    }
    for (const field of model.computed) {
        if (isAbsent(props, field.name) && isFilled(field.template!, props, type)) {
            setProperty(props, field.name, fillTemplate(field.template!, props, model.name, type))
        }
    }
    const template = model.key?.template ?? null
    let prefix: string | null = null
    if (template !== null && isAbsent(props, sort)) {
        prefix = prefixOf(template, props, model.name, type)
        setProperty(props, sort, fillTemplate(template, props, model.name, type))
    }
    const converted = convertAll(model, props, action === 'update' && !writes)
    if (writes) {
        setProperty(converted, type, model.name)
    }
    const key = textOf(converted[sort] ?? (model.key === null ? props[sort] : undefined))
    if (prefix !== null) {
        return keyed(db, converted, model, whole ? key : prefix, true, isMatched, whole)
    }
    return keyed(db, converted, model, key, false, isMatched, whole)
}

function keyed(
    db: RequestContext,
    props: PlainObject,
    model: DbModel | null,
    key: string | null,
    isPrefix: boolean,
    isMatched: boolean,
    whole: boolean,
): Request {
    if (whole && key === null) {
        throw new DbError('DB_NO_KEY', `Missing sort key in properties\n${shown(props)}`)
    }
    // A template that was filled by a value with `${` in it, or a key of the caller, is cut there as in C.
    const cut = isPrefix || key === null ? -1 : key.indexOf('${')
    if (whole && (isPrefix || cut >= 0)) {
        throw new DbError('DB_INCOMPLETE_KEY', `Incomplete sort key in properties: ${key}\n${shown(props)}`)
    }
    if (key !== null && key.length * 3 > db.maxKey && Buffer.byteLength(key) > db.maxKey) {
        throw new DbError(
            'DB_KEY_TOO_LONG',
            `Sort key too long: ${Buffer.byteLength(key)} bytes, wanted at most ${db.maxKey}`,
        )
    }
    return { model, props, key: cut < 0 ? key : key!.slice(0, cut), isPrefix: isPrefix || cut >= 0, isMatched }
}

function modelOf(db: RequestContext, name: string | null): DbModel | null {
    if (name === null) {
        return null
    }
    const model = db.models.get(name)
    if (model === undefined) {
        throw new DbError('DB_UNKNOWN_MODEL', `Unknown schema model "${String(name)}"`)
    }
    return model
}

/** Whether declared properties besides the sort key were given. */
function hasOthers(model: DbModel, props: PlainObject, sort: string): boolean {
    for (const name in props) {
        if (name !== sort && model.fields.has(name)) {
            return true
        }
    }
    return false
}

function check(db: RequestContext, model: DbModel, props: PlainObject, action: Action, params: DbParams): void {
    const isQuery = params.lenient !== true && (action === 'get' || action === 'find' || action === 'remove')
    for (const name in props) {
        const field = model.fields.get(name)
        if (field === undefined) {
            // Undefined says nothing, whatever the name: the short ways do not even look at it.
            if (isQuery && props[name] !== undefined && name !== db.names.hash && name !== db.names.sort) {
                throw new DbError('DB_UNKNOWN_PROPERTY', `Unknown property "${name}" in model "${model.name}"`)
            }
        } else if (field.enums !== null) {
            checkEnum(field, props[name])
        }
    }
}

function checkEnum({ name, enums }: DbField, value: unknown): void {
    const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]
    for (const each of values) {
        const text = textOf(each)
        if (text === null || !enums!.includes(text)) {
            throw new DbError('DB_BAD_ENUM', `Invalid property "${name}" value "${text}"`)
        }
    }
}

/** Values of a new item that the caller did not give. */
function fillIn(model: DbModel, props: PlainObject): void {
    for (const field of model.filled) {
        if (isAbsent(props, field.name)) {
            setProperty(props, field.name, filledValue(field))
        }
    }
}

/** The value that a field of a new item has which nobody gave. */
export function filledValue({ def, generate }: DbField): unknown {
    return def !== undefined ? storable(def) : generate === 'ulid' ? ulid() : uid(generate!)
}

/** Sets `created` and `updated`; with `bypass` only where the caller did not. */
export function stamp(model: DbModel, props: PlainObject, now: string, bypass: boolean): void {
    if (model.hasCreated && !(bypass && !isAbsent(props, 'created'))) {
        props.created = now
    }
    if (model.hasUpdated && !(bypass && !isAbsent(props, 'updated'))) {
        props.updated = now
    }
}

function isAbsent(props: PlainObject, name: string): boolean {
    return !Object.hasOwn(props, name) || props[name] === null || props[name] === undefined
}

/**
 * The declared properties, converted. Null and undefined say nothing, but in an update that the field goes. Nearly always all of them are
 * declared and have values: then they are converted in place, which leaves the object in its fast form.
 */
function convertAll(model: DbModel, props: PlainObject, keepsRemovals: boolean): PlainObject {
    for (const name in props) {
        const field = model.fields.get(name)
        const value = props[name]
        if (field === undefined || isNothing(field, value)) {
            return convertSome(model, props, keepsRemovals)
        }
        const converted = convertOne(field, value, keepsRemovals)
        if (converted !== value) {
            setProperty(props, name, converted)
        }
    }
    return props
}

/** The same into a new object. What was converted already stays what it is. */
function convertSome(model: DbModel, props: PlainObject, keepsRemovals: boolean): PlainObject {
    const converted: PlainObject = {}
    for (const name in props) {
        const field = model.fields.get(name)
        const value = props[name]
        if (field !== undefined && !isNothing(field, value)) {
            setProperty(converted, name, convertOne(field, value, keepsRemovals))
        } else if (field !== undefined && keepsRemovals) {
            setProperty(converted, name, undefined)
        }
    }
    return converted
}

function isNothing(field: DbField, value: unknown): boolean {
    return value === null || value === undefined || (value === 'undefined' && field.type !== 'string')
}

function convertOne(field: DbField, value: unknown, keepsRemovals: boolean): unknown {
    try {
        // In an update, undefined in an object is what removes: `merged` looks at it, and copies.
        const isPlain = field.type === 'object' || field.type === 'array' || field.type === null
        return keepsRemovals && isPlain ? value : convert(field, value)
    } catch (cause) {
        if (cause instanceof RangeError) {
            throw new DbError('DB_BAD_TYPE', `Cannot store property "${field.name}": ${cause.message}`, { cause })
        }
        throw cause
    }
}

function shown(props: PlainObject): string {
    try {
        return JSON.stringify(storable(props)).slice(0, 1000)
    } catch {
        return '{...}'
    }
}
