/*
    primitive.ts -- Which words are primitives: true, false, null, undefined, and numbers (spec json.md §3.2).
*/

import { isDigit } from './chars.js'
import { Scanner } from './scanner.js'

const MINUS = 45
const DOT = 46
const ZERO = 48
const LOWER_F = 102
const LOWER_N = 110
const LOWER_T = 116
const LOWER_U = 117

/** Whether a number of the relaxed form is one of JSON: no sign +, no leading zero, digits around the dot (RFC 8259 §6). */
export function isStrictNumber(text: string, start: number, end: number): boolean {
    const first = text.charCodeAt(start) === MINUS ? start + 1 : start
    const dot = endOfDigits(text, first, end)
    if (dot === first || (dot > first + 1 && text.charCodeAt(first) === ZERO)) {
        return false
    }
    return dot === end || text.charCodeAt(dot) !== DOT || endOfDigits(text, dot + 1, end) > dot + 1
}

function endOfDigits(text: string, start: number, end: number): number {
    let i = start
    while (i < end && isDigit(text.charCodeAt(i))) {
        i++
    }
    return i
}

/** Whether the text from `start` to `end` is `true`, `false`, `null` or `undefined`, to the letter. */
export function isLiteral(text: string, start: number, end: number): boolean {
    // Most words are told apart by their first letter and length, without making a string of them.
    switch (text.charCodeAt(start)) {
        case LOWER_T:
            return end - start === 4 && text.startsWith('true', start)
        case LOWER_F:
            return end - start === 5 && text.startsWith('false', start)
        case LOWER_N:
            return end - start === 4 && text.startsWith('null', start)
        case LOWER_U:
            return end - start === 9 && text.startsWith('undefined', start)
        default:
            return false
    }
}

/** The value of a literal, by its first letter. */
export function literalOf(letter: number): boolean | null | undefined {
    return letter === LOWER_T ? true : letter === LOWER_F ? false : letter === LOWER_N ? null : undefined
}

/**
 * Whether a word is a primitive and not a string: `true`, `false`, `null`, `undefined` or a number, to the letter. `tru`, `5m` and
 * `1.2.3` are strings.
 */
export function isPrimitive(word: string): boolean {
    const { length } = word
    if (length === 0 || isLiteral(word, 0, length)) {
        return length > 0
    }
    const scanner = new Scanner(word, length, false, undefined)
    scanner.number(0)
    return scanner.pos === length
}
