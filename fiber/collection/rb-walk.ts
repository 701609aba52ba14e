/*
    rb-walk.ts -- Walks over the nodes of a tree.

    A walk stands on the node that it gave last, and looks for the next one when it is asked: what has been added behind it
    meanwhile is visited, and the node that it stands on may have been removed.
*/

import type { RbNode } from './rb-node.js'
import type { RbTree } from './rb-tree.js'

/** Nodes in order, for `for ... of`. */
export type RbWalk<T> = IterableIterator<RbNode<T>>

/** All nodes. */
export class TreeNodes<T, K> implements RbWalk<T> {
    #node: RbNode<T> | null = null

    constructor(private readonly tree: RbTree<T, K>) {}

    next(): IteratorResult<RbNode<T>, undefined> {
        const node = this.#node === null ? this.tree.first() : this.tree.next(this.#node)
        if (node === null) {
            return { done: true, value: undefined }
        }
        this.#node = node
        return { done: false, value: node }
    }

    [Symbol.iterator](): this {
        return this
    }
}

/** The nodes whose items match what is searched. */
export class MatchingNodes<T, K> implements RbWalk<T> {
    #node: RbNode<T> | null = null

    constructor(
        private readonly tree: RbTree<T, K>,
        private readonly data: T | K,
        private readonly ctx: unknown,
    ) {}

    next(): IteratorResult<RbNode<T>, undefined> {
        const { tree, data, ctx } = this
        const node = this.#node === null ? tree.lookupFirst(data, ctx) : tree.lookupNext(this.#node, data, ctx)
        if (node === null) {
            return { done: true, value: undefined }
        }
        this.#node = node
        return { done: false, value: node }
    }

    [Symbol.iterator](): this {
        return this
    }
}
