/*
    c-parse.ts -- Parsing and the life of trees under C names. Source: spec json.md §5, §15.
*/

import {
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_CREATE,
    R_ERR_MEMORY,
    R_ERR_OK,
    type Ref,
} from '../../fiber/compat/index.js'
import { format } from '../../fiber/index.js'
import { attempt, intOf, isJson, store, textOf } from './c-pointers.js'
import { JSON_JSON } from './constants.js'
import { JsonError } from './errors.js'
import { Json, type JsonTrigger } from './tree/index.js'

/**
 * An empty tree. Arguments are ignored; old code passes 0.
 *
 * Source: spec json.md §5
 */
export function jsonAlloc(): Json {
    return new Json()
}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec json.md §5
 */
export function jsonFree(_json: Pointer<Json>): void {}

/**
 * Parses a text; NULL counts as an empty one, which gives an empty tree.
 *
 * @param flags `JSON_STRICT_PARSE` for RFC 8259, else Ioto's relaxed grammar
 * @returns NULL for any error; `jsonParseString` tells which
 *
 * Source: spec json.md §5
 */
export function jsonParse(text: Pointer<string>, flags = 0): Nullable<Json> {
    return jsonParseString(text, null, flags)
}

/**
 * As `jsonParse`, but NULL gives NULL.
 *
 * Source: spec json.md §5
 */
export function jsonParseKeep(text: Pointer<string>, flags = 0): Nullable<Json> {
    return textOf(text) === null ? null : jsonParse(text, flags)
}

/**
 * As `jsonParse`; the text of the error is stored, or NULL.
 *
 * Source: spec json.md §5
 */
export function jsonParseString(
    text: Pointer<string>,
    errorMsg: Pointer<Ref<string | null>>,
    flags = 0,
): Nullable<Json> {
    return parsed(errorMsg, json => json.parseText(textOf(text) ?? '', intOf(flags)))
}

/**
 * Parses into an empty tree, whose `error` then has the text of the error.
 *
 * @returns 0; R_ERR_BAD_ARGS for NULL; R_ERR_BAD_STATE for wrong syntax, and for a tree that is locked or has nodes already;
 *     R_ERR_MEMORY for more nodes than the limit
 *
 * Source: spec json.md §5
 */
export function jsonParseText(json: Pointer<Json>, text: Pointer<string>, flags = 0): number {
    const given = textOf(text)
    if (!isJson(json) || given === null) {
        return R_ERR_BAD_ARGS
    }
    const result = attempt(() => {
        json.parseText(given, intOf(flags))
        return R_ERR_OK
    })
    return result === R_ERR_CANT_CREATE ? R_ERR_MEMORY : result
}

/**
 * Formats a text and parses it. A NULL format gives NULL.
 *
 * Source: spec json.md §5
 */
export function jsonParseFmt(fmt: Pointer<string>, ...args: unknown[]): Nullable<Json> {
    return textOf(fmt) === null ? null : jsonParse(format(fmt, args), 0)
}

/**
 * Parses a file; errors name it. The file is read at once, without suspending.
 *
 * @param errorMsg becomes the text of the error, or NULL. A NULL or empty path is an error without text
 *
 * Source: spec json.md §5
 */
export function jsonParseFile(path: Pointer<string>, errorMsg: Pointer<Ref<string | null>>, flags = 0): Nullable<Json> {
    store(errorMsg, null)
    const name = textOf(path)
    return name ? parsed(errorMsg, json => json.readFile(name, intOf(flags))) : null
}

/**
 * Formats a text in relaxed JSON and gives it as strict JSON on one line; NULL for an empty text and wrong syntax.
 *
 * Source: spec json.md §5
 */
export function jsonConvert(fmt: Pointer<string>, ...args: unknown[]): Nullable<string> {
    const text = format(fmt, args)
    const json = text === '' ? null : jsonParse(text)
    return json === null ? null : json.toString(JSON_JSON)
}

/**
 * The same as `jsonConvert`.
 *
 * Source: spec json.md §5
 */
export function jsonFmtToString(fmt: Pointer<string>, ...args: unknown[]): Nullable<string> {
    return jsonConvert(fmt, ...args)
}

/**
 * As `jsonConvert`; a text that does not parse is given as it is formatted. Stored in `buf` too, if that is a reference. The size does
 * not matter.
 *
 * Source: spec json.md §5
 */
export function jsonConvertBuf(buf: unknown, _size: number, fmt: Pointer<string>, ...args: unknown[]): string {
    const text = jsonConvert(fmt, ...args) ?? format(fmt, args)
    store(buf as Pointer<Ref<string>>, text)
    return text
}

/**
 * The same as `jsonConvertBuf`, without a size.
 *
 * Source: spec json.md §5
 */
export function JFMT(buf: unknown, fmt: Pointer<string>, ...args: unknown[]): string {
    return jsonConvertBuf(buf, 0, fmt, ...args)
}

/**
 * The text of the first error of a tree; NULL if there was none.
 *
 * Source: spec json.md §4
 */
export function jsonGetError(json: Pointer<Json>): Nullable<string> {
    return isJson(json) ? json.error : null
}

/**
 * Locks a tree: it can be read only.
 *
 * Source: spec json.md §15
 */
export function jsonLock(json: Pointer<Json>): void {
    if (isJson(json)) {
        json.lock = true
    }
}

/**
 * Unlocks a tree.
 *
 * Source: spec json.md §15
 */
export function jsonUnlock(json: Pointer<Json>): void {
    if (isJson(json)) {
        json.lock = false
    }
}

/**
 * Sets the bits of the application; the low eight are kept.
 *
 * Source: spec json.md §7
 */
export function jsonSetUserFlags(json: Pointer<Json>, flags: number): void {
    if (isJson(json)) {
        json.userFlags = intOf(flags)
    }
}

/**
 * The bits of the application.
 *
 * Source: spec json.md §7
 */
export function jsonGetUserFlags(json: Pointer<Json>): number {
    return isJson(json) ? json.userFlags : 0
}

/**
 * Sets who is told before the value of a node changes: `proc(arg, json, node, name, value, oldValue)`; NULL: nobody. It must not
 * change the tree.
 *
 * Source: spec json.md §8.4
 */
export function jsonSetTrigger(json: Pointer<Json>, proc: Pointer<JsonTrigger>, arg: unknown): void {
    if (isJson(json)) {
        json.trigger = typeof proc === 'function' ? proc : null
        json.triggerArg = arg
    }
}

/** A new tree that `fill` has filled; NULL with the text of the error if it failed. */
function parsed(errorMsg: Pointer<Ref<string | null>>, fill: (json: Json) => void): Nullable<Json> {
    store(errorMsg, null)
    const json = new Json()
    try {
        fill(json)
        return json
    } catch (error) {
        if (!(error instanceof JsonError)) {
            throw error
        }
        store(errorMsg, json.error ?? error.message)
        return null
    }
}
