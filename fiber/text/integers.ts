/*
    integers.ts -- Whole numbers from and to text. Source: spec runtime.md §12.6.
*/

import { MAXINT64, type Pointer, type Ref } from '../compat/index.js'
import { count } from './bytes.js'
import { isDestination } from './copy.js'

/** Blank, tab, line feed, vertical tab, form feed, carriage return. */
export function isSpace(unit: number): boolean {
    return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}

/** Index of the first character from `start` on that is no white space. */
export function skipSpace(text: string, start: number): number {
    let index = start
    while (isSpace(text.charCodeAt(index))) {
        index++
    }
    return index
}

/** The value of a digit in radix 36, or NaN. */
export function digitOf(unit: number): number {
    if (unit >= 0x30 && unit <= 0x39) {
        return unit - 0x30
    }
    const letter = unit | 0x20
    return letter >= 0x61 && letter <= 0x7a ? letter - 0x57 : Number.NaN
}

/**
 * The leading whole number of a text, and where it ends.
 *
 * @returns `end` is 0 if there is no number; the value is kept within MAXINT64 and -MAXINT64
 */
export function parseInteger(text: string, radix: number): { value: number; end: number } {
    let index = skipSpace(text, 0)
    const sign = text.charCodeAt(index)
    if (sign === 0x2b || sign === 0x2d) {
        index++
    }
    let base = radix
    if (text.charCodeAt(index) === 0x30 && (radix === 0 || radix === 16)) {
        const isHex = (text.charCodeAt(index + 1) | 0x20) === 0x78 && digitOf(text.charCodeAt(index + 2)) < 16
        base = radix === 16 || isHex ? 16 : 8
        index += isHex ? 2 : 0
    } else if (radix === 0) {
        base = 10
    }
    const start = index
    let value = 0
    for (let digit = digitOf(text.charCodeAt(index)); digit < base; digit = digitOf(text.charCodeAt(++index))) {
        value = Math.min(value * base + digit, MAXINT64)
    }
    // Not -0, which a caller could print.
    return { value: sign === 0x2d && value > 0 ? -value : value, end: index > start ? index : 0 }
}

/**
 * The leading whole number: white space, a sign, digits; 0 if there is none, and for NULL. Stays within MAXINT64 and -MAXINT64.
 *
 * Source: spec runtime.md §12.6
 */
export function stoi(s: Pointer<string>): number {
    return typeof s === 'string' ? parseInteger(s, 10).value : 0
}

/**
 * As `stoi`, in any radix from 2 to 36. Radix 0 recognises `0x` and a leading `0`. Any other radix reads nothing.
 *
 * @param end becomes the rest of the string, all of it if there is no number; stays as it is for NULL and `''`
 *
 * Source: spec runtime.md §12.6
 */
export function stoix(s: Pointer<string>, end: Pointer<Ref<string>>, radix: number): number {
    if (typeof s !== 'string' || s === '') {
        return 0
    }
    const isRadix = Number.isInteger(radix) && (radix === 0 || (radix >= 2 && radix <= 36))
    const number = isRadix ? parseInteger(s, radix) : { value: 0, end: 0 }
    if (typeof end === 'object' && end !== null) {
        end.value = s.slice(number.end)
    }
    return number.value
}

/**
 * A value as a whole number: parts of one fall away, NaN is 0, infinities are MAXINT64 and -MAXINT64. It is a bigint where a
 * number would not be exact in `toString`.
 */
export function wholeNumber(n: number | bigint): number | bigint {
    if (typeof n === 'bigint') {
        return n
    }
    // Adding 0 turns -0 into 0.
    const whole = Math.trunc(n) + 0
    if (Number.isSafeInteger(whole)) {
        return whole
    }
    if (Number.isFinite(whole)) {
        return BigInt(whole)
    }
    return Number.isNaN(whole) ? 0 : Math.sign(whole) * MAXINT64
}

/**
 * A whole number as decimal text; parts of one fall away, NaN is `0`.
 *
 * Source: spec runtime.md §12.6
 */
export function sitos(n: number | bigint): string {
    return sitosx(n, 10)
}

/**
 * A whole number as text in radix 2 to 16, with upper case digits; any other radix counts as 10.
 *
 * Source: spec runtime.md §12.6
 */
export function sitosx(n: number | bigint, radix: number): string {
    const isNumber = typeof n === 'number' || typeof n === 'bigint'
    const base = Number.isInteger(radix) && radix >= 2 && radix <= 16 ? radix : 10
    return wholeNumber(isNumber ? n : 0)
        .toString(base)
        .toUpperCase()
}

/**
 * Stores what `sitosx` gives.
 *
 * @returns the text; NULL, with `buf` as it was, if there is no buffer or the text and its end do not fit into `size` bytes
 *
 * Source: spec runtime.md §12.6
 */
export function sitosbuf(buf: Pointer<Ref<string>>, size: number, n: number, radix: number): string | null {
    const text = sitosx(n, radix)
    if (!isDestination(buf, size) || text.length >= count(size)) {
        return null
    }
    buf.value = text
    return text
}
