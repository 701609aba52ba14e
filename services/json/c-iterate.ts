/*
    c-iterate.ts -- The loops of C over children: `for (const { child, nid } of ITERATE_JSON(json, null))`. Nodes must not be added or
    removed meanwhile: an error is logged and the loop ends, unless it is left at once. Source: spec json.md §10.
*/

import { type Pointer, R_ERR_BAD_ARGS } from '../../fiber/compat/index.js'
import { isJson, textOf } from './c-pointers.js'
import { checkUnchanged, type Json, JsonNode } from './tree/index.js'

/** A child with its id. */
export interface JsonChild {
    readonly child: JsonNode
    readonly nid: number
}

/**
 * The children of a node; NULL is the root.
 *
 * Source: spec json.md §10
 */
export function iterateJson(json: Pointer<Json>, parent: Pointer<JsonNode> = null): Iterable<JsonChild> {
    return iterateJsonId(json, isJson(json) && parent instanceof JsonNode ? json.idOf(parent) : 0)
}

/**
 * The children of the node of an id.
 *
 * Source: spec json.md §10
 */
export function iterateJsonId(json: Pointer<Json>, pid: number): Iterable<JsonChild> {
    return iterateJsonKey(json, pid, null)
}

/**
 * The children of the node under a key; none if there is no node. A NULL key is the base itself.
 *
 * Source: spec json.md §10
 */
export function* iterateJsonKey(json: Pointer<Json>, baseId: number, key: Pointer<string>): Iterable<JsonChild> {
    if (isJson(json)) {
        for (const [child, nid] of json.children(baseId, textOf(key))) {
            yield { child, nid }
        }
    }
}

/** The names of C. */
export const ITERATE_JSON = iterateJson
export const ITERATE_JSON_ID = iterateJsonId
export const ITERATE_JSON_KEY = iterateJsonKey
export const ITERATE_JSON_DYNAMIC = iterateJsonId

/**
 * For loops of one's own: checks that a tree still has `count` nodes.
 *
 * @returns `nid`; R_ERR_BAD_ARGS if not, which is logged
 *
 * Source: spec json.md §10
 */
export function jsonCheckIteration(json: Pointer<Json>, count: number, nid: number): number {
    return isJson(json) && checkUnchanged(json, count) ? nid : R_ERR_BAD_ARGS
}
