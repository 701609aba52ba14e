/*
    child.ts -- The children of a node: by name, by position, by what a term of a key means. Source: spec json.md §6.2.

    Small containers are searched. For large ones an index is made when it is first wanted, and kept as long as children are only
    added.
*/

import { JSON_ARRAY, JSON_OBJECT } from '../constants.js'
import { NameIndex } from './name-index.js'
import type { JsonNode } from './node.js'
import type { Tree } from './tree.js'

/** More children than this get an index. */
const MANY = 32

/** Id of the first child of that name; -1 if there is none. */
export function childByName(tree: Tree, nid: number, name: string): number {
    const { nodes } = tree
    const parent = nodes[nid]!
    if (parent.count > MANY) {
        parent.names ??= indexNames(tree, nid)
        const found = parent.names.get(name)
        return found === undefined ? -1 : tree.idOfChild(nid, found)
    }
    const end = nid + parent.size
    for (let child = nid + 1; child < end; child += nodes[child]!.size) {
        if (nodes[child]!.name === name) {
            return child
        }
    }
    return -1
}

/** Id of the child at a position from 0; -1 if there is none. */
export function childAt(tree: Tree, nid: number, position: number): number {
    const { nodes } = tree
    const parent = nodes[nid]!
    if (!(Number.isInteger(position) && position >= 0 && position < parent.count)) {
        return -1
    }
    if (parent.count === parent.size - 1) {
        // All of them are leaves.
        return nid + 1 + position
    }
    if (parent.count > MANY) {
        parent.elements ??= indexElements(tree, nid)
        return tree.idOfChild(nid, parent.elements[position]!)
    }
    let child = nid + 1
    for (let i = 0; i < position; i++) {
        child += nodes[child]!.size
    }
    return child
}

/** Id of the first child that is a leaf with that value; -1 if there is none. */
export function childByValue(tree: Tree, nid: number, value: string): number {
    const { nodes } = tree
    const end = nid + nodes[nid]!.size
    for (let child = nid + 1; child < end; child += nodes[child]!.size) {
        if (nodes[child]!.value === value) {
            return child
        }
    }
    return -1
}

/** The leading decimal digits of a term; -1 if it begins with none. */
export function indexOfTerm(term: string): number {
    let index = -1
    for (let i = 0; i < term.length; i++) {
        const digit = term.charCodeAt(i) - 48
        if (!(digit >= 0 && digit <= 9)) {
            break
        }
        index = (index < 0 ? 0 : index * 10) + digit
    }
    return index
}

/** Id of the child that a term of a key means; -1 if there is none, as below a leaf. */
export function childByTerm(tree: Tree, nid: number, term: string): number {
    const { type } = tree.nodes[nid]!
    if (type === JSON_OBJECT) {
        return childByName(tree, nid, term)
    }
    if (type !== JSON_ARRAY) {
        return -1
    }
    const position = indexOfTerm(term)
    return position >= 0 ? childAt(tree, nid, position) : childByValue(tree, nid, term)
}

function indexNames(tree: Tree, nid: number): NameIndex {
    const index = new NameIndex()
    for (const child of childrenOf(tree, nid)) {
        index.add(child)
    }
    return index
}

function indexElements(tree: Tree, nid: number): JsonNode[] {
    return childrenOf(tree, nid)
}

/** The direct children, in order. */
function childrenOf(tree: Tree, nid: number): JsonNode[] {
    const { nodes } = tree
    const end = nid + nodes[nid]!.size
    const children: JsonNode[] = []
    for (let child = nid + 1; child < end; child += nodes[child]!.size) {
        children.push(nodes[child]!)
    }
    return children
}
