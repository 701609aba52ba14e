/*
    floats.ts -- Floating-point numbers from text, as C's strtod reads them: the leading part only. Source: spec runtime.md §12.6.
*/

import type { Pointer } from '../compat/index.js'
import { digitOf, skipSpace } from './integers.js'

/** Hex digits that are kept: 64 bits, more than a number has. Of the others only matters whether all are zeros. */
const HEX_DIGITS = 16
/** Written exponents are cut to this, which no text of bearable length makes up for. */
const MAX_POWER = 1e9
/** Exponents beyond this, with 64 bits or less before them, are infinity or 0. */
const MAX_EXPONENT = 2000
/** The exponent of the lowest bit of the smallest number. */
const LOWEST = -1074

/** Index after the decimal digits from `start` on. */
function skipDigits(text: string, start: number): number {
    let index = start
    while (digitOf(text.charCodeAt(index)) < 10) {
        index++
    }
    return index
}

/** Index after an exponent (`e` or `p`, a sign, digits) at `start`; `start` if there is none. */
function skipExponent(text: string, start: number, letter: number): number {
    if ((text.charCodeAt(start) | 0x20) !== letter) {
        return start
    }
    const sign = text.charCodeAt(start + 1)
    const digits = sign === 0x2b || sign === 0x2d ? start + 2 : start + 1
    const end = skipDigits(text, digits)
    return end > digits ? end : start
}

/** bits * 2^exponent, rounded to the nearest number, ties to even. The lowest of the bits may stand for many. */
function scale(bits: bigint, exponent: number): number {
    const length = bits.toString(2).length
    if (bits === 0n || exponent + length < LOWEST) {
        return 0
    }
    if (exponent > MAX_EXPONENT) {
        return Number.POSITIVE_INFINITY
    }
    const drop = BigInt(Math.max(0, LOWEST - exponent))
    if (length - Number(drop) > 53 || drop === 0n) {
        // In two steps: 2^exponent alone may be out of range while the product is not.
        const half = Math.trunc(exponent / 2)
        return Number(bits) * 2 ** half * 2 ** (exponent - half)
    }
    // Bits below the lowest there is: Number() would round, and the multiplication again. So round here, once.
    const rest = bits & ((1n << drop) - 1n)
    const middle = 1n << (drop - 1n)
    const whole = bits >> drop
    const isUp = rest > middle || (rest === middle && (whole & 1n) === 1n)
    return Number(isUp ? whole + 1n : whole) * 2 ** LOWEST
}

/** A hexadecimal number from the index after its `0x` on; undefined if there is no digit. */
function hexAt(text: string, start: number): number | undefined {
    let bits = 0n
    let exponent = 0
    let kept = 0
    let index = start
    let isFraction = false
    let hasDigit = false
    for (; ; index++) {
        const unit = text.charCodeAt(index)
        if (unit === 0x2e && !isFraction) {
            isFraction = true
            continue
        }
        const digit = digitOf(unit)
        if (!(digit < 16)) {
            break
        }
        hasDigit = true
        if (kept < HEX_DIGITS) {
            bits = bits * 16n + BigInt(digit)
            kept += bits > 0n ? 1 : 0
            exponent -= isFraction ? 4 : 0
        } else {
            bits |= digit > 0 ? 1n : 0n
            exponent += isFraction ? 0 : 4
        }
    }
    if (!hasDigit) {
        return undefined
    }
    const power = text.slice(index + 1, skipExponent(text, index, 0x70))
    return scale(bits, exponent + Math.max(-MAX_POWER, Math.min(MAX_POWER, Number(power))))
}

/** A decimal number at `start`; undefined if there is none. */
function decimalAt(text: string, start: number): number | undefined {
    const whole = skipDigits(text, start)
    const point = text.charCodeAt(whole) === 0x2e ? whole + 1 : whole
    const fraction = skipDigits(text, point)
    if (whole === start && fraction === point) {
        return undefined
    }
    return Number(text.slice(start, skipExponent(text, fraction, 0x65)))
}

/** The leading number of a text: white space, a sign, then decimal or hexadecimal digits, `inf` or `nan`; 0 if there is none. */
export function parseFloatPrefix(text: string): number {
    let index = skipSpace(text, 0)
    const sign = text.charCodeAt(index)
    if (sign === 0x2b || sign === 0x2d) {
        index++
    }
    const word = text.slice(index, index + 3).toLowerCase()
    if (word === 'nan') {
        return Number.NaN
    }
    let value: number | undefined
    if (word === 'inf') {
        value = Number.POSITIVE_INFINITY
    } else if (word.startsWith('0x')) {
        value = hexAt(text, index + 2)
    }
    value ??= decimalAt(text, index)
    // Not -0 for a sign alone.
    return value === undefined ? 0 : sign === 0x2d ? -value : value
}

/**
 * The leading floating-point number, as C's strtod reads it; 0 if there is none, and for NULL.
 *
 * Source: spec runtime.md §12.6
 */
export function stof(s: Pointer<string>): number {
    return typeof s === 'string' ? parseFloatPrefix(s) : 0
}

/**
 * As `stof`, but NaN for NULL; `''` gives 0.
 *
 * Source: spec runtime.md §12.6
 */
export function stod(s: Pointer<string>): number {
    return typeof s === 'string' ? parseFloatPrefix(s) : Number.NaN
}
