/*
    template.ts -- Filling values of a tree into a text. Source: spec json.md §14.
*/

import { find } from './find.js'
import { textOfNode } from './read.js'
import { checkLength } from './text-limit.js'
import type { Tree } from './tree.js'

/**
 * `text` with each `${path}` replaced by the text of the node; containers are `{}` and `[]`. What is not there, or null, stays as it
 * is written if `keep`, else it goes. What was put in is not looked at again. Null if a `}` is missing.
 *
 * Throws a `JsonError` (`JSON_TEXT_TOO_LARGE`) if the result has more than 2^27 units.
 */
export function expandText(tree: Tree, text: string, keep: boolean): string | null {
    let result = ''
    let done = 0
    for (let dollar = text.indexOf('${'); dollar >= 0; dollar = text.indexOf('${', done)) {
        const end = text.indexOf('}', dollar)
        if (end < 0) {
            return null
        }
        const path = text.slice(dollar + 2, end)
        const nid = path === '' ? -1 : find(tree, 0, path)
        const value = nid < 0 ? null : textOfNode(tree.nodes[nid]!)
        result += text.slice(done, dollar) + (value ?? (keep ? text.slice(dollar, end + 1) : ''))
        done = end + 1
        checkLength(tree, result.length)
    }
    return result + text.slice(done)
}
