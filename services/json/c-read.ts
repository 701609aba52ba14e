/*
    c-read.ts -- Reading trees under C names. A NULL tree, an id that is none, and a key that addresses nothing give the default, as it
    is. Source: spec json.md §7.
*/

import { svalue } from '../../fiber/c.js'
import { type Nullable, type Pointer, R_ERR_BAD_ARGS, R_ERR_CANT_FIND } from '../../fiber/compat/index.js'
import { isJson, textOf } from './c-pointers.js'
import { type Json, JsonNode } from './tree/index.js'

/**
 * Text of a node: `{}` and `[]` for containers, and the default for null.
 *
 * Source: spec json.md §7
 */
export function jsonGet(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    defaultValue: Pointer<string>,
): Nullable<string> {
    return isJson(json) ? json.get(textOf(key), textOf(defaultValue), nid) : textOf(defaultValue)
}

/**
 * The same as `jsonGet`.
 *
 * Source: spec json.md §7
 */
export function jsonGetRef(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    defaultValue: Pointer<string>,
): Nullable<string> {
    return jsonGet(json, nid, key, defaultValue)
}

/**
 * The same as `jsonGet`.
 *
 * Source: spec json.md §7
 */
export function jsonGetClone(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    defaultValue: Pointer<string>,
): Nullable<string> {
    return jsonGet(json, nid, key, defaultValue)
}

/**
 * True for `1` and `true`, false for any other text.
 *
 * Source: spec json.md §7
 */
export function jsonGetBool(json: Pointer<Json>, nid: number, key: Pointer<string>, defaultValue: boolean): boolean {
    return isJson(json) ? json.getBool(textOf(key), Boolean(defaultValue), nid) : Boolean(defaultValue)
}

/**
 * The leading whole number, 0 if there is none; its low 32 bits.
 *
 * Source: spec json.md §7
 */
export function jsonGetInt(json: Pointer<Json>, nid: number, key: Pointer<string>, defaultValue: number): number {
    return isJson(json) ? json.getInt(textOf(key), defaultValue, nid) : defaultValue
}

/**
 * The leading whole number, 0 if there is none; within 2^53 - 1 and its negative.
 *
 * Source: spec json.md §7
 */
export function jsonGetNum(json: Pointer<Json>, nid: number, key: Pointer<string>, defaultValue: number): number {
    return isJson(json) ? json.getNum(textOf(key), defaultValue, nid) : defaultValue
}

/**
 * The leading floating-point number, 0 if there is none.
 *
 * Source: spec json.md §7
 */
export function jsonGetDouble(json: Pointer<Json>, nid: number, key: Pointer<string>, defaultValue: number): number {
    return isJson(json) ? json.getDouble(textOf(key), defaultValue, nid) : defaultValue
}

/**
 * Milliseconds since 1970: of a text of digits the number, else of an ISO 8601 date with zone; -1 for anything else.
 *
 * Source: spec json.md §7
 */
export function jsonGetDate(json: Pointer<Json>, nid: number, key: Pointer<string>, defaultValue: number): number {
    return isJson(json) ? json.getDate(textOf(key), defaultValue, nid) : defaultValue
}

/**
 * A number with a unit: `5 mins` is 300, `20MB` is 20971520, `unlimited` MAXINT64. The default is a text of that kind.
 *
 * Source: spec json.md §7
 */
export function jsonGetValue(
    json: Pointer<Json>,
    nid: number,
    key: Pointer<string>,
    defaultValue: Pointer<string>,
): number {
    return svalue(jsonGet(json, nid, key, defaultValue))
}

/**
 * Id of a node.
 *
 * @returns R_ERR_CANT_FIND if there is none
 *
 * Source: spec json.md §7
 */
export function jsonGetId(json: Pointer<Json>, nid: number, key: Pointer<string>): number {
    const id = isJson(json) ? json.getId(textOf(key), nid) : -1
    return id < 0 ? R_ERR_CANT_FIND : id
}

/**
 * A node; NULL if there is none.
 *
 * Source: spec json.md §7
 */
export function jsonGetNode(json: Pointer<Json>, nid: number, key: Pointer<string>): Nullable<JsonNode> {
    return isJson(json) ? (json.getNode(textOf(key), nid) ?? null) : null
}

/**
 * Id of a node; -1 if it is not in this tree, or not any more.
 *
 * Source: spec json.md §7
 */
export function jsonGetNodeId(json: Pointer<Json>, node: Pointer<JsonNode>): number {
    return isJson(json) && node instanceof JsonNode ? json.idOf(node) : -1
}

/**
 * The child at a position from 0; NULL if there is none.
 *
 * Source: spec json.md §7
 */
export function jsonGetChildNode(json: Pointer<Json>, nid: number, nth: number): Nullable<JsonNode> {
    return isJson(json) ? (json.getChild(nth, nid) ?? null) : null
}

/**
 * Type of a node: a constant, or 0 for a placeholder. A NULL key is the base itself.
 *
 * @returns R_ERR_BAD_ARGS if there is no node, and for an empty key
 *
 * Source: spec json.md §6.3, §7
 */
export function jsonGetType(json: Pointer<Json>, nid: number, key: Pointer<string>): number {
    return isJson(json) && key !== '' ? (json.getType(textOf(key), nid) ?? R_ERR_BAD_ARGS) : R_ERR_BAD_ARGS
}

/**
 * Number of direct children; 0 for a leaf.
 *
 * @returns R_ERR_CANT_FIND if there is no node
 *
 * Source: spec json.md §7
 */
export function jsonGetLength(json: Pointer<Json>, nid: number, key: Pointer<string>): number {
    return isJson(json) ? (json.getLength(textOf(key), nid) ?? R_ERR_CANT_FIND) : R_ERR_CANT_FIND
}
