/*
    values.ts -- Between trees and plain JavaScript values. Source: spec json.md §18. Without recursion, for any depth.
*/

import { JSON_ARRAY, JSON_OBJECT, JSON_PRIMITIVE, JSON_REGEXP, JSON_STRING } from '../constants.js'
import { setProperty } from '../plain.js'
import { treeError } from './fault.js'
import { JsonNode } from './node.js'
import type { Tree } from './tree.js'

/** How a tree becomes values. */
export interface ToObjectOptions {
    /** Whole numbers beyond 2^53 become a bigint, so that no digit is lost. Default false: the nearest number. */
    readonly bigints?: boolean
}

/** How values become a tree. */
export interface FromObjectOptions {
    /** Nodes that the tree may have, then and later. Default 100,000. */
    readonly maxNodes?: number
    /** NaN and infinities stay what they are, which is only of use where JSON5 is written. Default false: they become null. */
    readonly infinities?: boolean
}

type Container = unknown[] | Record<string, unknown>

/** A container whose children are being made. */
interface Level {
    readonly container: Container
    readonly end: number
}

/** A node and what is below it as a plain value. Of properties with one name the last counts, as for all plain values. */
export function toValue(tree: Tree, nid: number, options: ToObjectOptions = {}): unknown {
    const { nodes } = tree
    const top = nodes[nid]
    if (top === undefined) {
        return undefined
    }
    const result = leafOrEmpty(top, options)
    const levels: Level[] = [{ container: result as Container, end: nid + top.size }]
    for (let id = nid + 1; id < nid + top.size; id++) {
        while (levels.at(-1)!.end === id) {
            levels.pop()
        }
        const node = nodes[id]!
        const value = leafOrEmpty(node, options)
        const { container } = levels.at(-1)!
        if (Array.isArray(container)) {
            container.push(value)
        } else {
            setProperty(container, node.name ?? '', value)
        }
        if (node.isContainer) {
            levels.push({ container: value as Container, end: id + node.size })
        }
    }
    return result
}

function leafOrEmpty({ type, value }: JsonNode, { bigints = false }: ToObjectOptions): unknown {
    switch (type) {
        case JSON_OBJECT:
            return {}
        case JSON_ARRAY:
            return []
        case JSON_PRIMITIVE:
            return primitiveOf(value ?? '', bigints)
        case JSON_REGEXP:
            return patternOf(value ?? '')
        case 0:
            return undefined
        default:
            return value
    }
}

function primitiveOf(text: string, bigints: boolean): unknown {
    switch (text) {
        case 'true':
            return true
        case 'false':
            return false
        case 'null':
            return null
        case 'undefined':
            return undefined
    }
    const number = Number(text)
    if (Number.isNaN(number)) {
        // Put there as a primitive by a program.
        return text
    }
    const isInexact = bigints && !Number.isSafeInteger(number) && /^[+-]?\d+$/.test(text)
    return isInexact ? BigInt(text.replace(/^\+/, '')) : number
}

/** A regular expression; its text if JavaScript does not take it. */
function patternOf(text: string): unknown {
    try {
        return new RegExp(text)
    } catch {
        return text
    }
}

/** A value that waits to become a node. */
interface Waiting {
    readonly name: string | null
    readonly value: unknown
    readonly parent: JsonNode | null
    /** The containers that it is in; undefined for one whose children are all done. */
    readonly leaves?: object
}

/**
 * A plain value as nodes in pre-order, in no tree; none for undefined. As `JSON.stringify` does it: `toJSON` is asked, what JSON
 * does not know (undefined, functions, symbols) is left out of objects and null in arrays, and so are NaN and infinities.
 * Regular expressions stay what they are, without their flags. With `infinities`, so do NaN and infinities.
 *
 * Throws a `JsonError`: `JSON_CYCLE`, `JSON_TOO_MANY_NODES` (more than `limit`).
 */
export function nodesOf(value: unknown, limit: number, infinities = false): JsonNode[] {
    const nodes: JsonNode[] = []
    const inside = new Set<object>()
    const waiting: Waiting[] = [{ name: null, value: plain(value), parent: null }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (next.leaves !== undefined) {
            inside.delete(next.leaves)
            finish(next.parent!)
            continue
        }
        if (next.value === undefined) {
            continue
        }
        if (nodes.length >= limit) {
            throw treeError('JSON_TOO_MANY_NODES', `wanted at most ${limit}`)
        }
        const node = leafFor(next.name, next.value, infinities)
        node.parent = next.parent
        nodes.push(node)
        if (node.isContainer) {
            const container = next.value as object
            if (inside.has(container)) {
                throw treeError('JSON_CYCLE')
            }
            inside.add(container)
            waiting.push({ name: null, value: null, parent: node, leaves: container })
            for (const child of childrenOf(container, node).reverse()) {
                waiting.push(child)
            }
        } else if (node.parent !== null) {
            node.parent.count++
            node.parent.size++
        }
    }
    return nodes
}

/** Counts a container whose children are done into the one around it. */
function finish({ parent, size }: JsonNode): void {
    if (parent !== null) {
        parent.count++
        parent.size += size
    }
}

function childrenOf(container: object, parent: JsonNode): Waiting[] {
    if (Array.isArray(container)) {
        return Array.from(container, item => ({ name: null, value: plain(item) ?? null, parent }))
    }
    return Object.entries(container).map(([name, item]) => ({ name, value: plain(item), parent }))
}

/** The value that stands for another one in JSON; undefined if there is none. */
function plain(value: unknown): unknown {
    const toJson = (value as { toJSON?: unknown } | null | undefined)?.toJSON
    const own = typeof toJson === 'function' ? toJson.call(value) : value
    return typeof own === 'function' || typeof own === 'symbol' ? undefined : own
}

function leafFor(name: string | null, value: unknown, infinities: boolean): JsonNode {
    if (typeof value === 'string') {
        return new JsonNode(name, value, JSON_STRING)
    }
    if (value instanceof RegExp) {
        // A NUL as it is would end the text.
        return new JsonNode(name, value.source.replaceAll('\0', '\\x00'), JSON_REGEXP)
    }
    if (typeof value === 'object' && value !== null) {
        return new JsonNode(name, null, Array.isArray(value) ? JSON_ARRAY : JSON_OBJECT)
    }
    if (typeof value !== 'number') {
        return new JsonNode(name, String(value), JSON_PRIMITIVE)
    }
    // Adding 0 turns -0 into 0, as JSON.stringify does.
    return new JsonNode(name, infinities || Number.isFinite(value) ? String(value + 0) : 'null', JSON_PRIMITIVE)
}
