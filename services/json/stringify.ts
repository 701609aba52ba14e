/*
    stringify.ts -- Plain JavaScript values to text (spec json.md §13).

    JSON and JSON5 are the business of JSON.stringify and of the package json5. The relaxed format, and the layout that puts on one
    line what fits, are those of the tree.
*/

import JSON5 from 'json5'
import {
    JSON_COMPACT,
    JSON_ENCODE,
    JSON_HUMAN,
    JSON_JSON,
    JSON_JSON5,
    JSON_MULTILINE,
    JSON_QUOTE_KEYS,
} from './constants.js'
import { JsonError } from './errors.js'
import { Json } from './tree/index.js'

/** How a value is written. */
export interface StringifyOptions {
    /**
     * `json` (the default) and `json5`: the standards. `relaxed`: Ioto's, for people; names without quotes, single quotes, line breaks
     * in strings as they are. It is the only one with regular expressions; `parse` reads it.
     */
    readonly format?: 'json' | 'json5' | 'relaxed'
    /**
     * `line` (the default): all on one line. `lines`: each property and element on its own. `compact`: the same, but objects and arrays
     * that fit are on one line.
     */
    readonly layout?: 'line' | 'lines' | 'compact'
    /** Blanks a level, 1 to 10. Default 4. */
    readonly indent?: number
    /** With the layout `compact`: what goes onto one line is shorter than this, bytes. Default 120. */
    readonly width?: number
}

const INDENT = 4
const WIDTH = 120

/**
 * A value as text, without a line feed at its end. What JSON does not know is treated as by `JSON.stringify`: `toJSON` is asked,
 * undefined and functions are left out of objects and null in arrays, NaN and infinities are null (JSON5 has them). Undefined is an
 * empty text.
 *
 * Throws a `JsonError`: `JSON_CYCLE`, `JSON_UNWRITABLE` (a bigint, or too many levels for the standard formats), `JSON_TEXT_TOO_LARGE`.
 */
export function stringify(value: unknown, options: StringifyOptions = {}): string {
    const { format = 'json', layout = 'line', width = WIDTH } = options
    const indent = Math.min(Math.max(Math.trunc(options.indent ?? INDENT) || 1, 1), 10)
    if (format === 'relaxed') {
        const flags = { line: JSON_JSON5, lines: JSON_JSON5 | JSON_MULTILINE, compact: JSON_HUMAN }[layout]
        return render(value, flags, false, indent, width)
    }
    const isJson = format === 'json'
    const text = standard(value, isJson ? JSON : JSON5, layout, indent)
    if (layout !== 'compact' || text === '') {
        return text
    }
    // JSON5 has no names that begin with a digit, and no line breaks in strings.
    const quotes = isJson ? JSON_JSON : JSON_JSON5 | JSON_QUOTE_KEYS | JSON_ENCODE
    const flags = quotes | JSON_MULTILINE | JSON_COMPACT
    return render((isJson ? JSON : JSON5).parse(text), flags, !isJson, indent, width)
}

function standard(value: unknown, format: typeof JSON | typeof JSON5, layout: string, indent: number): string {
    try {
        const text: string | undefined = format.stringify(value, undefined, layout === 'lines' ? indent : 0)
        return text ?? ''
    } catch (cause) {
        const { message } = cause as Error
        const code = message.includes('circular structure') ? 'JSON_CYCLE' : 'JSON_UNWRITABLE'
        const reason = `${message.split('\n', 1)[0]}, wanted a value of JSON`
        throw new JsonError(code, `Cannot write a value: ${reason}`, reason, undefined, { cause })
    }
}

function render(value: unknown, flags: number, infinities: boolean, indent: number, width: number): string {
    const json = Json.fromObject(value, { maxNodes: Number.POSITIVE_INFINITY, infinities })
    const text = json.toString(flags, 0, null, { indent, maxLength: width })
    return text.endsWith('\n') ? text.slice(0, -1) : text
}
