/*
    find.ts -- Reading keys: from a base and a key such as `a.b[0]` to a node. Source: spec json.md §6.
*/

import { keyTerms } from '../key-terms.js'
import { childByTerm } from './child.js'
import type { Tree } from './tree.js'

/** Whether a key is one term as it stands: no separators, no blanks in front. */
function isPlain(key: string): boolean {
    for (let i = 0; i < key.length; i++) {
        const unit = key.charCodeAt(i)
        if (unit === 0x2e || unit === 0x5b || unit === 0x5d || (i === 0 && unit <= 0x20)) {
            return false
        }
    }
    return true
}

/**
 * Id of the node that a key addresses below a base; -1 if there is none. A null or empty key, and one of separators only, is the
 * base itself.
 */
export function find(tree: Tree, nid: number, key: string | null): number {
    if (typeof nid !== 'number' || tree.nodes[nid] === undefined) {
        return -1
    }
    if (key === null || key === '') {
        return nid
    }
    if (isPlain(key)) {
        return childByTerm(tree, nid, key)
    }
    let at = nid
    for (const { name } of keyTerms(key)) {
        at = childByTerm(tree, at, name)
        if (at < 0) {
            break
        }
    }
    return at
}
