/*
    blend-value.ts -- Blending arrays and scalars into a node. Source: spec json.md §11.3, §11.4.
*/

import {
    JSON_APPEND,
    JSON_ARRAY,
    type JSON_CCREATE,
    JSON_OVERWRITE,
    JSON_PRIMITIVE,
    JSON_REPLACE,
    JSON_STRING,
} from '../constants.js'
import { isPrimitive } from '../primitive.js'
import { copyNodes } from './copy.js'
import type { JsonNode } from './node.js'
import type { Tree } from './tree.js'

/** How one node is blended. */
export type BlendMode = typeof JSON_OVERWRITE | typeof JSON_APPEND | typeof JSON_REPLACE | typeof JSON_CCREATE

/** Blends a source array. The destination is not an object, unless it is overwritten. */
export function blendArray(dest: Tree, d: number, source: Tree, s: number, mode: BlendMode): void {
    const node = dest.nodes[d]!
    const items = elements(source, s)
    switch (mode) {
        case JSON_OVERWRITE:
            dest.assign(d, JSON_ARRAY, null)
            dest.empty(d)
            appendCopies(dest, d, source, items)
            break
        case JSON_APPEND:
            wrap(dest, d)
            appendCopies(dest, d, source, items)
            break
        case JSON_REPLACE:
            if (node.type === JSON_ARRAY) {
                removeValues(
                    dest,
                    d,
                    items.map(item => source.nodes[item]!.value),
                )
            }
            break
    }
}

/** Blends a source scalar. The destination is not an object, unless it is overwritten. */
export function blendScalar(dest: Tree, d: number, source: Tree, s: number, mode: BlendMode): void {
    const node = dest.nodes[d]!
    const { type, value } = source.nodes[s]!
    if (mode === JSON_OVERWRITE) {
        dest.assign(d, type, value)
    } else if (node.type === JSON_ARRAY) {
        if (mode === JSON_APPEND) {
            appendCopies(dest, d, source, [s])
        } else if (mode === JSON_REPLACE) {
            removeValues(dest, d, [value])
        }
    } else if (mode === JSON_APPEND) {
        dest.assign(d, JSON_STRING, `${node.value ?? ''} ${value ?? ''}`)
    } else if (mode === JSON_REPLACE) {
        takeOut(dest, d, node, value ?? '', type)
    }
}

/** Deletes each occurrence of a text. What is left has the type of the source, but is no primitive that nobody could read. */
function takeOut(dest: Tree, d: number, node: JsonNode, text: string, type: number): void {
    const left = text === '' ? (node.value ?? '') : (node.value ?? '').split(text).join('')
    dest.assign(d, left === '' || (type === JSON_PRIMITIVE && !isPrimitive(left)) ? JSON_STRING : type, left)
}

/** Makes a scalar the only element of an array; a placeholder becomes an empty one. */
function wrap(dest: Tree, d: number): void {
    const { type, value } = dest.nodes[d]!
    if (type === JSON_ARRAY) {
        return
    }
    const copies = copyNodes(dest, d, null)
    dest.assign(d, JSON_ARRAY, null)
    if (type !== 0 && value !== null) {
        dest.appendAll(d, copies)
    }
}

/** For each value, removes the first element that has it. Containers have none, and an empty one never matches. */
function removeValues(dest: Tree, d: number, values: readonly (string | null)[]): void {
    const wanted = new Map<string, number>()
    for (const value of values) {
        if (value !== null && value !== '') {
            wanted.set(value, (wanted.get(value) ?? 0) + 1)
        }
    }
    const found = elements(dest, d).filter(id => {
        const value = dest.nodes[id]!.value ?? ''
        const left = wanted.get(value) ?? 0
        wanted.set(value, left - 1)
        return left > 0
    })
    // From the end, so that the ids that are left stay right.
    for (const id of found.reverse()) {
        dest.cut(id)
    }
}

/** Ids of the direct children. */
function elements(tree: Tree, nid: number): number[] {
    const { nodes } = tree
    const end = nid + nodes[nid]!.size
    const ids: number[] = []
    for (let child = nid + 1; child < end; child += nodes[child]!.size) {
        ids.push(child)
    }
    return ids
}

/** Appends copies of nodes as elements. */
function appendCopies(dest: Tree, d: number, source: Tree, ids: readonly number[]): void {
    const copies = ids.flatMap(id => copyNodes(source, id, null))
    dest.appendAll(d, copies)
}
