/*
    c-render.ts -- Trees as text under C names. Source: spec json.md §13, §14, §15.
*/

import { RBuf } from '../../fiber/c.js'
import { type Nullable, type Pointer, R_ERR_BAD_ARGS, R_ERR_MEMORY, R_ERR_OK } from '../../fiber/compat/index.js'
import { attempt, attemptText, intOf, isJson, textOf } from './c-pointers.js'
import { JSON_HUMAN, JSON_MULTILINE } from './constants.js'
import { type Json, quoteText, setIndent, setMaxLength } from './tree/index.js'

/**
 * A node and all that is below it as text, with a final line feed if the flags have `JSON_MULTILINE`.
 *
 * @param flags render flags; 0 is JSON5 on one line
 * @returns NULL for a NULL tree, if there is no node, and for a text of more than 2^27 characters
 *
 * Source: spec json.md §13
 */
export function jsonToString(json: Pointer<Json>, nid: number, key: Pointer<string>, flags: number): Nullable<string> {
    if (!isJson(json) || (json.count > 0 && json.getId(textOf(key), nid) < 0)) {
        return null
    }
    return attemptText(() => json.toString(intOf(flags), nid, textOf(key)))
}

/**
 * The document as text.
 *
 * @param flags render flags; 0 is `JSON_HUMAN`
 *
 * Source: spec json.md §13
 */
export function jsonString(json: Pointer<Json>, flags = 0): Nullable<string> {
    return jsonToString(json, 0, null, flags || JSON_HUMAN)
}

/**
 * Writes the document to the standard output, as `JSON_HUMAN` and with an empty line.
 *
 * Source: spec json.md §13
 */
export function jsonPrint(json: Pointer<Json>): void {
    const text = jsonString(json)
    if (text !== null) {
        process.stdout.write(`${text}\n`)
    }
}

/**
 * Appends a node and all that is below it to a buffer, without a final line feed.
 *
 * @returns id of the node that follows; 0 for a NULL tree; R_ERR_BAD_ARGS for a NULL buffer and an id that is none; R_ERR_MEMORY if
 *     the buffer cannot hold it all
 *
 * Source: spec json.md §13
 */
export function jsonPutToBuf(buf: Pointer<RBuf>, json: Pointer<Json>, nid: number, flags: number): number {
    if (!(buf instanceof RBuf)) {
        return R_ERR_BAD_ARGS
    }
    if (!isJson(json) || json.count === 0) {
        return 0
    }
    const node = json.node(nid)
    return node === undefined
        ? R_ERR_BAD_ARGS
        : attempt(() => putAll(buf, textAt(json, nid, intOf(flags))) || node.last)
}

/**
 * Appends one string to a buffer, in quotes and escaped; NULL as `null`.
 *
 * Source: spec json.md §13
 */
export function jsonPutValueToBuf(buf: Pointer<RBuf>, value: Pointer<string>, flags: number): void {
    if (buf instanceof RBuf) {
        buf.putText(quoteText(textOf(value), intOf(flags)))
    }
}

/**
 * `str` with each `${path}` replaced by the text of the node; what is not there, or null, stays if `keep`, else it goes.
 *
 * @returns the text as it is for a NULL tree, `''` for NULL; NULL if a `}` is missing, or for more than 2^27 characters
 *
 * Source: spec json.md §14
 */
export function jsonTemplate(json: Pointer<Json>, str: Pointer<string>, keep: boolean): Nullable<string> {
    const text = textOf(str) ?? ''
    return isJson(json) ? attemptText(() => json.template(text, Boolean(keep))) : text
}

/**
 * Replaces a file by a node as text, such that after a crash there is the old content or the new one.
 *
 * @param mode 0 is 0644; the umask applies
 * @param flags render flags, as for `jsonToString`
 * @returns 0; R_ERR_BAD_ARGS for a NULL tree and an empty path; R_ERR_BAD_STATE if there is no node; R_ERR_CANT_OPEN,
 *     R_ERR_CANT_WRITE, with the old file still there; R_ERR_MEMORY for a text of more than 2^27 characters
 *
 * Source: spec json.md §15
 */
export function jsonSave(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    path: Pointer<string>,
    mode: number,
    flags: number,
): number {
    const name = textOf(path)
    if (!isJson(json) || !name) {
        return R_ERR_BAD_ARGS
    }
    return attempt(() => {
        json.save(name, { nid, key: textOf(key), mode: intOf(mode), flags: intOf(flags) })
        return R_ERR_OK
    })
}

/**
 * Sets the length, in bytes, below which containers go onto one line with `JSON_COMPACT`; for all trees.
 *
 * Source: spec json.md §13.1
 */
export function jsonSetMaxLength(length: number): void {
    setMaxLength(intOf(length))
}

/**
 * Sets the blanks a level with `JSON_MULTILINE`, 0 to 100; for all trees.
 *
 * Source: spec json.md §13.1
 */
export function jsonSetIndent(indent: number): void {
    setIndent(intOf(indent))
}

/** The text without its final line feed. */
function textAt(json: Json, nid: number, flags: number): string {
    const text = json.toString(flags, nid)
    return (flags & JSON_MULTILINE) !== 0 ? text.slice(0, -1) : text
}

/** 0, or R_ERR_MEMORY if a part was left out. */
function putAll(buf: RBuf, text: string): number {
    return buf.putText(text) === Buffer.byteLength(text) ? R_ERR_OK : R_ERR_MEMORY
}
