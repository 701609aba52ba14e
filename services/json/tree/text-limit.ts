/*
    text-limit.ts -- How long a text may become: indents and expansions can make much of little.
*/

import { treeError } from './fault.js'
import type { Tree } from './tree.js'

/** UTF-16 units. */
const MAX_TEXT = 2 ** 27

/** Throws if a text is longer than 2^27 units. */
export function checkLength(tree: Tree, length: number): void {
    if (length > MAX_TEXT) {
        throw tree.fail(treeError('JSON_TEXT_TOO_LARGE', `wanted at most ${MAX_TEXT} characters`))
    }
}
