/*
    rb-balance.ts -- Hangs nodes into a red/black tree and takes them out, and keeps its rules:

        the root is black, no red node has a red child, all ways from the root to an end pass the same number of black nodes

    Both repairs exist once for both sides, because `raise` rotates either way:

              parent                 node
              /    \                /    \
           node     c     ->       a    parent
           /  \                          /  \
          a    b                        b    c
*/

import type { RbNode } from './rb-node.js'

/** What has the nodes. */
interface Rooted<T> {
    root: RbNode<T> | null
}

/** Hangs a new node under its parent, where nothing hangs. */
export function link<T>(tree: Rooted<T>, node: RbNode<T>, isLeft: boolean): void {
    const { parent } = node
    if (parent === null) {
        tree.root = node
    } else if (isLeft) {
        parent.left = node
    } else {
        parent.right = node
    }
    repairRed(tree, node, parent)
}

/** Takes a node out. Where it has two children, its follower, which has no left one, moves into its place. */
export function unlink<T>(tree: Rooted<T>, node: RbNode<T>): void {
    const { left, right } = node
    let { parent, red } = node
    let child = left ?? right
    if (left !== null && right !== null) {
        const heir = node.next!
        child = heir.right
        parent = heir.parent === node ? heir : heir.parent
        red = heir.red
        substitute(tree, heir, child)
        substitute(tree, node, heir)
        heir.red = node.red
        adopt(heir, left, node.right)
    } else {
        substitute(tree, node, child)
    }
    if (!red) {
        repairBlack(tree, child, parent)
    }
}

/** Gives a node its children. */
function adopt<T>(node: RbNode<T>, left: RbNode<T>, right: RbNode<T> | null): void {
    node.left = left
    left.parent = node
    node.right = right
    if (right !== null) {
        right.parent = node
    }
}

/** Hangs `child` where `node` hangs. */
function substitute<T>(tree: Rooted<T>, node: RbNode<T>, child: RbNode<T> | null): void {
    const { parent } = node
    if (parent === null) {
        tree.root = child
    } else if (parent.left === node) {
        parent.left = child
    } else {
        parent.right = child
    }
    if (child !== null) {
        child.parent = parent
    }
}

/** Moves a node up into the place of its parent, which becomes its child. The order stays. */
function raise<T>(tree: Rooted<T>, node: RbNode<T>): void {
    const parent = node.parent!
    let inner: RbNode<T> | null
    substitute(tree, parent, node)
    if (parent.left === node) {
        inner = node.right
        parent.left = inner
        node.right = parent
    } else {
        inner = node.left
        parent.right = inner
        node.left = parent
    }
    if (inner !== null) {
        inner.parent = parent
    }
    parent.parent = node
}

/** Sees to a red node that may have a red parent. */
function repairRed<T>(tree: Rooted<T>, from: RbNode<T>, above: RbNode<T> | null): void {
    let node = from
    let parent = above
    while (parent?.red) {
        // A red node is not the root.
        const grand: RbNode<T> = parent.parent!
        const isLeft = grand.left === parent
        const uncle = isLeft ? grand.right : grand.left
        if (!uncle?.red) {
            if ((parent.left === node) !== isLeft) {
                raise(tree, node)
                parent = node
            }
            raise(tree, parent)
            parent.red = false
            grand.red = true
            return
        }
        // The grandparent hands its black down to both, and is the next that may have a red parent.
        parent.red = uncle.red = false
        grand.red = true
        node = grand
        parent = grand.parent
    }
    if (parent === null) {
        node.red = false
    }
}

/** Sees to a subtree, perhaps empty, all ways through which lack one black node. */
function repairBlack<T>(tree: Rooted<T>, from: RbNode<T> | null, above: RbNode<T> | null): void {
    let node = from
    let parent = above
    while (parent !== null && !node?.red) {
        const isLeft = parent.left === node
        let sibling: RbNode<T> = (isLeft ? parent.right : parent.left)!
        if (sibling.red) {
            raise(tree, sibling)
            sibling.red = false
            parent.red = true
            sibling = (isLeft ? parent.right : parent.left)!
        }
        const near = isLeft ? sibling.left : sibling.right
        let far = isLeft ? sibling.right : sibling.left
        if (!near?.red && !far?.red) {
            // Now the ways through the sibling lack it too: all through the parent do.
            sibling.red = true
            node = parent
            parent = parent.parent
            continue
        }
        if (!far?.red) {
            // Their colours are set below.
            raise(tree, near!)
            far = sibling
            sibling = near!
        }
        raise(tree, sibling)
        sibling.red = parent.red
        parent.red = false
        far.red = false
        return
    }
    if (node !== null) {
        node.red = false
    }
}
