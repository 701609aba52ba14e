/*
    format-parse.ts -- Reads a printf format into a list of directives, once; format.ts runs it as often as it is used.

        %[flags][width][.precision][length]type

    One pass, forward only. What does not fit ends the specification: nothing is printed for it, and the character that broke it is
    text, as is what follows. Only a `%` begins anew. Source: spec runtime.md §13.
*/

import {
    ALTERNATE,
    BLANK,
    type Field,
    GROUP,
    LEFT,
    LONG,
    MAX_FIELD,
    NONE,
    PLUS,
    SHORT,
    STAR,
    USUAL,
    ZERO,
} from './format-field.js'
import {
    convertFixed,
    convertGeneral,
    convertScientific,
    convertUpperGeneral,
    convertUpperScientific,
} from './format-float.js'
import {
    convertHex,
    convertOctal,
    convertPointer,
    convertSigned,
    convertUnsigned,
    convertUpperHex,
} from './format-integer.js'
import { convertCharacter, convertText } from './format-text.js'

/** Turns an argument into the text that stands for it. */
export type Converter = (value: unknown, field: Field) => string

/** A piece of text, and the specification after it. */
export interface Directive extends Field {
    /** The text before it. */
    readonly text: string
    /** What its letter asks for; undefined for a specification that was broken after its stars. */
    readonly convert: Converter | undefined
    /** How many arguments its stars take: 0 to 2. */
    readonly stars: number
}

/** A format that was read. */
export interface ParsedFormat {
    readonly directives: readonly Directive[]
    /** The text after the last directive. */
    readonly tail: string
}

const PERCENT = 0x25
const ASTERISK = 0x2a
const DOT = 0x2e

/** A table by the code of a letter. */
function byCode<T>(table: Readonly<Record<string, T>>): ReadonlyMap<number, T> {
    return new Map(Object.entries(table).map(([letter, value]) => [letter.charCodeAt(0), value]))
}

const flagOf = /* @__PURE__ */ byCode({
    '-': LEFT,
    '+': PLUS,
    ' ': BLANK,
    '0': ZERO,
    '#': ALTERNATE,
    ',': GROUP,
    "'": GROUP,
})

const lengthOf = /* @__PURE__ */ byCode({ h: SHORT, l: LONG, L: LONG, z: LONG })

const converterOf = /* @__PURE__ */ byCode<Converter>({
    d: convertSigned,
    i: convertSigned,
    u: convertUnsigned,
    x: convertHex,
    X: convertUpperHex,
    o: convertOctal,
    p: convertPointer,
    c: convertCharacter,
    s: convertText,
    f: convertFixed,
    e: convertScientific,
    E: convertUpperScientific,
    g: convertGeneral,
    G: convertUpperGeneral,
})

/** Reads one format from its start to its end. */
class Reader {
    readonly #format: string
    #index = 0

    constructor(format: string) {
        this.#format = format
    }

    read(): ParsedFormat {
        const directives: Directive[] = []
        let text = ''
        for (;;) {
            text += this.#untilPercent()
            if (this.#index >= this.#format.length) {
                return { directives, tail: text }
            }
            this.#index++
            if (this.#unit() === PERCENT) {
                this.#index++
                text += '%'
                continue
            }
            const directive = this.#specification(text)
            // Of a broken one only the stars matter: C takes their arguments when it meets them.
            if (directive.convert !== undefined || directive.stars > 0) {
                directives.push(directive)
                text = ''
            }
            if (directive.convert === undefined) {
                text += this.#culprit()
            }
        }
    }

    #unit(): number {
        return this.#format.charCodeAt(this.#index)
    }

    #untilPercent(): string {
        const start = this.#index
        const percent = this.#format.indexOf('%', start)
        this.#index = percent < 0 ? this.#format.length : percent
        return this.#format.slice(start, this.#index)
    }

    /** Reads what stands after a `%`, up to the type letter or what breaks it. */
    #specification(text: string): Directive {
        const start = this.#index
        const flags = this.#flags()
        const width = this.#number()
        const precision = this.#precision()
        const length = this.#length()
        const isBare = this.#index === start
        const convert = converterOf.get(this.#unit())
        this.#index += convert === undefined ? 0 : 1
        const stars = (width === STAR ? 1 : 0) + (precision === STAR ? 1 : 0)
        return { flags, width, precision, length, isBare, text, convert, stars }
    }

    #flags(): number {
        let flags = 0
        for (let flag = flagOf.get(this.#unit()); flag !== undefined; flag = flagOf.get(this.#unit())) {
            flags |= flag
            this.#index++
        }
        return flags
    }

    #number(): number {
        if (this.#unit() === ASTERISK) {
            this.#index++
            return STAR
        }
        let number = NONE
        for (let digit = this.#unit() - 0x30; digit >= 0 && digit <= 9; digit = this.#unit() - 0x30) {
            number = Math.min(Math.max(0, number) * 10 + digit, MAX_FIELD)
            this.#index++
        }
        return number
    }

    #precision(): number {
        if (this.#unit() !== DOT) {
            return NONE
        }
        this.#index++
        const number = this.#number()
        return number === NONE ? 0 : number
    }

    #length(): number {
        let length = USUAL
        for (let next = lengthOf.get(this.#unit()); next !== undefined; next = lengthOf.get(this.#unit())) {
            length = next
            this.#index++
        }
        return length
    }

    /** What broke a specification, as text: nothing if it is the end or begins the next one. */
    #culprit(): string {
        const isText = this.#index < this.#format.length && this.#unit() !== PERCENT
        return isText ? this.#format.charAt(this.#index++) : ''
    }
}

/** Reads a printf format. Any text is one; the head of this file says what breaks a specification. */
export function parseFormat(format: string): ParsedFormat {
    return new Reader(format).read()
}
