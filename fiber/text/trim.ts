/*
    trim.ts -- Trimming. Source: spec runtime.md §12.4.
*/

import type { Pointer } from '../compat/index.js'
import { splitsPair } from './bytes.js'
import { isIn, scan } from './search.js'

/** For `strim`: at the start. */
export const R_TRIM_START = 1
/** For `strim`: at the end. */
export const R_TRIM_END = 2
/** For `strim`: at both ends. */
export const R_TRIM_BOTH = 3

/** Index after the last character that is not in the set, but not before `start`. */
function endOf(text: string, start: number, set: string): number {
    let end = text.length
    while (end > start) {
        const last = splitsPair(text, end - 1) ? end - 2 : end - 1
        if (!isIn(set, text, last)) {
            break
        }
        end = last
    }
    return end
}

/**
 * `s` without the characters of `set` at its ends. A new string: port `strim(s, …)` as `s = strim(s, …)`.
 *
 * @param where R_TRIM_START, R_TRIM_END or R_TRIM_BOTH, which 0 also means
 * @returns NULL if the string or the set is NULL
 *
 * Source: spec runtime.md §12.4
 */
export function strim(s: Pointer<string>, set: Pointer<string>, where: number): string | null {
    if (typeof s !== 'string' || typeof set !== 'string') {
        return null
    }
    const ends = typeof where === 'number' && where !== 0 ? where : R_TRIM_BOTH
    const start = (ends & R_TRIM_START) !== 0 ? scan(s, 0, set, false) : 0
    return s.slice(start, (ends & R_TRIM_END) !== 0 ? endOf(s, start, set) : s.length)
}
