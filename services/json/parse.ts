/*
    parse.ts -- Text to plain JavaScript values.
*/

import { isDeeper } from './depth.js'
import { JsonError } from './errors.js'
import { parseJson5 } from './json5.js'
import { parseInto } from './parser.js'
import { ValueBuilder } from './value-builder.js'

/** How a text is parsed. */
export interface ParseOptions {
    /**
     * `relaxed` (the default): Ioto's grammar, for what people write (spec json.md §3). `strict`: exactly RFC 8259. `json5`: exactly
     * the JSON5 standard.
     */
    readonly mode?: 'relaxed' | 'strict' | 'json5'
    /**
     * Objects and arrays within each other, at most. Default 1000. Infinity spares strict mode the look through the value, a sixth of
     * its time; the value may then be nested too deep for functions that go down by recursion, as `stringify` does.
     */
    readonly depth?: number
    /** Longest text, in UTF-16 code units. Default 16 Mi. */
    readonly size?: number
    /** The file that the text is from; errors name it. */
    readonly path?: string | undefined
}

const DEPTH = 1000
const SIZE = 16 * 1024 * 1024

/**
 * The value of a JSON text: objects, arrays, strings, numbers, booleans and null; in relaxed mode also `undefined`, and regular
 * expressions as `RegExp`. An empty text, or one of comments only, is `undefined` in relaxed mode and an error in the others. Of
 * properties with the same name the last one counts. Names such as `__proto__` are ordinary ones.
 *
 * Throws a `JsonError` that tells the place, what was found and what was wanted.
 */
export function parse(text: string, options: ParseOptions = {}): unknown {
    const { mode = 'relaxed', depth = DEPTH, size = SIZE, path } = options
    if (text.length > size) {
        const reason = `it has ${text.length} characters, wanted at most ${size}`
        throw new JsonError('JSON_TOO_LARGE', `Cannot parse ${path ?? 'JSON'}: ${reason}`, reason)
    }
    if (mode !== 'json5') {
        const value = mode === 'strict' || looksStrict.test(text) ? parseBuiltIn(text, depth) : undefined
        return value === undefined ? build(text, mode === 'strict', depth, path) : value
    }
    const value = parseJson5(text, path)
    if (isDeeper(value, depth)) {
        const reason = `it is nested too deep, wanted at most ${depth} levels`
        throw new JsonError('JSON_TOO_DEEP', `Cannot parse ${path ?? 'JSON'}: ${reason}`, reason)
    }
    return value
}

/** The beginning of a text that may well be RFC 8259: people who write more freely do so from the first name on. */
const looksStrict = /^[ \t\r\n]*(?:\{[ \t\r\n]*"|\[[ \t\r\n]*(?:["{[-]|\d))/

/**
 * JSON.parse takes what is RFC 8259 and nothing else, of which the relaxed grammar makes the same values, and is the fastest.
 * Undefined where the text is something else or is nested too deep: our parser tells better where and why.
 */
function parseBuiltIn(text: string, depth: number): unknown {
    let value: unknown
    try {
        value = JSON.parse(text)
    } catch {
        return undefined
    }
    // Each level takes two brackets.
    return text.length <= 2 * depth || !isDeeper(value, depth) ? value : undefined
}

function build(text: string, strict: boolean, depth: number, path: string | undefined): unknown {
    const builder = new ValueBuilder(text, path)
    parseInto(text, builder, { strict, depth, path })
    return builder.root
}
