/*
    plain.ts -- What plain values are: objects, arrays, and scalars with a text of their own.
*/

import { JsonError } from './errors.js'

/** A plain object: what a document has between braces. */
export type PlainObject = Record<string, unknown>

/** Copies go this deep, so that a cycle ends. */
const MAX_DEPTH = 1000

/** Whether a value is an object with properties of a document. Regular expressions and dates are scalars. */
export function isObject(value: unknown): value is PlainObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !isScalarObject(value)
}

/** Whether a value has values in it. */
export function isContainer(value: unknown): value is PlainObject | unknown[] {
    return typeof value === 'object' && value !== null && !isScalarObject(value)
}

function isScalarObject(value: object): boolean {
    return value instanceof RegExp || value instanceof Date
}

/** The text of a scalar, as Ioto's tree has it: a string itself, the pattern of a regular expression. Null for containers. */
export function scalarText(value: unknown): string | null {
    if (typeof value === 'string') {
        return value
    }
    if (isContainer(value)) {
        return null
    }
    return value instanceof RegExp ? value.source : value instanceof Date ? value.toJSON() : String(value)
}

/** Sets a property of a plain object, whatever its name: `__proto__` is a name like others and not the prototype. */
export function setProperty(object: PlainObject, name: string, value: unknown): void {
    if (name === '__proto__') {
        Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
    } else {
        object[name] = value
    }
}

/** A copy in which nothing that can change is shared. Throws a `JsonError` when it is nested deeper than 1000 levels. */
export function cloneValue(value: unknown, depth = 0): unknown {
    if (!isContainer(value)) {
        return value
    }
    if (depth === MAX_DEPTH) {
        const reason = `it is nested too deep, wanted at most ${MAX_DEPTH} levels`
        throw new JsonError('JSON_TOO_DEEP', `Cannot copy a value: ${reason}`, reason)
    }
    if (Array.isArray(value)) {
        return value.map(item => cloneValue(item, depth + 1))
    }
    const copy: PlainObject = {}
    for (const [name, item] of Object.entries(value)) {
        setProperty(copy, name, cloneValue(item, depth + 1))
    }
    return copy
}
