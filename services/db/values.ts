/*
    values.ts -- Plain values as items have them: texts, copies, merging, comparison, what comes in.
*/

import { isPrimitive, Json, JSON_PRIMITIVE } from '../json/index.js'
import { DbError } from './errors.js'

/** The data of an item. */
export type PlainObject = Record<string, unknown>

/** Properties of a request: a plain object, a tree, or nothing. */
export type DbProps = Json | Readonly<Record<string, unknown>> | null | undefined

/** Values within each other that an item may have. Deeper ones would overflow the stack somewhere. */
export const MAX_DEPTH = 200

/** Whether a value is an object with properties of its own. */
export function isObject(value: unknown): value is PlainObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** Whether a value has no properties but its own. */
export function isPlainObject(value: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(value)
    return prototype === Object.prototype || prototype === null
}

/** Text of a value as the tree of C has it: `{}` and `[]` for containers; null for null and undefined. */
export function textOf(value: unknown): string | null {
    switch (typeof value) {
        case 'string':
            return value
        case 'number':
        case 'boolean':
        case 'bigint':
            return String(value)
        case 'object':
            return value === null ? null : Array.isArray(value) ? '[]' : value instanceof Date ? isoOf(value) : '{}'
        default:
            return null
    }
}

function isoOf(date: Date): string | null {
    return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** Sets a property whatever its name: `__proto__` is a name like others. */
export function setProperty(object: PlainObject, name: string, value: unknown): void {
    if (name === '__proto__') {
        Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
    } else {
        object[name] = value
    }
}

/** A copy of the properties that a caller gave, which he may go on changing. What is in them is copied when it is stored. */
export function plainProps(props: DbProps): PlainObject {
    if (props instanceof Json) {
        return plainOfTree(props)
    }
    if (props === null || props === undefined) {
        return {}
    }
    if (!isObject(props) || props instanceof Map || props instanceof Set) {
        // Nothing asks for all items, or removes them, by mistake.
        throw new DbError('DB_BAD_PROPERTIES', `Cannot use properties: ${textOf(props)}, wanted an object`)
    }
    return { ...props }
}

/** Of a tree the numbers that JavaScript writes otherwise keep their text, so that a string field gets what was given. */
function plainOfTree(json: Json): PlainObject {
    const value = json.toObject()
    if (!isObject(value)) {
        return {}
    }
    for (const name of Object.keys(value)) {
        if (typeof value[name] === 'number') {
            const node = json.nodes.find(each => each.parent === json.nodes[0] && each.name === name)
            if (node?.type === JSON_PRIMITIVE && node.value !== String(value[name])) {
                setProperty(value, name, node.value)
            }
        }
    }
    return value
}

/**
 * A value as it is stored: copied, dates and regular expressions as texts, what JSON does not know left out. Throws a RangeError where
 * it is nested too deep.
 */
export function storable(value: unknown, depth = 0): unknown {
    switch (typeof value) {
        case 'string':
        case 'boolean':
            return value
        case 'number':
            // JSON has no -0, and what is read again is to be as it was
            return Number.isFinite(value) ? value + 0 : null
        case 'bigint':
            return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
        case 'object':
            return value === null ? null : storableObject(value, depth)
        default:
            return undefined
    }
}

function storableObject(value: object, depth: number): unknown {
    if (depth >= MAX_DEPTH) {
        throw new RangeError(`values are nested deeper than ${MAX_DEPTH} levels`)
    }
    if (Array.isArray(value)) {
        return value.map(item => storable(item, depth + 1) ?? null)
    }
    if (value instanceof Date) {
        return isoOf(value)
    }
    if (value instanceof RegExp) {
        return value.source
    }
    const copy: PlainObject = {}
    for (const name of Object.keys(value)) {
        const item = storable((value as PlainObject)[name], depth + 1)
        if (item !== undefined) {
            setProperty(copy, name, item)
        }
    }
    return copy
}

/**
 * What becomes of an object when properties are blended into it: objects at all levels merge, everything else is replaced, undefined
 * removes. Neither argument is changed, and the result shares what did not change. Source: spec db.md §6.6.
 */
export function merged(target: Readonly<PlainObject>, source: Readonly<PlainObject>, depth = 0): PlainObject {
    if (depth >= MAX_DEPTH) {
        throw new RangeError(`values are nested deeper than ${MAX_DEPTH} levels`)
    }
    const result = { ...target }
    for (const name of Object.keys(source)) {
        const value = source[name]
        if (value === undefined) {
            delete result[name]
        } else if (isObject(value) && !(value instanceof RegExp)) {
            const old = Object.hasOwn(result, name) ? result[name] : undefined
            setProperty(result, name, merged(isObject(old) ? old : {}, value, depth + 1))
        } else {
            setProperty(result, name, storable(value, depth))
        }
    }
    return result
}

/** Whether a stored value is what a query wants: the same text, all that an object names, all of an array. Source: spec db.md §7. */
export function isMatch(stored: unknown, wanted: unknown): boolean {
    if (stored === wanted) {
        return wanted !== undefined
    }
    if (stored === undefined || stored === null) {
        return stored === null && wanted === null
    }
    if (Array.isArray(wanted)) {
        return (
            Array.isArray(stored) &&
            stored.length === wanted.length &&
            wanted.every((item, i) => isMatch(stored[i], item))
        )
    }
    if (isObject(wanted) && !(wanted instanceof RegExp)) {
        return (
            isObject(stored) &&
            Object.keys(wanted).every(
                name =>
                    wanted[name] === undefined || (Object.hasOwn(stored, name) && isMatch(stored[name], wanted[name])),
            )
        )
    }
    return typeof stored !== 'object' && textOf(stored) === textOf(storable(wanted))
}

/** The value that a text stands for where no type is declared: a number, true, false, or the text. Source: spec db.md §6.7. */
export function inferred(text: string): unknown {
    if (text === 'true' || text === 'false') {
        return text === 'true'
    }
    const number = Number(text)
    return isPrimitive(text) && Number.isFinite(number) && String(number) === text ? number : text
}
