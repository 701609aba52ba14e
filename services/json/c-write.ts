/*
    c-write.ts -- Changing trees under C names. Results: what is said, or R_ERR_BAD_ARGS for a NULL tree and an id that is none,
    R_ERR_BAD_STATE for a locked tree, R_ERR_CANT_CREATE for more nodes than the limit. Source: spec json.md §8, §9, §11.
*/

import { sitos } from '../../fiber/c.js'
import { type Pointer, R_ERR_BAD_ARGS, R_ERR_CANT_FIND, R_ERR_OK } from '../../fiber/compat/index.js'
import { format } from '../../fiber/index.js'
import { jsonParse } from './c-parse.js'
import { attempt, intOf, isJson, textOf } from './c-pointers.js'
import { JSON_OVERWRITE, JSON_PRIMITIVE, JSON_STRING } from './constants.js'
import { assignNode, Json, JsonNode } from './tree/index.js'

/**
 * Stores a value under a key, with the containers that are missing on the way.
 *
 * @param value NULL is stored as `undefined`
 * @param type 0: found out from the value; with a NULL value a placeholder that is not rendered
 * @returns id of the node; R_ERR_CANT_FIND for an empty key
 *
 * Source: spec json.md §8.1
 */
export function jsonSet(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    value: Pointer<string>,
    type: number,
): number {
    return isJson(json) ? attempt(() => json.setText(textOf(key), textOf(value), intOf(type), nid)) : R_ERR_BAD_ARGS
}

/**
 * Stores a string; the text is not looked at.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetString(json: Pointer<Json>, nid: number, key: Pointer<string>, value: Pointer<string>): number {
    return jsonSet(json, nid, key, value, JSON_STRING)
}

/**
 * Stores `true` or `false`.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetBool(json: Pointer<Json>, nid: number, key: Pointer<string>, value: boolean): number {
    return jsonSet(json, nid, key, String(Boolean(value)), JSON_PRIMITIVE)
}

/**
 * Stores a whole number; parts of one fall away.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetNumber(json: Pointer<Json>, nid: number, key: Pointer<string>, value: number | bigint): number {
    return jsonSet(json, nid, key, sitos(value), JSON_PRIMITIVE)
}

/**
 * Stores a number with six decimals.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetDouble(json: Pointer<Json>, nid: number, key: Pointer<string>, value: number): number {
    return isJson(json) ? attempt(() => json.setDouble(textOf(key), intOf(value), nid)) : R_ERR_BAD_ARGS
}

/**
 * Stores milliseconds since 1970 as `YYYY-MM-DDTHH:MM:SS.mmmZ`; a time that no date has as an empty string.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetDate(json: Pointer<Json>, nid: number, key: Pointer<string>, value: number): number {
    return isJson(json) ? attempt(() => json.setDate(textOf(key), intOf(value), nid)) : R_ERR_BAD_ARGS
}

/**
 * Stores a formatted text, whose type is found out from it. A NULL format does nothing and gives 0.
 *
 * @returns as `jsonSet`
 *
 * Source: spec json.md §8.2
 */
export function jsonSetFmt(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    fmt: Pointer<string>,
    ...args: unknown[]
): number {
    return textOf(fmt) === null ? R_ERR_OK : jsonSet(json, nid, key, format(fmt, args), 0)
}

/**
 * Formats a text in relaxed JSON and blends it into what is under a key: properties of an object that are not in it stay.
 *
 * @returns 0; R_ERR_BAD_ARGS also for a NULL format and for wrong syntax
 *
 * Source: spec json.md §8.2
 */
export function jsonSetJsonFmt(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    fmt: Pointer<string>,
    ...args: unknown[]
): number {
    const source = textOf(fmt) === null ? null : jsonParse(format(fmt, args))
    return source === null ? R_ERR_BAD_ARGS : jsonBlend(json, nid, key, source, 0, null, JSON_OVERWRITE)
}

/**
 * Sets type and value of a node, also in a locked tree. What is below it goes with another type.
 *
 * Source: spec json.md §8.2
 */
export function jsonSetNodeValue(node: Pointer<JsonNode>, value: Pointer<string>, type: number, _flags?: number): void {
    if (node instanceof JsonNode) {
        assignNode(node, intOf(type), textOf(value))
    }
}

/**
 * Sets the type of a node, also in a locked tree. What is below it goes with another type.
 *
 * Source: spec json.md §8.2
 */
export function jsonSetNodeType(node: Pointer<JsonNode>, type: number): void {
    if (node instanceof JsonNode) {
        assignNode(node, intOf(type), node.value)
    }
}

/**
 * Removes a node with all that is below it. A NULL key is the base itself.
 *
 * @returns 0; R_ERR_CANT_FIND if there is none, for an empty key and for one that means the root
 *
 * Source: spec json.md §9
 */
export function jsonRemove(json: Pointer<Json>, nid: number, key: Pointer<string>): number {
    return isJson(json) ? attempt(() => (json.remove(textOf(key), nid) ? R_ERR_OK : R_ERR_CANT_FIND)) : R_ERR_BAD_ARGS
}

/**
 * Merges a part of a tree into a part of another one.
 *
 * @param dkey made an empty object if there is nothing
 * @param src NULL and an empty tree change nothing
 * @param flags blend flags
 * @returns 0; R_ERR_BAD_ARGS also where an object and something else are to be appended or replaced, and for more than 32 objects
 *     within each other. What was merged before stays merged
 *
 * Source: spec json.md §11
 */
export function jsonBlend(
    dest: Pointer<Json>,
    did: number,
    dkey: Pointer<string>,
    src: Pointer<Json>,
    sid: number,
    skey: Pointer<string>,
    flags: number,
): number {
    if (!isJson(dest)) {
        return R_ERR_BAD_ARGS
    }
    return attempt(() => {
        dest.blend(isJson(src) ? src : null, { did, dkey: textOf(dkey), sid, skey: textOf(skey), flags: intOf(flags) })
        return R_ERR_OK
    })
}

/**
 * A copy of a tree, unlocked, without path, error and user flags. Of NULL: an empty tree.
 *
 * Source: spec json.md §11.5
 */
export function jsonClone(src: Pointer<Json>, _flags?: number): Json {
    return isJson(src) ? src.clone() : new Json()
}
