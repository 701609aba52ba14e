/*
    primitive.ts -- Which words are primitives: true, false, null, undefined, and numbers (spec json.md §3.2).
*/

import { isDigit } from './chars.js'

const PLUS = 43
const MINUS = 45
const DOT = 46
const ZERO = 48

/**
 * Where the longest number ends that begins at `start`; `start` when there is none.
 *
 *     [+-]? ( digits [ . digits* ]? | . digits ) ( [eE] [+-]? digits )?          spec json.md §3.2
 */
export function endOfNumber(text: string, start: number, end: number): number {
    let i = start
    let c = i < end ? text.charCodeAt(i) : 0
    if (c === MINUS || c === PLUS) {
        i++
    }
    const whole = i
    i = endOfDigits(text, i, end)
    let digits = i - whole
    if (i < end && text.charCodeAt(i) === DOT) {
        const fraction = i + 1
        const stop = endOfDigits(text, fraction, end)
        digits += stop - fraction
        i = stop
    }
    if (digits === 0) {
        return start
    }
    c = i < end ? text.charCodeAt(i) | 0x20 : 0
    return c === 101 ? endOfExponent(text, i, end) : i
}

/** Past the exponent whose `e` is at `start`; `start` when there are no digits. */
function endOfExponent(text: string, start: number, end: number): number {
    let i = start + 1
    if (i < end && (text.charCodeAt(i) === MINUS || text.charCodeAt(i) === PLUS)) {
        i++
    }
    const stop = endOfDigits(text, i, end)
    return stop > i ? stop : start
}

function endOfDigits(text: string, start: number, end: number): number {
    let i = start
    while (i < end && isDigit(text.charCodeAt(i))) {
        i++
    }
    return i
}

/** Whether a number of the relaxed form is one of JSON: no sign +, no leading zero, digits around the dot (RFC 8259 §6). */
export function isStrictNumber(text: string, start: number, end: number): boolean {
    const first = text.charCodeAt(start) === MINUS ? start + 1 : start
    if (!isDigit(text.charCodeAt(first)) || (text.charCodeAt(first) === ZERO && isDigit(text.charCodeAt(first + 1)))) {
        return false
    }
    const dot = endOfDigits(text, first, end)
    return dot === end || text.charCodeAt(dot) !== DOT || endOfDigits(text, dot + 1, end) > dot + 1
}

/**
 * Whether a word is a primitive and not a string: `true`, `false`, `null`, `undefined` or a number, to the letter. `tru`, `5m` and
 * `1.2.3` are strings.
 */
export function isPrimitive(word: string): boolean {
    return (
        word === 'true' ||
        word === 'false' ||
        word === 'null' ||
        word === 'undefined' ||
        (word !== '' && endOfNumber(word, 0, word.length) === word.length)
    )
}
