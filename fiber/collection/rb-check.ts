/*
    rb-check.ts -- Is a red/black tree in order? For tests and for the search of faults. Source: spec runtime.md §17.
*/

import type { RbNode } from './rb-node.js'
import type { RbTree } from './rb-tree.js'

/** Whether each child knows its parent. */
function isParent<T>(node: RbNode<T>): boolean {
    return (node.left === null || node.left.parent === node) && (node.right === null || node.right.parent === node)
}

/** Goes through a tree as its branches have it, and looks whether the threads agree. */
class OrderCheck<T, K> {
    count = 0
    last: RbNode<T> | null = null

    constructor(private readonly tree: RbTree<T, K>) {}

    /** Whether a subtree is in order, behind all before it. As deep as the tree is high: 40 with a million items. */
    visit(node: RbNode<T> | null): boolean {
        return node === null || (this.visit(node.left) && this.#follow(node) && this.visit(node.right))
    }

    #follow(node: RbNode<T>): boolean {
        const { tree, last } = this
        this.last = node
        this.count++
        if (!isParent(node)) {
            return false
        }
        if (last === null) {
            return tree.first() === node
        }
        const order = tree.compare(last.data, node.data, null)
        return last.next === node && (order < 0 || (order === 0 && tree.duplicates && last.serial < node.serial))
    }
}

/**
 * Whether all items are in order, within `min` and `max` where these are not null, and all links between the nodes are right.
 * Takes time in proportion to the number of items.
 */
export function checkOrder<T, K>(tree: RbTree<T, K>, min: T | K | null = null, max: T | K | null = null): boolean {
    const check = new OrderCheck(tree)
    if (!check.visit(tree.root) || check.count !== tree.size) {
        return false
    }
    const first = tree.first()
    const { last } = check
    if (first === null || last === null) {
        return first === last
    }
    return (
        tree.root?.parent === null &&
        last.next === null &&
        (min === null || tree.compare(min, first.data, null) <= 0) &&
        (max === null || tree.compare(max, last.data, null) >= 0)
    )
}

/** Black height of a subtree, with its empty ends counted; 0 if a rule is violated in it. */
function blackHeight<T>(node: RbNode<T> | null): number {
    if (node === null) {
        return 1
    }
    if (node.red && (node.left?.red || node.right?.red)) {
        return 0
    }
    const left = blackHeight(node.left)
    const right = blackHeight(node.right)
    if (left === 0 || left !== right) {
        return 0
    }
    return node.red ? left : left + 1
}

/**
 * The black height: how many black nodes each way from the root to an end passes, with the end itself, so that it is 1 for an empty
 * tree. 0 if it is not the same for all ways, a red node has a red child, or the root is red.
 */
export function checkHeight<T, K>(tree: RbTree<T, K>): number {
    return tree.root?.red ? 0 : blackHeight(tree.root)
}
