/*
    json5.ts -- The standards-exact JSON5 mode: the npm package json5, with our errors.
*/

import JSON5 from 'json5'
import { syntaxError } from './syntax-error.js'

/** The value of a text that is JSON5. Throws a `JsonError`. */
export function parseJson5(text: string, path: string | undefined): unknown {
    try {
        return JSON5.parse(text)
    } catch (cause) {
        const { lineNumber, columnNumber } = cause as Error & { lineNumber: number; columnNumber: number }
        // The column is that of the last code unit of a character.
        const last = lineStart(text, lineNumber) + columnNumber - 1
        const offset = last > 0 && text.codePointAt(last - 1)! > 0xffff ? last - 1 : last
        throw syntaxError('JSON_BAD_JSON5', text, offset, 'JSON5', path, { cause })
    }
}

/** The offset at which a line begins. The package counts line feeds only. */
function lineStart(text: string, line: number): number {
    let start = 0
    for (let i = 1; i < line; i++) {
        start = text.indexOf('\n', start) + 1
    }
    return start
}
