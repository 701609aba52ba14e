/*
    c-pointers.ts -- What C's arguments and results are here: NULL is null, undefined or 0, errors are numbers.
*/

import {
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_CANT_CREATE,
    R_ERR_CANT_FIND,
    R_ERR_CANT_OPEN,
    R_ERR_CANT_WRITE,
    R_ERR_MEMORY,
    type Ref,
} from '../../fiber/compat/index.js'
import { JsonError, type JsonErrorCode } from './errors.js'
import { Json } from './tree/index.js'

/** Results of errors that are not of syntax; those are `R_ERR_BAD_STATE`. */
const results: Partial<Record<JsonErrorCode, number>> = {
    JSON_BLEND_DEPTH: R_ERR_BAD_ARGS,
    JSON_BLEND_KIND: R_ERR_BAD_ARGS,
    JSON_CANNOT_CREATE: R_ERR_CANT_OPEN,
    JSON_CANNOT_WRITE: R_ERR_CANT_WRITE,
    JSON_NO_KEY: R_ERR_CANT_FIND,
    JSON_NO_NODE: R_ERR_BAD_ARGS,
    JSON_TEXT_TOO_LARGE: R_ERR_MEMORY,
    JSON_TOO_MANY_NODES: R_ERR_CANT_CREATE,
}

/** The result of a call of the tree; an error becomes its number. */
export function attempt(call: () => number): number {
    try {
        return call()
    } catch (error) {
        if (error instanceof JsonError) {
            return results[error.code] ?? R_ERR_BAD_STATE
        }
        throw error
    }
}

/** The text of a call of the tree; an error becomes NULL. */
export function attemptText(call: () => string | null): string | null {
    try {
        return call()
    } catch (error) {
        if (error instanceof JsonError) {
            return null
        }
        throw error
    }
}

/** Whether a pointer leads to a tree. */
export function isJson(json: Pointer<Json>): json is Json {
    return json instanceof Json
}

/** A text; null for NULL and for what is no text. */
export function textOf(text: Pointer<string>): string | null {
    return typeof text === 'string' ? text : null
}

/** Flags, a type or a count; 0 for what is no number. */
export function intOf(value: number): number {
    return typeof value === 'number' ? value : 0
}

/** Stores an out-parameter, if there is a place for it. */
export function store<T>(place: Pointer<Ref<T>>, value: T): void {
    if (typeof place === 'object' && place !== null) {
        place.value = value
    }
}
