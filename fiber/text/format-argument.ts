/*
    format-argument.ts -- What an argument of printf is worth as a number. Source: spec runtime.md §13.
*/

import { snumber } from './classify.js'
import { parseFloatPrefix } from './floats.js'
import { wholeNumber } from './integers.js'

/** So many decimal digits are surely exact as a number. */
const EXACT_DIGITS = 15
/** So many are enough for 64 bits. More are read as a floating-point number, lest a hostile text keep us busy. */
const INTEGER_DIGITS = 20

/** The value for %f, %e, %g: of numbers, bigints, booleans, and the leading number of a text; all else is 0. */
export function floatOf(value: unknown): number {
    switch (typeof value) {
        case 'number':
            return value
        case 'bigint':
        case 'boolean':
            return Number(value)
        case 'string':
            return parseFloatPrefix(value)
        default:
            return 0
    }
}

/** The value for %d, %u, %x, %o: as `floatOf`, cut to a whole number, but exact. A bigint where a number would not be. */
export function integerOf(value: unknown): number | bigint {
    if (typeof value === 'bigint') {
        return value
    }
    if (
        typeof value === 'string' &&
        value.length > EXACT_DIGITS &&
        value.length <= INTEGER_DIGITS + 1 &&
        snumber(value)
    ) {
        // BigInt() refuses a plus sign.
        return BigInt(value.startsWith('+') ? value.slice(1) : value)
    }
    return wholeNumber(floatOf(value))
}
