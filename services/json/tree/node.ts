/*
    node.ts -- A node of a tree. Source: spec json.md §1.

    Its place is not stored as a number that each insertion would have to correct: a node knows the size of its sub-tree and its
    parent, and `at` is only where it was seen last.
*/

import { inspect } from 'node:util'
import { JSON_ARRAY, JSON_OBJECT } from '../constants.js'
import type { NameIndex } from './name-index.js'
import type { Tree } from './tree.js'

/** Both containers. */
const CONTAINER = JSON_OBJECT | JSON_ARRAY

/** An object, array or value of a tree. Nodes change through the functions of their tree only. */
export class JsonNode {
    /** Property name; null for elements of arrays and for the root. */
    readonly name: string | null
    /** Always text: of a string, of a number as it was written, of a regular expression without slashes. Null for containers. */
    readonly value: string | null
    /** One of the type constants, or 0: a placeholder that is not rendered. */
    readonly type: number
    /** @internal The tree; null before it gets into one and after it was removed. */
    tree: Tree | null = null
    /** @internal The container; null for the root. */
    parent: JsonNode | null = null
    /** @internal Index in the tree, or where it used to be: right if the tree has this node there. */
    at = -1
    /** @internal Nodes of the sub-tree, this one included. */
    size = 1
    /** @internal Direct children. */
    count = 0
    /** @internal Children of a large object by name; made when first wanted. */
    names: NameIndex | null = null
    /** @internal Children of a large array of containers by position; made when first wanted. */
    elements: JsonNode[] | null = null

    constructor(name: string | null, value: string | null, type: number) {
        this.name = name
        this.value = value
        this.type = type
    }

    /** Index of the node that follows the whole sub-tree; `nid + 1` for a leaf, -1 if the node is in no tree. */
    get last(): number {
        return this.tree === null ? -1 : this.tree.idOf(this) + this.size
    }

    /** Whether it is an object or array. */
    get isContainer(): boolean {
        return (this.type & CONTAINER) !== 0
    }

    /** What `console.log` shows: not the whole tree. */
    [inspect.custom](): string {
        const { name, value, type, last } = this
        return `JsonNode ${inspect({ name, value, type, last })}`
    }

    /** @internal Changes type and value; what is below is not touched. */
    become(type: number, value: string | null): void {
        const node = this as Writable
        node.type = type
        node.value = (type & CONTAINER) !== 0 ? null : (value ?? 'undefined')
    }
}

interface Writable {
    type: number
    value: string | null
}
