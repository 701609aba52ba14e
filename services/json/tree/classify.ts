/*
    classify.ts -- The type of a text that comes without one. Source: spec json.md §3.2.
*/

import { JSON_ARRAY, JSON_OBJECT, JSON_PRIMITIVE, JSON_REGEXP, JSON_STRING } from '../constants.js'
import { isPrimitive } from '../primitive.js'

/** The types that a node can be set to. */
const settable: ReadonlySet<number> = new Set([JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_PRIMITIVE, JSON_REGEXP])

/** `JSON_PRIMITIVE` for true, false, null, undefined and numbers, else `JSON_STRING`. */
export function classify(text: string): number {
    return isPrimitive(text) ? JSON_PRIMITIVE : JSON_STRING
}

/** The type as it is stored: what is no type is found out from the value; 0 without a value. */
export function typeFor(type: number, value: string | null): number {
    if (settable.has(type)) {
        return type
    }
    return value === null ? 0 : classify(value)
}
