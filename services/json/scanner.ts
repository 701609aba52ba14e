/*
    scanner.ts -- The tokens whose end has to be searched: strings, names, words, comments, regular expressions.

    Each method is given the offset of the token's first character; `pos` is the offset behind it afterwards. Spec json.md §3.
*/

import { isDigit, isWordUnit, words as wordUnits } from './chars.js'
import type { JsonError, JsonErrorCode } from './errors.js'
import { nameOf } from './names.js'
import { syntaxError } from './syntax-error.js'

const LF = 10
const CR = 13
const SPACE = 32
const DOUBLE = 34
const SINGLE = 39
const PLUS = 43
const MINUS = 45
const DOT = 46
const SLASH = 47
const ZERO = 48
const NINE = 57
const UPPER_E = 69
const BACKSLASH = 92
const UNDERSCORE = 95
const BACKTICK = 96
const LOWER_E = 101
const LOWER_U = 117

/** A constant of this module, which an import is not: see parser.ts. */
const words = wordUnits

/** So many digits are always below 2^53. */
const SHORT = 15

/** Powers of ten. */
const powers = Float64Array.from({ length: SHORT + 1 }, (_, i) => 10 ** i)

/** Longer strings are searched by `indexOf`, which is faster but takes longer to begin. */
const NEAR = 24

/** What a character after a backslash stands for; 0: nothing (spec json.md §3.3). */
const escapes = new Uint8Array(128)
for (const [written, meant] of ['""', "''", '``', '//', '\\\\', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'] as const) {
    escapes[written!.charCodeAt(0)] = meant!.charCodeAt(0)
}

export class Scanner {
    /** Offset behind the token that was taken last. */
    pos = 0

    readonly text: string
    /** Offset at which the text ends: its length, or its first NUL. */
    readonly end: number

    readonly #isStrict: boolean
    readonly #path: string | undefined
    /** Offset of the first backslash that is not before the strings to come, as far as it is known. */
    #backslash = -1

    constructor(text: string, end: number, isStrict: boolean, path: string | undefined) {
        this.text = text
        this.end = end
        this.#isStrict = isStrict
        this.#path = path
    }

    error(code: JsonErrorCode, at: number, wanted: string): JsonError {
        // What follows a NUL is no part of the text.
        const text = this.end < this.text.length ? this.text.slice(0, this.end) : this.text
        return syntaxError(code, text, at, wanted, this.#path)
    }

    /** A string in any quotes. */
    string(at: number): string {
        const quote = this.#quote(at)
        const start = at + 1
        const near = start + NEAR < this.end ? start + NEAR : this.end
        const i = this.#endOfPlain(start, near, quote)
        return i < near ? this.#string(start, i, quote) : this.#longString(start, near, quote)
    }

    /** A property name in quotes. */
    name(at: number): string {
        const quote = this.#quote(at)
        const start = at + 1
        const i = this.#endOfPlain(start, this.end, quote)
        if (i < this.end && this.text.charCodeAt(i) === quote) {
            this.pos = i + 1
            return nameOf(this.text, start, i)
        }
        return this.#string(start, i, quote)
    }

    /**
     * The number at `at`; `pos` stays there if there is none.
     *
     *     [+-]? ( digits [ . digits* ]? | . digits ) ( [eE] [+-]? digits )?          spec json.md §3.2
     *
     * Most numbers have few digits and no exponent: those are put together here, others are left to `Number`. A whole number below 2^53
     * divided by a power of ten up to 10^22 is rounded once, and so exact.
     */
    number(at: number): number {
        const { text, end } = this
        let c = text.charCodeAt(at)
        const isNegative = c === MINUS
        const first = isNegative || c === PLUS ? at + 1 : at
        let value = 0
        let i = first
        for (; i < end; i++) {
            c = text.charCodeAt(i)
            if (c < ZERO || c > NINE) {
                break
            }
            value = value * 10 + (c - ZERO)
        }
        let digits = i - first
        let fraction = 0
        if (i < end && c === DOT) {
            const dot = i
            for (i++; i < end; i++) {
                c = text.charCodeAt(i)
                if (c < ZERO || c > NINE) {
                    break
                }
                value = value * 10 + (c - ZERO)
            }
            fraction = i - dot - 1
            digits += fraction
        }
        if (digits === 0) {
            this.pos = at
            return 0
        }
        const stop = i < end && (c === LOWER_E || c === UPPER_E) ? endOfExponent(text, i, end) : i
        this.pos = stop
        if (stop > i || digits > SHORT) {
            return Number(text.slice(at, stop))
        }
        const exact = fraction === 0 ? value : value / powers[fraction]!
        return isNegative ? -exact : exact
    }

    /** A property name without quotes. */
    bareName(at: number): string {
        this.word(at, 'a name')
        return nameOf(this.text, at, this.pos)
    }

    /** Behind a bare word: A-Z a-z 0-9 _ - and dots that follow a letter or digit (spec json.md §3.2). An error says what was `wanted`. */
    word(at: number, wanted: string): void {
        const { text, end } = this
        let i = at
        for (; i < end; i++) {
            const c = text.charCodeAt(i)
            if (c >= 128 || words[c] === 0) {
                if (c !== DOT) {
                    break
                }
                this.#checkDot(i, at)
            }
        }
        if (i === at) {
            throw this.error('JSON_NO_TOKEN', at, wanted)
        }
        this.pos = i
    }

    /** Behind a comment. `at` is that of the slash; what follows is a slash or a star. */
    comment(at: number): void {
        const text = this.text
        if (this.#isStrict) {
            throw this.error('JSON_COMMENT', at, 'no comment')
        }
        if (text.charCodeAt(at + 1) === SLASH) {
            let i = at + 2
            while (i < this.end && text.charCodeAt(i) !== LF && text.charCodeAt(i) !== CR) {
                i++
            }
            this.pos = i
            return
        }
        const close = text.indexOf('*/', at + 2)
        if (close < 0 || close >= this.end) {
            throw this.error('JSON_OPEN_COMMENT', at, '"*/" at the end of the comment')
        }
        this.pos = close + 2
    }

    /** Behind a regular expression: up to the next slash that does not directly follow a backslash (spec json.md §3.1). */
    regexp(at: number): void {
        const text = this.text
        let slash = text.indexOf('/', at + 1)
        while (slash >= 0 && text.charCodeAt(slash - 1) === BACKSLASH) {
            slash = text.indexOf('/', slash + 1)
        }
        if (slash < 0 || slash >= this.end) {
            throw this.error('JSON_OPEN_REGEXP', at, 'a "/" at the end of the regular expression')
        }
        this.pos = slash + 1
    }

    /** The quote that begins a string. */
    #quote(at: number): number {
        const quote = this.text.charCodeAt(at)
        if (this.#isStrict && quote !== DOUBLE) {
            throw this.error('JSON_QUOTE', at, 'a string in double quotes')
        }
        return quote
    }

    #checkDot(i: number, at: number): void {
        const before = this.text.charCodeAt(i - 1)
        if (i === at || !isWordUnit(before) || before === MINUS || before === UNDERSCORE) {
            throw this.error('JSON_BAD_DOT', i, 'a dot only after a letter or digit')
        }
    }

    /** The first character from `from` on that is more than itself: the quote, a backslash, in strict mode a control character. */
    #endOfPlain(from: number, stop: number, quote: number): number {
        const text = this.text
        let i = from
        if (this.#isStrict) {
            while (i < stop && !isSpecial(text.charCodeAt(i), quote)) {
                i++
            }
            return i
        }
        for (; i < stop; i++) {
            const c = text.charCodeAt(i)
            if (c === quote || c === BACKSLASH) {
                break
            }
        }
        return i
    }

    /** Goes on from `from` with a string that begins at `start` and was plain until here. */
    #longString(start: number, from: number, quote: number): string {
        const text = this.text
        if (this.#isStrict) {
            return this.#string(start, this.#endOfPlain(from, this.end, quote), quote)
        }
        const stop = text.indexOf(text[start - 1]!, from)
        if (this.#backslash < from) {
            // Looked for once for all strings before it, so that all of them together cost one pass.
            const next = text.indexOf('\\', from)
            this.#backslash = next < 0 ? text.length : next
        }
        const end = stop < 0 || stop > this.end ? this.end : stop
        return this.#string(start, this.#backslash < end ? this.#backslash : end, quote)
    }

    /** The string that begins at `start`; it was plain until `from`. */
    #string(start: number, from: number, quote: number): string {
        const { text, end } = this
        let value = ''
        let done = start
        for (let i = from; i < end; i = this.#endOfPlain(done, end, quote)) {
            const c = text.charCodeAt(i)
            if (c === quote) {
                this.pos = i + 1
                return value + text.slice(done, i)
            }
            if (c !== BACKSLASH) {
                throw this.error('JSON_BAD_ESCAPE', i, 'an escape for the control character')
            }
            if (i + 1 < end) {
                value += text.slice(done, i) + this.#escape(i)
                done = this.pos
            } else {
                done = end
            }
        }
        throw this.error('JSON_OPEN_STRING', start - 1, 'a closing quote for it')
    }

    /** What the escape at `at` stands for. */
    #escape(at: number): string {
        const c = this.text.charCodeAt(at + 1)
        const meant = c < 128 ? escapes[c]! : 0
        if (c === LOWER_U) {
            return this.#unicode(at)
        }
        // RFC 8259 §7 has no escapes for the other quotes.
        if (meant === 0 || (this.#isStrict && (meant === SINGLE || meant === BACKTICK))) {
            throw this.error('JSON_BAD_ESCAPE', at, 'an escape of JSON such as \\n, \\\\ or \\u0041')
        }
        this.pos = at + 2
        return String.fromCharCode(meant)
    }

    #unicode(at: number): string {
        let unit = 0
        for (let i = at + 2; i < at + 6; i++) {
            if (i >= this.end) {
                throw this.error('JSON_SHORT_UNICODE', at, 'four hexadecimal digits')
            }
            const digit = hexOf(this.text.charCodeAt(i))
            if (digit < 0) {
                throw this.error('JSON_BAD_HEX', i, 'four hexadecimal digits after \\u')
            }
            unit = unit * 16 + digit
        }
        this.pos = at + 6
        return String.fromCharCode(unit)
    }
}

/** Whether a character of a strict string is more than itself (RFC 8259 §7). */
function isSpecial(unit: number, quote: number): boolean {
    return unit === quote || unit === BACKSLASH || unit < SPACE
}

/** Behind the exponent whose `e` is at `start`; `start` when there are no digits. */
function endOfExponent(text: string, start: number, end: number): number {
    const signed = start + 1
    const isSigned = signed < end && (text.charCodeAt(signed) === MINUS || text.charCodeAt(signed) === PLUS)
    const first = isSigned ? signed + 1 : signed
    let i = first
    while (i < end && isDigit(text.charCodeAt(i))) {
        i++
    }
    return i > first ? i : start
}

function hexOf(unit: number): number {
    if (unit >= 48 && unit <= 57) {
        return unit - 48
    }
    const letter = unit | 0x20
    return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
