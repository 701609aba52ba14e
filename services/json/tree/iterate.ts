/*
    iterate.ts -- Walking over the children of a node. Source: spec json.md §10.
*/

import { Logger } from '../../../fiber/index.js'
import type { JsonNode } from './node.js'
import type { Tree } from './tree.js'

const log = new Logger('json')

/** Whether a tree still has as many nodes as when the walk began; if not, that is logged. */
export function checkUnchanged(tree: Tree, count: number): boolean {
    if (tree.count === count) {
        return true
    }
    log.error('Json iteration error. MUST not permute JSON nodes while iterating.')
    return false
}

/**
 * The direct children of a node with their ids, in order. Nodes must not be added or removed meanwhile: the walk ends then, and an
 * error is logged, unless the loop is left at once.
 */
export function* iterateChildren(tree: Tree, nid: number): Generator<[node: JsonNode, nid: number], void, void> {
    const parent = tree.nodes[nid]
    if (parent === undefined) {
        return
    }
    const { count } = tree
    const end = nid + parent.size
    for (let child = nid + 1; child < end; child += tree.nodes[child]!.size) {
        yield [tree.nodes[child]!, child]
        if (!checkUnchanged(tree, count)) {
            return
        }
    }
}
