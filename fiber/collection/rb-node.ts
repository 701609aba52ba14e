/*
    rb-node.ts -- RbNode: an item's place in a red/black tree.
*/

/**
 * An item's place in a tree: it stays the item's for as long as the item is in the tree. Only `data` is for others; what in it the
 * order depends on must not change meanwhile.
 *
 * Source: spec runtime.md §17
 */
export class RbNode<T = unknown> {
    /** The item. */
    data: T
    /** The tree. A node that has been removed is its own parent. */
    parent: RbNode<T> | null
    /** Items that are less. */
    left: RbNode<T> | null = null
    /** Items that are greater, or equal and younger. */
    right: RbNode<T> | null = null
    /** The node that follows in order. */
    next: RbNode<T> | null = null
    /** Colour: red or black. A node comes as red. */
    red = true
    /** Counts the insertions into the tree: the order of equal items. Says where the place of a removed node was. */
    readonly serial: number

    /** Made by `RbTree.insert`. */
    constructor(data: T, parent: RbNode<T> | null, serial: number) {
        this.data = data
        this.parent = parent
        this.serial = serial
    }

    /** Whether the item is no longer in the tree. */
    get removed(): boolean {
        return this.parent === this
    }
}
