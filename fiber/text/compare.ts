/*
    compare.ts -- Comparing: scmp, smatch and their relatives. Source: spec runtime.md §12.2.

    The order is that of unsigned UTF-8 bytes, which is the order of code points, and not that of JavaScript's `<`: its units
    put the characters above U+FFFF below U+E000.
*/

import { timingSafeEqual } from 'node:crypto'
import type { Pointer } from '../compat/index.js'
import { bytesOf, count, isHigh, isLow, splitsPair } from './bytes.js'

/** The unit with A-Z folded to a-z. */
function fold(unit: number): number {
    return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit
}

/** Index of the first unit that differs, at most `limit` and the length of the shorter one. */
function commonUnits(a: string, b: string, limit: number, caseless: boolean): number {
    const length = Math.min(a.length, b.length, limit)
    let i = 0
    for (; i < length; i++) {
        const x = a.charCodeAt(i)
        const y = b.charCodeAt(i)
        if (x !== y && !(caseless && fold(x) === fold(y))) {
            break
        }
    }
    return i
}

/** Start of the characters that differ: one unit back where only the second half of a pair does. */
function startOfDifference(a: string, b: string, index: number): number {
    const isInside = index > 0 && isHigh(a.charCodeAt(index - 1))
    return isInside && (isLow(a.charCodeAt(index)) || isLow(b.charCodeAt(index))) ? index - 1 : index
}

function codePointAt(text: string, index: number, caseless: boolean): number {
    const codePoint = text.codePointAt(index) ?? -1
    return caseless ? fold(codePoint) : codePoint
}

function order(a: string, b: string, caseless: boolean): number {
    const index = startOfDifference(a, b, commonUnits(a, b, a.length, caseless))
    return Math.sign(codePointAt(a, index, caseless) - codePointAt(b, index, caseless))
}

/** Byte `index` of the UTF-8 form of a code point, as a number that orders like it. The end of a string is -1. */
function byteAt(codePoint: number, index: number): number {
    if (codePoint < 0x80) {
        return codePoint
    }
    const last = bytesOf(codePoint) - 1
    if (index > 0) {
        return 0x80 | ((codePoint >> (6 * (last - index))) & 0x3f)
    }
    // The number of leading one bits says how many bytes there are.
    return ((0xff00 >> (last + 1)) & 0xff) | (codePoint >> (6 * last))
}

/** Compares at most `limit` bytes: the difference may lie behind them, even within a character. */
function orderWithin(a: string, b: string, limit: number, caseless: boolean): number {
    // No unit has less than a byte, so that `limit` units are enough to look at.
    const index = startOfDifference(a, b, commonUnits(a, b, limit, caseless))
    const x = codePointAt(a, index, caseless)
    const y = codePointAt(b, index, caseless)
    const rest = limit - Buffer.byteLength(a.slice(0, index))
    for (let i = 0; i < rest && i < 4; i++) {
        const difference = byteAt(x, i) - byteAt(y, i)
        if (difference !== 0) {
            return Math.sign(difference)
        }
    }
    return 0
}

/**
 * Compares by bytes: -1, 0 or 1. NULL sorts before anything, also before `''`; two NULLs are equal.
 *
 * Source: spec runtime.md §12.2
 */
export function scmp(a: Pointer<string>, b: Pointer<string>): number {
    if (a === b) {
        return 0
    }
    if (typeof a !== 'string') {
        return typeof b === 'string' ? -1 : 0
    }
    return typeof b === 'string' ? order(a, b, false) : 1
}

/**
 * Whether `scmp` gives 0. NULL is not `''`; NULL matches NULL.
 *
 * Source: spec runtime.md §12.2
 */
export function smatch(a: Pointer<string>, b: Pointer<string>): boolean {
    return a === b || (typeof a !== 'string' && typeof b !== 'string')
}

/**
 * Compares by bytes with A-Z folded to a-z: -1, 0 or 1. A first NULL gives -1, whatever the second is; a second NULL gives 1.
 *
 * Source: spec runtime.md §12.2
 */
export function scaselesscmp(a: Pointer<string>, b: Pointer<string>): number {
    if (typeof a !== 'string') {
        return -1
    }
    return typeof b === 'string' ? order(a, b, true) : 1
}

/**
 * Whether both are the same but for the case of ASCII letters. NULL matches nothing, not even NULL.
 *
 * Source: spec runtime.md §12.2
 */
export function scaselessmatch(a: Pointer<string>, b: Pointer<string>): boolean {
    if (typeof a !== 'string' || typeof b !== 'string' || a.length !== b.length) {
        return false
    }
    return a === b || commonUnits(a, b, a.length, true) === a.length
}

/**
 * Compares at most `n` bytes: -1, 0 or 1. NULL as in `scmp`; no bytes (also a negative `n`) are equal.
 *
 * Source: spec runtime.md §12.2
 */
export function sncmp(a: Pointer<string>, b: Pointer<string>, n: number): number {
    if (typeof a !== 'string' || typeof b !== 'string') {
        return scmp(a, b)
    }
    return a === b ? 0 : orderWithin(a, b, count(n), false)
}

/**
 * Compares at most `n` bytes with A-Z folded to a-z: -1, 0 or 1. NULL as in `scaselesscmp`.
 *
 * Source: spec runtime.md §12.2
 */
export function sncaselesscmp(a: Pointer<string>, b: Pointer<string>, n: number): number {
    if (typeof a !== 'string' || typeof b !== 'string') {
        return scaselesscmp(a, b)
    }
    return a === b ? 0 : orderWithin(a, b, count(n), true)
}

/**
 * Whether both are equal, in a time that does not tell where they differ (it may tell their lengths). NULL equals `''`.
 *
 * Source: spec runtime.md §12.2
 */
export function smatchsec(a: Pointer<string>, b: Pointer<string>): boolean {
    // UTF-16, because lone surrogates have no UTF-8 form of their own.
    const left = Buffer.from(typeof a === 'string' ? a : '', 'utf16le')
    const right = Buffer.from(typeof b === 'string' ? b : '', 'utf16le')
    return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Whether `s` begins with `prefix`. NULL on either side gives false, the prefix `''` true.
 *
 * Source: spec runtime.md §12.2
 */
export function sstarts(s: Pointer<string>, prefix: Pointer<string>): boolean {
    if (typeof s !== 'string' || typeof prefix !== 'string') {
        return false
    }
    return s.startsWith(prefix) && !splitsPair(s, prefix.length)
}

/**
 * The suffix, where `s` ends with it, else NULL. The suffix `''` gives `''`: test with `!== null`.
 *
 * Source: spec runtime.md §12.2
 */
export function sends(s: Pointer<string>, suffix: Pointer<string>): string | null {
    if (typeof s !== 'string' || typeof suffix !== 'string') {
        return null
    }
    return s.endsWith(suffix) && !splitsPair(s, s.length - suffix.length) ? suffix : null
}
