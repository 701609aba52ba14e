/*
    copy.ts -- Copies of sub-trees, of any depth. Source: spec json.md §11.5.
*/

import { JsonNode } from './node.js'
import type { Tree } from './tree.js'

/** Copies of a node and all that is below it, in pre-order and in no tree; the first gets another name. */
export function copyNodes(tree: Tree, nid: number, name: string | null): JsonNode[] {
    const { nodes } = tree
    const end = nid + nodes[nid]!.size
    const copies: JsonNode[] = []
    for (let i = nid; i < end; i++) {
        const node = nodes[i]!
        const copy = new JsonNode(i === nid ? name : node.name, node.value, node.type)
        copy.size = node.size
        copy.count = node.count
        if (i > nid) {
            copy.parent = copies[tree.idOf(node.parent!) - nid]!
        }
        copies.push(copy)
    }
    return copies
}
