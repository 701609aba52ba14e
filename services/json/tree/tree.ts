/*
    tree.ts -- The storage of a tree: a flat array of nodes in pre-order. Source: spec json.md §1.

        { a: 1, b: [ 2, 3 ] }      nodes    {}   a   b   2   3
                                   nid       0   1   2   3   4
                                   size      5   1   3   1   1      last = nid + size
                                   parent    -   0   0   2   2

    Inserting moves the array's tail and adds to the sizes of the ancestors; no other node is touched, so that a tree is built by
    appending in the time of its depth. The ids that nodes remember are checked where they are used: `nodes[node.at] === node`.
    When one is wrong, its siblings are counted, or all nodes from the first insertion on.
*/

import { JSON_ARRAY, JSON_OBJECT, ME_JSON_MAX_NODES } from '../constants.js'
import { type JsonError, jsonErrors } from '../errors.js'
import { treeError } from './fault.js'
import type { JsonNode } from './node.js'

/** Told before the value of a node changes; `oldValue` is null for a new node. Must not change the tree. */
export type JsonTrigger = (
    arg: unknown,
    json: Tree,
    node: JsonNode,
    name: string | null,
    value: string | null,
    oldValue: string | null,
) => void

/** Up to this many nodes go through one `splice`, whose arguments are on the stack. */
const FEW = 1000

/** The nodes of a tree and what belongs to it as a whole. */
export class Tree {
    /** All nodes in pre-order; the index of a node is its id. Empty if there is no document. Not to be changed directly. */
    readonly nodes: JsonNode[] = []
    /** The first error since the tree was made; null if there was none. */
    error: string | null = null
    /** The file it was parsed from; null if it was not. */
    path: string | null = null
    /** Line that the parser has reached; 1 for a new tree. */
    lineNumber = 1
    /** A locked tree can be read only. */
    lock = false
    /** Nodes that it may have at most. */
    maxNodes = ME_JSON_MAX_NODES
    /** Containers within each other that a text may have which is parsed into it. */
    maxDepth = Number.POSITIVE_INFINITY
    /** @internal */
    trigger: JsonTrigger | null = null
    /** @internal */
    triggerArg: unknown = null
    #userFlags = 0
    /** Nodes before this index remember the right one. */
    #counted = Number.POSITIVE_INFINITY

    /** Number of nodes. */
    get count(): number {
        return this.nodes.length
    }

    /** Eight bits for the application. */
    get userFlags(): number {
        return this.#userFlags
    }

    set userFlags(flags: number) {
        this.#userFlags = flags & 0xff
    }

    /** The node of an id; undefined if there is none. */
    node(nid: number): JsonNode | undefined {
        return typeof nid === 'number' ? this.nodes[nid] : undefined
    }

    /** The id of a node; -1 if it is not in this tree. */
    idOf(node: JsonNode): number {
        if (node.tree !== this) {
            return -1
        }
        if (this.nodes[node.at] !== node) {
            this.#countAnew()
        }
        return node.at
    }

    /** @internal The id of a child of the node of an id. */
    idOfChild(into: number, child: JsonNode): number {
        const { nodes } = this
        if (nodes[child.at] === child) {
            return child.at
        }
        if (nodes[into]!.count > nodes.length - this.#counted) {
            return this.idOf(child)
        }
        // Its siblings are fewer than the nodes to be counted anew.
        let nid = into + 1
        for (let sibling = nodes[nid]!; sibling !== child; sibling = nodes[nid]!) {
            sibling.at = nid
            nid += sibling.size
        }
        child.at = nid
        return nid
    }

    /** @internal Notes an error, unless there was one before. */
    note(message: string): void {
        this.error ??= `JSON Parse Error: ${message}\n`
    }

    /** @internal Notes an error and makes it. */
    fail(error: JsonError): JsonError {
        this.note(jsonErrors[error.code].message)
        return error
    }

    /** @internal Throws if so many more nodes are too many. */
    reserve(count: number): void {
        if (this.nodes.length + count > this.maxNodes) {
            throw this.fail(treeError('JSON_TOO_MANY_NODES', `wanted at most ${this.maxNodes}`))
        }
    }

    /** @internal Makes a node the root of an empty tree. */
    plant(node: JsonNode): void {
        this.appendAll(-1, [node])
    }

    /** @internal Appends a leaf or an empty container to the container of an id. Returns its id. */
    append(into: number, node: JsonNode): number {
        this.reserve(1)
        const parent = this.nodes[into]!
        const nid = into + parent.size
        // Known for certain here, which may save counting later.
        parent.at = into
        if (nid === this.nodes.length) {
            this.nodes.push(node)
        } else {
            this.nodes.splice(nid, 0, node)
            this.#counted = Math.min(this.#counted, nid + 1)
        }
        node.tree = this
        node.at = nid
        this.#adopt(parent, node)
        grow(parent, 1)
        return nid
    }

    /** @internal Appends whole sub-trees in pre-order to the container of an id; -1: to an empty tree. Returns the first id. */
    appendAll(into: number, added: readonly JsonNode[]): number {
        this.reserve(added.length)
        const parent = this.nodes[into] ?? null
        const nid = parent === null ? 0 : into + parent.size
        this.#insert(nid, added)
        for (let i = 0; i < added.length; i++) {
            const node = added[i]!
            node.tree = this
            node.at = nid + i
        }
        for (let i = 0; i < added.length; i += added[i]!.size) {
            this.#adopt(parent, added[i]!)
        }
        grow(parent, added.length)
        return nid
    }

    /** @internal Takes out a node with all that is below it. */
    cut(nid: number): void {
        const node = this.nodes[nid]!
        const { parent } = node
        this.#splice(nid, node.size)
        if (parent !== null) {
            parent.count--
            if (parent.names?.remove(node) === false) {
                parent.names = null
            }
            if (parent.elements !== null && parent.elements.pop() !== node) {
                parent.elements = null
            }
            grow(parent, -node.size)
        }
        node.parent = null
    }

    /** @internal Takes out all that is below a node. */
    empty(nid: number): void {
        const node = this.nodes[nid]!
        const below = node.size - 1
        if (below > 0) {
            this.#splice(nid + 1, below)
            grow(node, -below)
            node.count = 0
            node.names = node.elements = null
        }
    }

    /** @internal Puts others in the place of all that is below a container: the nodes behind the first of a sub-tree. */
    replaceChildren(nid: number, [, ...added]: readonly JsonNode[]): void {
        this.empty(nid)
        this.appendAll(nid, added)
    }

    /** @internal Changes type and value of a node. What is below it stays only if it is and was the same kind of container. */
    assign(nid: number, type: number, value: string | null): void {
        const node = this.nodes[nid]!
        if (node.isContainer && node.type === type) {
            return
        }
        const isContainer = type === JSON_OBJECT || type === JSON_ARRAY
        const fresh = isContainer ? null : (value ?? 'undefined')
        this.pull(node, fresh, node.value)
        this.empty(nid)
        node.become(type, fresh)
    }

    /** @internal Calls the trigger for a value that is about to change. */
    pull(node: JsonNode, value: string | null, oldValue: string | null): void {
        this.trigger?.(this.triggerArg, this, node, node.name, value, oldValue)
    }

    #adopt(parent: JsonNode | null, child: JsonNode): void {
        child.parent = parent
        if (parent !== null) {
            parent.count++
            parent.names?.add(child)
            parent.elements?.push(child)
        }
    }

    #insert(nid: number, added: readonly JsonNode[]): void {
        const { nodes } = this
        if (nid < nodes.length) {
            this.#counted = Math.min(this.#counted, nid + added.length)
        }
        if (added.length <= FEW) {
            nodes.splice(nid, 0, ...added)
            return
        }
        const tail = nodes.splice(nid)
        for (const part of [added, tail]) {
            for (const node of part) {
                nodes.push(node)
            }
        }
    }

    #splice(nid: number, count: number): void {
        for (const node of this.nodes.splice(nid, count)) {
            node.tree = null
        }
        if (nid < this.nodes.length) {
            this.#counted = Math.min(this.#counted, nid)
        }
    }

    #countAnew(): void {
        const { nodes } = this
        for (let nid = this.#counted; nid < nodes.length; nid++) {
            nodes[nid]!.at = nid
        }
        this.#counted = Number.POSITIVE_INFINITY
    }
}

function grow(node: JsonNode | null, count: number): void {
    for (let each = node; each !== null; each = each.parent) {
        each.size += count
    }
}
