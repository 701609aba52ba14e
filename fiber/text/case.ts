/*
    case.ts -- Letter case, of ASCII letters only: protocols fold nothing else. Source: spec runtime.md §12.5.

    JavaScript's own functions fold all letters, and can change the length: they are right for ASCII text alone.
*/

import type { Pointer } from '../compat/index.js'
import { isAscii } from './bytes.js'

/** `text` with the units from `first` to `last` moved by `shift`. */
function shiftCase(text: string, first: number, last: number, shift: number): string {
    let result = ''
    let done = 0
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i)
        if (unit >= first && unit <= last) {
            result += text.slice(done, i) + String.fromCharCode(unit + shift)
            done = i + 1
        }
    }
    return result + text.slice(done)
}

/** `text` with A-Z turned into a-z. */
export function lowerAscii(text: string): string {
    return isAscii(text) ? text.toLowerCase() : shiftCase(text, 0x41, 0x5a, 0x20)
}

/** `text` with a-z turned into A-Z. */
export function upperAscii(text: string): string {
    return isAscii(text) ? text.toUpperCase() : shiftCase(text, 0x61, 0x7a, -0x20)
}

/**
 * A-Z turned into a-z; NULL gives NULL. A new string: port `slower(s)` as `s = slower(s)`.
 *
 * Source: spec runtime.md §12.5
 */
export function slower(s: Pointer<string>): string | null {
    return typeof s === 'string' ? lowerAscii(s) : null
}

/**
 * a-z turned into A-Z; NULL gives NULL. A new string: port `supper(s)` as `s = supper(s)`.
 *
 * Source: spec runtime.md §12.5
 */
export function supper(s: Pointer<string>): string | null {
    return typeof s === 'string' ? upperAscii(s) : null
}

/**
 * The first letter in lower case, the rest as it is; NULL gives `''`.
 *
 * Source: spec runtime.md §12.5
 */
export function scamel(s: Pointer<string>): string {
    return typeof s === 'string' ? lowerAscii(s.slice(0, 1)) + s.slice(1) : ''
}

/**
 * The first letter in upper case, the rest as it is; NULL gives `''`.
 *
 * Source: spec runtime.md §12.5
 */
export function stitle(s: Pointer<string>): string {
    return typeof s === 'string' ? upperAscii(s.slice(0, 1)) + s.slice(1) : ''
}
