/*
    format-field.ts -- What a printf specification says about the field that a value is put into, and putting it there.
    Source: spec runtime.md §13.
*/

import { byteLength } from './bytes.js'

/** `-`: blanks on the right. */
export const LEFT = 1
/** `+`: a sign also on numbers that are not negative. */
export const PLUS = 2
/** Blank: a blank in the place of the sign; wins over `+`. */
export const BLANK = 4
/** `0`: zeros in the place of blanks on the left. */
export const ZERO = 8
/** `#`: a prefix that tells the radix; for `%s`, no precision. */
export const ALTERNATE = 16
/** `,` or `'`: thousands separators. */
export const GROUP = 32

/** Width or precision: not given. */
export const NONE = -1
/** Width or precision: the next argument. */
export const STAR = -2

/** The widest field, and the most digits: more is cut, so that no argument can ask for all the memory. */
export const MAX_FIELD = 1 << 20

/** No length letter. */
export const USUAL = 0
/** `h`: 16 bits. */
export const SHORT = 1
/** `l`, `ll`, `L`, `z`: 64 bits. */
export const LONG = 2

/** The field of one value. */
export interface Field {
    /** LEFT, PLUS … */
    readonly flags: number
    /** Bytes, or NONE. */
    readonly width: number
    /** Digits, decimals or bytes, or NONE. */
    readonly precision: number
    /** USUAL, SHORT or LONG. */
    readonly length: number
    /** Whether nothing of the above is given. */
    readonly isBare: boolean
}

const BLANKS = ' '.repeat(64)
const ZEROS = '0'.repeat(64)

/** `length` times the character that `filler` is made of. Cutting a long string is four times faster than making one. */
function fill(filler: string, length: number): string {
    return length <= filler.length ? filler.slice(0, length) : filler.charAt(0).repeat(length)
}

/** Text in its field. Its width is in bytes; blanks only, as C pads text. */
export function padText(text: string, { width, flags }: Field): string {
    const missing = width - byteLength(text)
    if (missing <= 0) {
        return text
    }
    return (flags & LEFT) !== 0 ? text + fill(BLANKS, missing) : fill(BLANKS, missing) + text
}

/** The sign of a number: `-`, or what the flags ask for. */
export function signOf(isNegative: boolean, flags: number): string {
    if (isNegative) {
        return '-'
    }
    if ((flags & (BLANK | PLUS)) === 0) {
        return ''
    }
    return (flags & BLANK) !== 0 ? ' ' : '+'
}

/**
 * A number in its field: zeros stand between the sign and the digits.
 *
 * @param sign sign and prefix
 * @param digits ASCII
 */
export function padNumber(sign: string, digits: string, { width, flags }: Field): string {
    const missing = width - sign.length - digits.length
    if (missing <= 0) {
        return sign + digits
    }
    if ((flags & LEFT) !== 0) {
        return sign + digits + fill(BLANKS, missing)
    }
    return (flags & ZERO) !== 0 ? sign + fill(ZEROS, missing) + digits : fill(BLANKS, missing) + sign + digits
}
