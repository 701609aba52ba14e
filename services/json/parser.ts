/*
    parser.ts -- The parser: one pass over the text, without recursion (spec json.md §3, §4).

    It tells a receiver what it reads (see receiver.ts for who gets what). Relaxed mode is Ioto's grammar, except that

    - the colon after a name and the comma between values are always wanted (§3.1 leaves both open);
    - lines end in LF, CR LF or CR, so a comment ends there too.

    Strict mode is RFC 8259, to the letter and to the end of the text.
*/

import {
    BLANK,
    CLOSE,
    COLON as COLON_KIND,
    COMMA as COMMA_KIND,
    DIGIT,
    DOT,
    isWordUnit,
    kinds,
    LETTER,
    OPEN,
    OTHER,
    QUOTE,
    SIGN,
    SLASH,
} from './chars.js'
import type { JsonError, JsonErrorCode } from './errors.js'
import { placeOf } from './position.js'
import { endOfNumber, isPrimitive, isStrictNumber } from './primitive.js'
import type { JsonReceiver } from './receiver.js'
import { Scanner } from './scanner.js'

/** How a text is parsed. */
export interface ParserOptions {
    /** Exactly RFC 8259 instead of the relaxed grammar. Default false. */
    readonly strict?: boolean
    /** Containers within each other. Default 1000. */
    readonly depth?: number
    /** The file that the text is from, for errors. */
    readonly path?: string | undefined
}

// What may come next. Those from ELEMENT to TOP take a value.
/** A name, or the end of the object. */
const NAME = 0
/** An element, or the end of the array. */
const ELEMENT = 1
/** The value of a property. */
const VALUE = 2
/** The document. */
const TOP = 3
/** A comma, or the end of the container. */
const COMMA = 4
const COLON = 5
/** Nothing: the document was an object or array. */
const DONE = 6
/** Nothing: the document was a scalar. */
const SCALAR = 7

const wanted: readonly string[] = [
    'a name or "}"',
    'a value or "]"',
    'a value',
    'a value',
    '"," or a closing bracket',
    '":"',
    'the end of the text',
    'the end of the text',
]

const MAX_DEPTH = 1000
const BOM = 0xfeff
const BRACKET = 91

/** Parses `text` and tells `receiver` what is in it. Throws a `JsonError`; the receiver has had what is before the error then. */
export function parseInto(text: string, receiver: JsonReceiver, options: ParserOptions = {}): void {
    new Parser(text, receiver, options).run()
}

class Parser {
    readonly #text: string
    readonly #receiver: JsonReceiver
    readonly #isStrict: boolean
    readonly #maxDepth: number
    readonly #scanner: Scanner
    /** Offsets of the brackets that are open. */
    readonly #opened: number[] = []

    constructor(text: string, receiver: JsonReceiver, { strict = false, depth = MAX_DEPTH, path }: ParserOptions) {
        const nul = strict ? -1 : text.indexOf('\0')
        this.#text = text
        this.#receiver = receiver
        this.#isStrict = strict
        this.#maxDepth = depth
        this.#scanner = new Scanner(text, nul < 0 ? text.length : nul, strict, path)
    }

    run(): void {
        const text = this.#text
        const receiver = this.#receiver
        const scanner = this.#scanner
        const opened = this.#opened
        const end = scanner.end
        let pos = !this.#isStrict && text.charCodeAt(0) === BOM ? 1 : 0
        let state = TOP
        let isArray = false
        // Whether a comma was the last thing, in the states NAME and ELEMENT.
        let isAfterComma = false
        let name: string | null = null
        while (pos < end) {
            const c = text.charCodeAt(pos)
            const kind = c < 128 ? kinds[c]! : OTHER
            switch (kind) {
                case BLANK:
                    pos++
                    break
                case QUOTE:
                    if (state === NAME) {
                        name = scanner.name(pos)
                        state = COLON
                    } else {
                        if (state > TOP) {
                            throw this.#misplaced(state, kind, pos)
                        }
                        receiver.string(name, scanner.string(pos), pos)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    break
                case COLON_KIND:
                    // More than one is one (§3.1).
                    if (state !== COLON && (state !== VALUE || this.#isStrict)) {
                        throw this.#error('JSON_NO_NAME', pos, state === VALUE ? wanted[VALUE]! : wanted[state]!)
                    }
                    state = VALUE
                    pos++
                    break
                case COMMA_KIND:
                    if (state === COMMA) {
                        state = isArray ? ELEMENT : NAME
                        isAfterComma = true
                    } else if (this.#isStrict || (state !== NAME && state !== ELEMENT && state !== DONE)) {
                        throw this.#misplacedComma(state, pos)
                    }
                    pos++
                    break
                case LETTER:
                case DIGIT:
                case SIGN:
                case DOT:
                    if (state === NAME) {
                        if (this.#isStrict) {
                            throw this.#error('JSON_BARE_NAME', pos, 'a name in double quotes')
                        }
                        name = scanner.bareName(pos)
                        state = COLON
                    } else {
                        if (state > TOP) {
                            throw this.#misplaced(state, kind, pos)
                        }
                        this.#bare(name, pos, kind)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    break
                case OPEN:
                    if (state === NAME || state > TOP) {
                        throw this.#misplaced(state, kind, pos)
                    }
                    if (opened.length === this.#maxDepth) {
                        const limit = `at most ${this.#maxDepth} levels`
                        throw this.#error('JSON_TOO_DEEP', pos, limit)
                    }
                    opened.push(pos)
                    isArray = c === BRACKET
                    receiver.open(name, isArray, pos)
                    name = null
                    state = isArray ? ELEMENT : NAME
                    isAfterComma = false
                    pos++
                    break
                case CLOSE:
                    this.#checkClose(state, c, isArray, isAfterComma, pos)
                    receiver.close(pos)
                    opened.pop()
                    isArray = opened.length > 0 && text.charCodeAt(opened[opened.length - 1]!) === BRACKET
                    state = opened.length > 0 ? COMMA : DONE
                    name = null
                    pos++
                    break
                case SLASH:
                    if (text[pos + 1] === '/' || text[pos + 1] === '*') {
                        scanner.comment(pos)
                    } else {
                        if (state === NAME || state > TOP) {
                            throw this.#misplaced(state, kind, pos)
                        }
                        if (this.#isStrict) {
                            throw this.#error('JSON_BAD_TOKEN', pos, 'a value of JSON')
                        }
                        scanner.regexp(pos)
                        receiver.regexp(name, pos + 1, scanner.pos - 1)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    break
                default:
                    throw this.#misplaced(state, kind, pos)
            }
        }
        this.#checkEnd(state)
    }

    /** A value without quotes: a primitive or a string. */
    #bare(name: string | null, pos: number, kind: number): void {
        const text = this.#text
        const scanner = this.#scanner
        const end = scanner.end
        if (kind !== LETTER) {
            const stop = endOfNumber(text, pos, end)
            // A number that a word goes on behind is none: 5m, 1.2.3, 2024-01-02.
            if (stop > pos && !(stop < end && (text.charCodeAt(stop) === 46 || isWordUnit(text.charCodeAt(stop))))) {
                if (this.#isStrict && !isStrictNumber(text, pos, stop)) {
                    throw this.#error('JSON_BAD_TOKEN', pos, 'a number of JSON')
                }
                scanner.pos = stop
                this.#receiver.primitive(name, pos, stop)
                return
            }
        }
        scanner.word(pos)
        const word = text.slice(pos, scanner.pos)
        if (!isPrimitive(word)) {
            if (this.#isStrict) {
                throw this.#error('JSON_BAD_TOKEN', pos, 'a value of JSON')
            }
            this.#receiver.string(name, word, pos)
            return
        }
        if (this.#isStrict && word === 'undefined') {
            throw this.#error('JSON_BAD_TOKEN', pos, 'a value of JSON')
        }
        this.#receiver.primitive(name, pos, scanner.pos)
    }

    #checkClose(state: number, c: number, isArray: boolean, isAfterComma: boolean, pos: number): void {
        const opened = this.#opened
        if (opened.length === 0) {
            throw this.#error('JSON_UNMATCHED', pos, state === TOP ? wanted[TOP]! : wanted[DONE]!)
        }
        if ((c === 93) !== isArray) {
            throw this.#error('JSON_MISMATCHED', pos, this.#closer())
        }
        if (state === COLON || state === VALUE) {
            throw this.#error('JSON_NO_VALUE', pos, wanted[state]!)
        }
        if (this.#isStrict && isAfterComma && state !== COMMA) {
            throw this.#error('JSON_TRAILING_COMMA', pos, isArray ? 'a value' : 'a name')
        }
    }

    #checkEnd(state: number): void {
        const end = this.#scanner.end
        if (this.#opened.length > 0) {
            throw this.#error('JSON_UNCLOSED', end, this.#closer())
        }
        if (state === TOP && this.#isStrict) {
            throw this.#error('JSON_EMPTY', end, wanted[TOP]!)
        }
    }

    /** The bracket that closes the innermost container, in words. */
    #closer(): string {
        const at = this.#opened.at(-1)!
        const bracket = this.#text[at]!
        return `"${bracket === '[' ? ']' : '}'}" for the "${bracket}" of line ${placeOf(this.#text, at).line}`
    }

    /** The error for a token of this kind that is not wanted in this state. */
    #misplaced(state: number, kind: number, pos: number): JsonError {
        return this.#error(this.#faultOf(state, kind, pos), pos, wanted[state]!)
    }

    #faultOf(state: number, kind: number, pos: number): JsonErrorCode {
        const c = this.#text.charCodeAt(pos)
        if (kind === OTHER && (c < 32 || c === 127)) {
            return 'JSON_CONTROL_CHARACTER'
        }
        if (state === DONE) {
            return 'JSON_SECOND_VALUE'
        }
        if (kind === OTHER) {
            return state > TOP ? 'JSON_NO_COMMA' : 'JSON_NO_TOKEN'
        }
        switch (state) {
            case NAME:
                return 'JSON_NO_NAME'
            case COLON:
                return 'JSON_NO_VALUE'
            case COMMA:
                return kind === OPEN ? 'JSON_UNEXPECTED_OPEN' : 'JSON_NO_COMMA'
            default:
                return 'JSON_SECOND_VALUE'
        }
    }

    #misplacedComma(state: number, pos: number): JsonError {
        if (state === COLON || state === VALUE) {
            return this.#error('JSON_NO_VALUE', pos, wanted[state]!)
        }
        return this.#error(
            state === NAME || state === ELEMENT ? 'JSON_EXTRA_COMMA' : 'JSON_STRAY_COMMA',
            pos,
            wanted[state]!,
        )
    }

    #error(code: JsonErrorCode, at: number, expected: string): JsonError {
        return this.#scanner.error(code, at, expected)
    }
}
