/*
    split.ts -- Splitting: one piece a call, with the rest kept in a `Ref`. Source: spec runtime.md §12.4.
*/

import type { Pointer, Ref } from '../compat/index.js'
import { find, scan } from './search.js'

/** Where the rest is kept; without one, it is lost. */
type Rest = Pointer<Ref<string | null>>

function keep(rest: Rest, text: string | null): void {
    if (typeof rest === 'object' && rest !== null) {
        rest.value = text
    }
}

/**
 * The next token: the first call gives the string, later calls NULL and the same `last`. Delimiters before and after the token
 * are skipped; tokens are never empty. `last` becomes the rest, `''` when only delimiters followed, NULL when nothing did.
 *
 * @param delims characters, each of which delimits; NULL or `''` makes the whole string one token
 * @returns the token, or NULL when none is left
 *
 * Source: spec runtime.md §12.4
 */
export function stok(s: Pointer<string>, delims: Pointer<string>, last: Rest): string | null {
    const text = typeof s === 'string' ? s : last ? last.value : null
    const set = typeof delims === 'string' ? delims : ''
    const start = typeof text === 'string' ? scan(text, 0, set, false) : 0
    if (typeof text !== 'string' || start === text.length) {
        keep(last, null)
        return null
    }
    const end = scan(text, start, set, true)
    keep(last, end === text.length ? null : text.slice(scan(text, end, set, false)))
    return text.slice(start, end)
}

/**
 * The text before the first run of delimiters; `last` becomes the text after the run, `''` if there is none. NULL is `''`.
 *
 * @param delims characters, each of which delimits
 * @returns the first part, `''` if the string begins with a delimiter; never NULL
 *
 * Source: spec runtime.md §12.4
 */
export function ssplit(s: Pointer<string>, delims: Pointer<string>, last: Rest): string {
    const text = typeof s === 'string' ? s : ''
    const set = typeof delims === 'string' ? delims : ''
    const end = scan(text, 0, set, true)
    keep(last, text.slice(scan(text, end, set, false)))
    return text.slice(0, end)
}

/**
 * The text before the first `pattern`; `next` becomes the text after it, NULL if it is not there.
 *
 * @param pattern a string, all of which delimits; empty or NULL gives the whole string, and `''` as next
 * @returns the first part; NULL, and `''` as next, for NULL
 *
 * Source: spec runtime.md §12.4
 */
export function sptok(s: Pointer<string>, pattern: Pointer<string>, next: Rest): string | null {
    if (typeof s !== 'string' || typeof pattern !== 'string' || pattern === '') {
        keep(next, '')
        return typeof s === 'string' ? s : null
    }
    const index = find(s, pattern, 0)
    keep(next, index < 0 ? null : s.slice(index + pattern.length))
    return index < 0 ? s : s.slice(0, index)
}
