/*
    replace.ts -- Replacing. Source: spec runtime.md §12.5.
*/

import type { Pointer } from '../compat/index.js'
import { sclone } from './copy.js'
import { find } from './search.js'

/**
 * `s` with each `pattern` replaced, from left to right; what was put in is not looked at again. NULL for `s` gives `''`.
 *
 * @param pattern NULL or `''` replaces nothing
 * @param replacement NULL removes
 *
 * Source: spec runtime.md §12.5
 */
export function sreplace(s: Pointer<string>, pattern: Pointer<string>, replacement: Pointer<string>): string {
    const text = sclone(s)
    const wanted = sclone(pattern)
    const instead = sclone(replacement)
    let result = ''
    let done = 0
    for (let index = find(text, wanted, 0); index >= 0; index = find(text, wanted, done)) {
        result += text.slice(done, index) + instead
        done = index + wanted.length
    }
    return done === 0 ? text : result + text.slice(done)
}
