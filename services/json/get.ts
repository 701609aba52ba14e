/*
    get.ts -- Reading a plain value by a key such as `a.b[0].c` (spec json.md §6).
*/

import { type KeyTerm, keyTerms } from './key-terms.js'
import { type PlainObject, scalarText } from './plain.js'

/** The type of a literal without the literal: what a default tells about the value that it stands for. */
export type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T

/**
 * What a key finds in a value; undefined when there is nothing. Separators are `.`, `[` and `]`. In an object a term is the name of a
 * property of its own; in an array it is an index, or the text of a scalar: `colours[red]` is `'red'` if it is an element. An empty
 * key is the value itself.
 */
export function get(value: unknown, key: string): unknown
/** The same; the default when there is nothing, or null. That the value has the type of the default is what the caller knows. */
export function get<T>(value: unknown, key: string, fallback: T): Widened<T>
export function get(value: unknown, key: string, fallback?: unknown): unknown {
    const terms = keyTerms(key)
    let found = value
    for (let i = 0; i < terms.length && found !== undefined; i++) {
        found = childOf(found, terms[i]!)
    }
    return found === undefined || (found === null && fallback !== undefined) ? fallback : found
}

/** The value that a term means in a value; undefined: there is none. */
export function childOf(value: unknown, term: KeyTerm): unknown {
    if (typeof value !== 'object' || value === null) {
        return undefined
    }
    if (Array.isArray(value)) {
        return value[term.index >= 0 ? term.index : positionOf(value, term.name)]
    }
    return term.isInherited && !Object.hasOwn(value, term.name) ? undefined : (value as PlainObject)[term.name]
}

/** Where a term is in an array: its index, or that of the first scalar with that text; -1: nowhere. */
export function placeIn(array: readonly unknown[], term: KeyTerm): number {
    return term.index >= 0 ? (term.index < array.length ? term.index : -1) : positionOf(array, term.name)
}

function positionOf(array: readonly unknown[], text: string): number {
    return array.findIndex(item => scalarText(item) === text)
}
