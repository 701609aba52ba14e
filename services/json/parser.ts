/*
    parser.ts -- The parser: one pass over the text, without recursion (spec json.md §3, §4).

    It tells a receiver what it reads (see receiver.ts for who gets what). Relaxed mode is Ioto's grammar, except that

    - the colon after a name and the comma between values are always wanted (§3.1 leaves both open);
    - lines end in LF, CR LF or CR, so a comment ends there too.

    Strict mode is RFC 8259, to the letter and to the end of the text.
*/

import { DIGITS, isWordUnit, LETTERS } from './chars.js'
import type { JsonError, JsonErrorCode } from './errors.js'
import { placeOf } from './position.js'
import { isLiteral, isStrictNumber, literalOf } from './primitive.js'
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

// What a character can begin. The parser's switch has the numbers themselves: only then is it one jump.
const OTHER = 0
const BLANK = 1
const QUOTE = 2
const COLON_KIND = 3
const COMMA_KIND = 4
const LETTER = 5
const DIGIT = 6
/** + - */
const SIGN = 7
const DOT_KIND = 8
const OPEN = 9
const CLOSE = 10
const SLASH_KIND = 11

/** The kind of each ASCII character. */
const kinds = new Uint8Array(128)
for (const [kind, characters] of [
    [BLANK, ' \t\r\n'],
    [QUOTE, '"\'`'],
    [COLON_KIND, ':'],
    [COMMA_KIND, ','],
    [LETTER, LETTERS],
    [DIGIT, DIGITS],
    [SIGN, '+-'],
    [DOT_KIND, '.'],
    [OPEN, '{['],
    [CLOSE, '}]'],
    [SLASH_KIND, '/'],
] as const) {
    for (let i = 0; i < characters.length; i++) {
        kinds[characters.charCodeAt(i)] = kind
    }
}

// What may come next. Those from ELEMENT to TOP take a value. Constants of this module, like those below: what is imported is looked
// up in its module each time, which made the parser half as fast.
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

/** What each state wants, in words. */
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

const SPACE = 32
const STAR = 42
const COMMA_UNIT = 44
const DOT = 46
const SLASH = 47
const COLON_UNIT = 58
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const LOWER_U = 117
const DELETE = 127
const BOM = 0xfeff

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
        // Whether a comma was the last thing, in the states Name and Element.
        let isAfterComma = false
        let name: string | null = null
        while (pos < end) {
            const c = text.charCodeAt(pos)
            const kind = c < 128 ? kinds[c]! : OTHER
            switch (kind) {
                case 1: // blank
                    do {
                        pos++
                    } while (pos < end && text.charCodeAt(pos) === SPACE)
                    continue
                case 2: // quote
                    if (state === NAME) {
                        name = scanner.name(pos)
                        state = COLON
                    } else {
                        this.#checkValue(state, kind, pos)
                        receiver.string(name, scanner.string(pos), pos)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    break
                case 3: // colon
                    this.#checkColon(state, pos)
                    state = VALUE
                    pos++
                    continue
                case 4: // comma
                    if (state === COMMA) {
                        state = isArray ? ELEMENT : NAME
                        isAfterComma = true
                    } else {
                        this.#checkComma(state, pos)
                    }
                    pos++
                    continue
                case 5: // letter
                case 6: // digit
                case 7: // sign
                case 8: // dot
                    if (state === NAME) {
                        name = this.#bareName(pos)
                        state = COLON
                    } else {
                        this.#checkValue(state, kind, pos)
                        this.#bareValue(name, pos, kind)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    break
                case 9: // open
                    this.#checkOpen(state, pos)
                    opened.push(pos)
                    isArray = c === OPEN_BRACKET
                    receiver.open(name, isArray, pos)
                    name = null
                    state = isArray ? ELEMENT : NAME
                    isAfterComma = false
                    pos++
                    continue
                case 10: // close
                    this.#checkClose(state, c, isArray, isAfterComma, pos)
                    receiver.close(pos)
                    opened.pop()
                    isArray = opened.length > 0 && text.charCodeAt(opened[opened.length - 1]!) === OPEN_BRACKET
                    state = opened.length > 0 ? COMMA : DONE
                    name = null
                    pos++
                    break
                case 11: // slash
                    if (pos + 1 < end && isCommentUnit(text.charCodeAt(pos + 1))) {
                        scanner.comment(pos)
                    } else {
                        this.#regexp(name, state, pos)
                        state = state === TOP ? SCALAR : COMMA
                    }
                    pos = scanner.pos
                    continue
                default:
                    throw this.#misplaced(state, kind, pos)
            }
            // What mostly follows, without another turn: the colon of a name, the comma of a value.
            if (pos < end) {
                const next = text.charCodeAt(pos)
                if (next === COMMA_UNIT && state === COMMA) {
                    state = isArray ? ELEMENT : NAME
                    isAfterComma = true
                    pos++
                } else if (next === COLON_UNIT && state === COLON) {
                    state = VALUE
                    pos++
                }
            }
        }
        this.#checkEnd(state)
    }

    #bareName(pos: number): string {
        if (this.#isStrict) {
            throw this.#error('JSON_BARE_NAME', pos, 'a name in double quotes')
        }
        return this.#scanner.bareName(pos)
    }

    /** A value without quotes: a primitive or a string. */
    #bareValue(name: string | null, pos: number, kind: number): void {
        const text = this.#text
        const scanner = this.#scanner
        if (kind !== LETTER) {
            const value = scanner.number(pos)
            const stop = scanner.pos
            // A number that a word goes on behind is none: 5m, 1.2.3, 2024-01-02.
            if (stop > pos && !(stop < scanner.end && isWordOrDot(text.charCodeAt(stop)))) {
                if (this.#isStrict && !isStrictNumber(text, pos, stop)) {
                    throw this.#error('JSON_BAD_TOKEN', pos, 'a number of JSON')
                }
                this.#receiver.primitive(name, pos, stop, value)
                return
            }
        }
        scanner.word(pos, wanted[VALUE]!)
        const stop = scanner.pos
        const isPrimitive = kind === LETTER && isLiteral(text, pos, stop)
        if (this.#isStrict && (!isPrimitive || text.charCodeAt(pos) === LOWER_U)) {
            throw this.#error('JSON_BAD_TOKEN', pos, 'a value of JSON')
        }
        if (isPrimitive) {
            this.#receiver.primitive(name, pos, stop, literalOf(text.charCodeAt(pos)))
        } else {
            this.#receiver.string(name, text.slice(pos, stop), pos)
        }
    }

    #regexp(name: string | null, state: number, pos: number): void {
        this.#checkValue(state, SLASH_KIND, pos)
        if (this.#isStrict) {
            throw this.#error('JSON_BAD_TOKEN', pos, 'a value of JSON')
        }
        this.#scanner.regexp(pos)
        this.#receiver.regexp(name, pos + 1, this.#scanner.pos - 1)
    }

    #checkValue(state: number, kind: number, pos: number): void {
        if (state > TOP || state === NAME) {
            throw this.#misplaced(state, kind, pos)
        }
    }

    #checkColon(state: number, pos: number): void {
        // More than one is one (§3.1).
        if (state !== COLON && (state !== VALUE || this.#isStrict)) {
            throw this.#error('JSON_NO_NAME', pos, wanted[state]!)
        }
    }

    /** A comma that does not follow a value. */
    #checkComma(state: number, pos: number): void {
        if (state === COLON || state === VALUE) {
            throw this.#error('JSON_NO_VALUE', pos, wanted[state]!)
        }
        const isInside = state === NAME || state === ELEMENT
        if (this.#isStrict || !(isInside || state === DONE)) {
            throw this.#error(isInside ? 'JSON_EXTRA_COMMA' : 'JSON_STRAY_COMMA', pos, wanted[state]!)
        }
    }

    #checkOpen(state: number, pos: number): void {
        this.#checkValue(state, OPEN, pos)
        if (this.#opened.length === this.#maxDepth) {
            throw this.#error('JSON_TOO_DEEP', pos, `at most ${this.#maxDepth} levels`)
        }
    }

    #checkClose(state: number, c: number, isArray: boolean, isAfterComma: boolean, pos: number): void {
        if (this.#opened.length === 0) {
            throw this.#error('JSON_UNMATCHED', pos, wanted[state]!)
        }
        if ((c === CLOSE_BRACKET) !== isArray) {
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
            throw this.#error('JSON_EMPTY', end, wanted[state]!)
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
        return this.#error(faultOf(state, kind, this.#text.charCodeAt(pos)), pos, wanted[state]!)
    }

    #error(code: JsonErrorCode, at: number, expected: string): JsonError {
        return this.#scanner.error(code, at, expected)
    }
}

function isCommentUnit(unit: number): boolean {
    return unit === SLASH || unit === STAR
}

function isWordOrDot(unit: number): boolean {
    return unit === DOT || isWordUnit(unit)
}

/** What is wrong about a token of this kind, with `c` as its first character, in this state. */
function faultOf(state: number, kind: number, c: number): JsonErrorCode {
    if (kind === OTHER && (c < SPACE || c === DELETE)) {
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
