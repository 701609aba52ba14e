/*
    remove.ts -- Taking out nodes. Source: spec json.md §9.
*/

import { find } from './find.js'
import { checkNode, checkUnlocked } from './set.js'
import type { Tree } from './tree.js'

/**
 * Removes the node under a key with all that is below it, and tells whether there was one. A null key: the base itself; of the
 * root nothing is left then. A key that is empty or means the root removes nothing.
 *
 * Throws a `JsonError`: `JSON_NO_NODE`, `JSON_LOCKED`.
 */
export function removeNode(tree: Tree, nid: number, key: string | null): boolean {
    checkNode(tree, nid)
    checkUnlocked(tree)
    if (key === null) {
        tree.cut(nid)
        return true
    }
    const found = key === '' ? -1 : find(tree, nid, key)
    if (found <= 0) {
        return false
    }
    tree.cut(found)
    return true
}
