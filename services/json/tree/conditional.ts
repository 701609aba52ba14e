/*
    conditional.ts -- Configuration that depends on a profile or another property. Source: spec json.md §12.
*/

import type { ConditionalOptions } from '../conditional.js'
import { JSON_COMBINE, JSON_OBJECT } from '../constants.js'
import { keyTerms } from '../key-terms.js'
import { blend } from './blend.js'
import { childByName } from './child.js'
import { copyNodes } from './copy.js'
import { treeError } from './fault.js'
import { find } from './find.js'
import { iterateChildren } from './iterate.js'
import { textOfNode } from './read.js'
import { Tree } from './tree.js'

/**
 * Blends into an object what its property `conditional` has for the present choices, then removes that property:
 * `conditional: { SELECTOR: { CHOICE: { ... } } }`. The choice of a selector is the value of the top-level property of that name.
 *
 * Throws a `JsonError`: `JSON_CONDITIONAL` with its cause, if a choice cannot be blended; `JSON_LOCKED`.
 */
export function applyConditional(tree: Tree, options: ConditionalOptions = {}): void {
    const { profile, key = null } = options
    const nid = conditionalOf(tree, key)
    if (nid < 0) {
        return
    }
    if (tree.lock) {
        throw tree.fail(treeError('JSON_LOCKED'))
    }
    const conditional = new Tree()
    conditional.appendAll(-1, copyNodes(tree, nid, null))
    for (const [selector, sid] of iterateChildren(conditional, 0)) {
        const name = selector.name ?? ''
        const choice = (name === 'profile' ? profile : undefined) ?? choiceOf(tree, name)
        // A choice without terms would be all of them.
        if (choice === null || keyTerms(choice).length === 0 || find(conditional, sid, choice) < 0) {
            continue
        }
        try {
            blend(tree, conditional, { dkey: key, sid, skey: choice, flags: JSON_COMBINE })
        } catch (cause) {
            throw treeError('JSON_CONDITIONAL', `${name} (${(cause as Error).message})`, { cause })
        }
    }
    // What was blended may have moved it, or taken it away.
    const left = conditionalOf(tree, key)
    if (left >= 0) {
        tree.cut(left)
    }
}

/** Id of the property `conditional` of the object under a key; -1 if there is none. */
function conditionalOf(tree: Tree, key: string | null): number {
    const target = find(tree, 0, key)
    return target >= 0 && tree.nodes[target]!.type === JSON_OBJECT ? childByName(tree, target, 'conditional') : -1
}

/** The value of a top-level property; of `profile` also the usual one. Null: there is none, or it is no scalar. */
function choiceOf(tree: Tree, selector: string): string | null {
    const node = tree.nodes[childByName(tree, 0, selector)]
    const value = node === undefined || node.isContainer ? null : textOfNode(node)
    return value ?? (selector === 'profile' ? 'dev' : null)
}
