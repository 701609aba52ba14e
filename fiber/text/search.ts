/*
    search.ts -- Searching: what C gives as a pointer into the string is here the rest of the string. Source: spec runtime.md §12.3.
*/

import type { Pointer } from '../compat/index.js'
import { byteLength, count, firstBytes, isHigh, isLow, splitsPair } from './bytes.js'
import { lowerAscii } from './case.js'

/** Whether a match of `length` units at `index` begins and ends between characters. */
function isWhole(text: string, index: number, length: number): boolean {
    return !splitsPair(text, index) && !splitsPair(text, index + length)
}

/** Whether a match of the pattern could begin or end within a pair: it begins or ends with half of one. */
function isRagged(pattern: string): boolean {
    return isLow(pattern.charCodeAt(0)) || isHigh(pattern.charCodeAt(pattern.length - 1))
}

/** Index of the first `pattern` from `start` on, -1 if there is none or the pattern is empty. Never within a character. */
export function find(text: string, pattern: string, start: number): number {
    if (pattern === '') {
        return -1
    }
    let index = text.indexOf(pattern, start)
    if (index >= 0 && isRagged(pattern)) {
        while (index >= 0 && !isWhole(text, index, pattern.length)) {
            index = text.indexOf(pattern, index + 1)
        }
    }
    return index
}

/** The character that `c` stands for: a string gives its first, a number is a code point. `''` if it stands for none. */
function character(c: string | number): string {
    if (typeof c === 'string') {
        const codePoint = c.codePointAt(0)
        return codePoint === undefined ? '' : String.fromCodePoint(codePoint)
    }
    return Number.isInteger(c) && c >= 0 && c <= 0x10ffff ? String.fromCodePoint(c) : ''
}

function isSurrogate(unit: number): boolean {
    return (unit & 0xf800) === 0xd800
}

function hasUnit(set: string, unit: number): boolean {
    for (let i = 0; i < set.length; i++) {
        if (set.charCodeAt(i) === unit) {
            return true
        }
    }
    return false
}

/** Whether the character at `index` is one of `set`. */
export function isIn(set: string, text: string, index: number): boolean {
    const unit = text.charCodeAt(index)
    return isSurrogate(unit)
        ? find(set, String.fromCodePoint(text.codePointAt(index) ?? unit), 0) >= 0
        : hasUnit(set, unit)
}

/** How many units the character at `index` has. */
export function unitsAt(text: string, index: number): number {
    return isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1)) ? 2 : 1
}

/** Index of the first character from `start` on that is (`wanted`), or is not, in the set; the length if there is none. */
export function scan(text: string, start: number, set: string, wanted: boolean): number {
    let index = start
    while (index < text.length) {
        const unit = text.charCodeAt(index)
        const isFound = isSurrogate(unit) ? isIn(set, text, index) : hasUnit(set, unit)
        if (isFound === wanted) {
            break
        }
        index += isSurrogate(unit) ? unitsAt(text, index) : 1
    }
    return index
}

/** The rest of the text from `index` on, or NULL for -1. */
function from(text: string, index: number): string | null {
    return index < 0 ? null : text.slice(index)
}

/**
 * The rest of `s` from the first `c` on, a one-character string or a code point; else NULL.
 *
 * Source: spec runtime.md §12.3
 */
export function schr(s: Pointer<string>, c: string | number): string | null {
    return typeof s === 'string' ? from(s, find(s, character(c), 0)) : null
}

/**
 * The rest of `s` from the last `c` on, a one-character string or a code point; else NULL.
 *
 * Source: spec runtime.md §12.3
 */
export function srchr(s: Pointer<string>, c: string | number): string | null {
    const wanted = character(c)
    if (typeof s !== 'string' || wanted === '') {
        return null
    }
    let index = s.lastIndexOf(wanted)
    while (index >= 0 && !isWhole(s, index, wanted.length)) {
        // A negative position would be taken as 0.
        index = index === 0 ? -1 : s.lastIndexOf(wanted, index - 1)
    }
    return from(s, index)
}

/**
 * The rest of `s` from the first `pattern` on, else NULL. An empty or NULL pattern never matches.
 *
 * Source: spec runtime.md §12.3
 */
export function scontains(s: Pointer<string>, pattern: Pointer<string>): string | null {
    if (typeof s !== 'string' || typeof pattern !== 'string') {
        return null
    }
    return from(s, find(s, pattern, 0))
}

/**
 * As `scontains`, but the match must lie within the first `limit` bytes; 0 (or less) means the whole string.
 *
 * Source: spec runtime.md §12.3
 */
export function sncontains(s: Pointer<string>, pattern: Pointer<string>, limit: number): string | null {
    if (typeof s !== 'string' || typeof pattern !== 'string') {
        return null
    }
    const bytes = count(limit)
    return from(s, find(bytes === 0 ? s : firstBytes(s, bytes), pattern, 0))
}

/**
 * As `sncontains`, whatever the case of ASCII letters.
 *
 * Source: spec runtime.md §12.3
 */
export function sncaselesscontains(s: Pointer<string>, pattern: Pointer<string>, limit: number): string | null {
    if (typeof s !== 'string' || typeof pattern !== 'string') {
        return null
    }
    const bytes = count(limit)
    return from(s, find(lowerAscii(bytes === 0 ? s : firstBytes(s, bytes)), lowerAscii(pattern), 0))
}

/**
 * The rest of `s` from the first character on that is one of `set`, else NULL.
 *
 * Source: spec runtime.md §12.3
 */
export function spbrk(s: Pointer<string>, set: Pointer<string>): string | null {
    if (typeof s !== 'string' || typeof set !== 'string') {
        return null
    }
    const index = scan(s, 0, set, true)
    return index < s.length ? s.slice(index) : null
}

/**
 * How many bytes the leading run of characters from `set` has; 0 for NULL and empty arguments.
 *
 * Source: spec runtime.md §12.3
 */
export function sspn(s: Pointer<string>, set: Pointer<string>): number {
    if (typeof s !== 'string' || typeof set !== 'string') {
        return 0
    }
    return byteLength(s.slice(0, scan(s, 0, set, false)))
}
