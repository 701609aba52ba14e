/*
    c-rb.ts -- Red/black trees under their C names: RbTree, RbNode. Source: spec runtime.md §17, db.md §17.
*/

import { flagsOf, type Nullable, type Pointer } from '../compat/index.js'
import { rPrintf } from '../text/c.js'
import { checkHeight, checkOrder } from './rb-check.js'
import { RbNode } from './rb-node.js'
import { type RbCompare, RbTree } from './rb-tree.js'

export { RbNode } from './rb-node.js'
export { type RbCompare, RbTree } from './rb-tree.js'

/** Flag of a tree: equal items are kept. */
export const RB_DUP = 1

/**
 * Makes an empty tree. `flags`: 0, or `RB_DUP` to keep equal items.
 *
 * @param compare see `RbCompare`
 * @param free called as `free(arg, data)` for items that leave the tree; NULL: nobody is told
 * @returns the tree; NULL without `compare`
 *
 * Source: spec runtime.md §17
 */
export function rbAlloc<T = unknown, K = T, A = unknown>(
    flags: number,
    compare: Pointer<RbCompare<T, K>>,
    free: Pointer<(arg: A, data: T) => void>,
    arg?: A,
): Nullable<RbTree<T, K>> {
    if (typeof compare !== 'function') {
        return null
    }
    return new RbTree(compare, {
        duplicates: (flagsOf(flags) & RB_DUP) !== 0,
        free: typeof free === 'function' ? data => free(arg as A, data) : null,
    })
}

/**
 * Removes all items, with `free` for each.
 *
 * Source: spec runtime.md §17
 */
export function rbFree<T, K>(tree: Pointer<RbTree<T, K>>): void {
    if (tree instanceof RbTree) {
        tree.clear()
    }
}

/**
 * Adds an item. Without `RB_DUP` it takes the place of an equal one, in the same node, with `free` for that; with `RB_DUP` it comes
 * after those.
 *
 * @returns its node; NULL for a NULL tree
 *
 * Source: spec runtime.md §17
 */
export function rbInsert<T, K>(tree: Pointer<RbTree<T, K>>, data: T): Nullable<RbNode<T>> {
    return tree instanceof RbTree ? tree.insert(data) : null
}

/**
 * A node whose item matches, of several any, by `compare(data, item, ctx)`. NULL if none does.
 *
 * Source: spec runtime.md §17
 */
export function rbLookup<T, K>(tree: Pointer<RbTree<T, K>>, data: T | K, ctx?: unknown): Nullable<RbNode<T>> {
    return tree instanceof RbTree ? tree.lookup(data, ctx) : null
}

/**
 * The first node in order whose item matches. NULL if none does.
 *
 * Source: spec runtime.md §17
 */
export function rbLookupFirst<T, K>(tree: Pointer<RbTree<T, K>>, data: T | K, ctx?: unknown): Nullable<RbNode<T>> {
    return tree instanceof RbTree ? tree.lookupFirst(data, ctx) : null
}

/**
 * The node that follows, if its item matches. NULL if it does not, or at the end.
 *
 * Source: spec runtime.md §17
 */
export function rbLookupNext<T, K>(
    tree: Pointer<RbTree<T, K>>,
    node: Pointer<RbNode<T>>,
    data: T | K,
    ctx?: unknown,
): Nullable<RbNode<T>> {
    return tree instanceof RbTree && node instanceof RbNode ? tree.lookupNext(node, data, ctx) : null
}

/**
 * The first node in order. NULL if there is none.
 *
 * Source: spec runtime.md §17
 */
export function rbFirst<T, K>(tree: Pointer<RbTree<T, K>>): Nullable<RbNode<T>> {
    return tree instanceof RbTree ? tree.first() : null
}

/**
 * The node that follows in order; of a removed node, that which follows the place where it was. NULL at the end.
 *
 * Source: spec runtime.md §17
 */
export function rbNext<T, K>(tree: Pointer<RbTree<T, K>>, node: Pointer<RbNode<T>>): Nullable<RbNode<T>> {
    return tree instanceof RbTree && node instanceof RbNode ? tree.next(node) : null
}

/**
 * Removes a node of this tree; all others keep their items. Nothing happens if it has been removed already.
 *
 * @returns the item if `keep` is set; else NULL, after `free` for the item
 *
 * Source: spec runtime.md §17
 */
export function rbRemove<T, K>(
    tree: Pointer<RbTree<T, K>>,
    node: Pointer<RbNode<T>>,
    keep: boolean | number,
): Nullable<T> {
    if (!(tree instanceof RbTree) || !(node instanceof RbNode) || node.removed) {
        return null
    }
    tree.remove(node)
    if (keep) {
        return node.data
    }
    tree.free?.(node.data)
    return null
}

/**
 * Whether all items are in order, within `min` and `max` where these are not NULL. False for a NULL tree. For tests: looks at each item.
 *
 * Source: spec runtime.md §17
 */
export function rbCheckOrder<T, K>(tree: Pointer<RbTree<T, K>>, min: T | K | null, max: T | K | null): boolean {
    return tree instanceof RbTree && checkOrder(tree, min, max)
}

/**
 * How many black nodes each way from the root to an end passes, with the end itself. 0 if the rules are violated, and for a NULL tree.
 * For tests: looks at each item.
 *
 * Source: spec runtime.md §17
 */
export function rbCheckHeight<T, K>(tree: Pointer<RbTree<T, K>>): number {
    return tree instanceof RbTree ? checkHeight(tree) : 0
}

/**
 * Prints the tree to the standard output in order: for each node its depth and way from the root, what `print` prints of its item, the
 * colour, and an empty line: `1:TL: ... (red)`.
 *
 * Source: spec db.md §17
 */
export function rbPrint<T, K>(tree: Pointer<RbTree<T, K>>, print: Pointer<(data: T) => void>): void {
    if (tree instanceof RbTree && typeof print === 'function') {
        printNode(tree.root, 'T', print)
    }
}

/**
 * The nodes in order, for `for (const node of ITERATE_TREE(tree))`. Nodes may be added and removed meanwhile. A NULL tree has none.
 *
 * Source: spec runtime.md §17
 */
export function ITERATE_TREE<T, K>(tree: Pointer<RbTree<T, K>>): Iterable<RbNode<T>> {
    return tree instanceof RbTree ? tree : []
}

/**
 * The nodes whose items match, in order, for `for (const node of ITERATE_INDEX(tree, data, ctx))`. Nodes may be added and removed
 * meanwhile. A NULL tree has none.
 *
 * Source: spec runtime.md §17
 */
export function ITERATE_INDEX<T, K>(tree: Pointer<RbTree<T, K>>, data: T | K, ctx?: unknown): Iterable<RbNode<T>> {
    return tree instanceof RbTree ? tree.matches(data, ctx) : []
}

function printNode<T>(node: RbNode<T> | null, path: string, print: (data: T) => void): void {
    if (node === null) {
        return
    }
    printNode(node.left, `${path}L`, print)
    rPrintf('%d:%s: ', path.length - 1, path)
    print(node.data)
    rPrintf(' (%s)\n\n', node.red ? 'red' : 'black')
    printNode(node.right, `${path}R`, print)
}
