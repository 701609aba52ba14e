/*
    set.ts -- Writing a node under a key. Source: spec json.md §8.1.
*/

import { JSON_ARRAY, JSON_OBJECT } from '../constants.js'
import { type KeyTerm, keyTerms } from '../key-terms.js'
import { childByTerm } from './child.js'
import { typeFor } from './classify.js'
import { treeError } from './fault.js'
import { JsonNode } from './node.js'
import type { Tree } from './tree.js'

/** The documented term for a new element. It never means an element that is there, even if that has this value. */
const APPEND = '$'

/** Throws if a tree is locked. */
export function checkUnlocked(tree: Tree): void {
    if (tree.lock) {
        throw tree.fail(treeError('JSON_LOCKED'))
    }
}

/** Throws if an id is none of the tree. */
export function checkNode(tree: Tree, nid: number): void {
    if (typeof nid !== 'number' || tree.nodes[nid] === undefined) {
        const found = typeof nid === 'number' ? nid : typeof nid
        throw treeError('JSON_NO_NODE', `${found}, wanted an id below ${tree.count}`)
    }
}

/**
 * Stores a value below a base node, with the containers that are missing on the way to it, and gives the id of its node. In an
 * empty tree the base is 0, and the root becomes an object. Type 0 is found out from the text; the value null is `undefined`.
 *
 * Throws a `JsonError`: `JSON_NO_NODE`, `JSON_LOCKED`, `JSON_NO_KEY`, `JSON_TOO_MANY_NODES`; nothing has changed then.
 */
export function setNode(tree: Tree, nid: number, key: string | null, value: string | null, type: number): number {
    const isEmpty = tree.count === 0 && nid === 0
    if (!isEmpty) {
        checkNode(tree, nid)
    }
    checkUnlocked(tree)
    const terms = keyTerms(key ?? '')
    if (terms.length === 0) {
        throw treeError('JSON_NO_KEY')
    }
    checkRoom(tree, nid, terms)
    if (isEmpty) {
        tree.plant(new JsonNode(null, null, JSON_OBJECT))
    } else if (!tree.nodes[nid]!.isContainer) {
        tree.assign(nid, JSON_OBJECT, null)
    }
    return walk(tree, nid, terms, value, typeFor(type, value))
}

function walk(tree: Tree, nid: number, terms: readonly KeyTerm[], value: string | null, type: number): number {
    let at = nid
    for (let i = 0; i < terms.length; i++) {
        const term = terms[i]!
        const child = childToWrite(tree, at, term)
        if (child < 0) {
            return appendChain(tree, at, terms, i, value, type)
        }
        if (term.container === null) {
            tree.assign(child, type, value)
        } else {
            makeContainer(tree, child, term.container, terms[i + 1])
        }
        at = child
    }
    return at
}

/** The child that a term writes to; -1: a new one. */
function childToWrite(tree: Tree, nid: number, { name }: KeyTerm): number {
    return name === APPEND && tree.nodes[nid]!.type === JSON_ARRAY ? -1 : childByTerm(tree, nid, name)
}

/**
 * Makes a node on the way a container. An object is kept where an array is asked for, and an array where the next term can be one
 * of its elements (spec json.md §8.1, with its fix).
 */
function makeContainer(tree: Tree, nid: number, container: 'object' | 'array', next: KeyTerm | undefined): void {
    const { type } = tree.nodes[nid]!
    const isElement = next !== undefined && (next.index >= 0 || next.name === APPEND)
    if (type === JSON_OBJECT || (type === JSON_ARRAY && (container === 'array' || isElement))) {
        return
    }
    tree.assign(nid, container === 'array' ? JSON_ARRAY : JSON_OBJECT, null)
}

/** Appends the node for the terms from `first` on, each in that of the one before. Returns the id of the last. */
function appendChain(
    tree: Tree,
    nid: number,
    terms: readonly KeyTerm[],
    first: number,
    value: string | null,
    type: number,
): number {
    const chain: JsonNode[] = []
    let above = tree.nodes[nid]!
    for (let i = first; i < terms.length; i++) {
        const { name, container } = terms[i]!
        const node = new JsonNode(above.type === JSON_OBJECT ? name : null, null, 0)
        if (container === null) {
            node.become(type, value)
        } else {
            node.become(container === 'array' ? JSON_ARRAY : JSON_OBJECT, null)
        }
        if (i > first) {
            node.parent = above
            above.count = 1
        }
        node.size = terms.length - i
        chain.push(node)
        above = node
    }
    const last = chain.at(-1)!
    tree.pull(last, last.value, null)
    const id = chain.length === 1 ? tree.append(nid, last) : tree.appendAll(nid, chain)
    return id + chain.length - 1
}

/** Throws, before anything is changed, if the nodes that are missing would be too many. */
function checkRoom(tree: Tree, nid: number, terms: readonly KeyTerm[]): void {
    if (tree.count + terms.length + 1 <= tree.maxNodes) {
        return
    }
    let at = tree.count === 0 ? -1 : nid
    let found = 0
    while (at >= 0 && found < terms.length) {
        at = childToWrite(tree, at, terms[found]!)
        found += at < 0 ? 0 : 1
    }
    tree.reserve(terms.length - found + (tree.count === 0 ? 1 : 0))
}

/** Sets type and value of a node as it is, also in a locked tree and of a node that is in none. */
export function assignNode(node: JsonNode, type: number, value: string | null): void {
    if (type !== 0 && typeFor(type, value) !== type) {
        return
    }
    if (node.tree === null) {
        node.become(type, value)
    } else {
        node.tree.assign(node.tree.idOf(node), type, value)
    }
}
