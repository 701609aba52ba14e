/*
    read.ts -- What the text of a node means as a boolean, a number, a date. Source: spec json.md §7.
*/

import { parseInteger, parseIsoDate } from '../../../fiber/index.js'
import { JSON_ARRAY, JSON_OBJECT, JSON_PRIMITIVE } from '../constants.js'
import type { JsonNode } from './node.js'

/** Largest and smallest whole number of 64 bits. */
const MAX_64 = 2n ** 63n - 1n
const MIN_64 = -(2n ** 63n)
/** Longer texts are converted with `BigInt`, shorter ones are exact as they are. */
const EXACT_DIGITS = 15

/** The text of a node: `{}` and `[]` for containers; null for the primitive `null`. */
export function textOfNode({ type, value }: JsonNode): string | null {
    if (type === JSON_OBJECT) {
        return '{}'
    }
    if (type === JSON_ARRAY) {
        return '[]'
    }
    return type === JSON_PRIMITIVE && value === 'null' ? null : value
}

/** Blanks, a sign, digits: where the digits of a text begin and end. */
function digitsOf(text: string): { start: number; end: number; isNegative: boolean } {
    let start = 0
    while (text.charCodeAt(start) === 0x20 || (text.charCodeAt(start) >= 0x09 && text.charCodeAt(start) <= 0x0d)) {
        start++
    }
    const sign = text.charCodeAt(start)
    start += sign === 0x2b || sign === 0x2d ? 1 : 0
    let end = start
    while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) {
        end++
    }
    return { start, end, isNegative: sign === 0x2d }
}

/** The leading whole number of a text, kept within 64 bits; 0 if there is none. */
export function bigIntOf(text: string): bigint {
    const { start, end, isNegative } = digitsOf(text)
    let first = start
    while (first < end && text.charCodeAt(first) === 0x30) {
        first++
    }
    if (end - first > 19) {
        return isNegative ? MIN_64 : MAX_64
    }
    const value = BigInt(text.slice(start, end) || '0')
    const signed = isNegative ? -value : value
    return signed > MAX_64 ? MAX_64 : signed < MIN_64 ? MIN_64 : signed
}

/** The leading whole number of a text; what is beyond 64 bits saturates, then the low 32 bits are taken, as C does. */
export function intOf(text: string): number {
    return text.length <= EXACT_DIGITS ? parseInteger(text, 10).value | 0 : Number(BigInt.asIntN(32, bigIntOf(text)))
}

/** Milliseconds since 1970: of a text of digits the number, else of an ISO 8601 date; -1 for anything else. */
export function dateOf(text: string): number {
    const { start, end } = digitsOf(text)
    const isNumber = end > start && end === text.length && (start === 0 || text.charCodeAt(0) > 0x20)
    return isNumber ? parseInteger(text, 10).value : (parseIsoDate(text) ?? -1)
}
