/*
    syntax-error.ts -- Makes the errors of the parser: place, what was found, what was wanted.
*/

import { isWordUnit } from './chars.js'
import { JsonError, type JsonErrorCode } from './errors.js'
import { placeOf } from './position.js'

/** Longest text that an error shows. */
const LONGEST = 40

/** A `JsonError` for what stands at `offset` of `text`. `path` is the file that the text is from, if it is from one. */
export function syntaxError(
    code: JsonErrorCode,
    text: string,
    offset: number,
    wanted: string,
    path?: string,
    options?: ErrorOptions,
): JsonError {
    const found = tokenAt(text, offset)
    const { line, column } = placeOf(text, offset)
    const reason = `found ${found === '' ? 'the end of the text' : quoted(found)}, wanted ${wanted}`
    const message = `Cannot parse ${path ?? 'JSON'}:${line}:${column}: ${reason}`
    return new JsonError(code, message, reason, { line, column, offset, text: found, wanted, path }, options)
}

/** What people would point at: a word, an escape, or one character. */
function tokenAt(text: string, offset: number): string {
    const most = Math.min(text.length, offset + LONGEST)
    let end = offset
    while (end < most && isWordUnit(text.charCodeAt(end))) {
        end++
    }
    if (end > offset) {
        return text.slice(offset, end)
    }
    const isEscape = text[offset] === '\\'
    const start = isEscape ? offset + 1 : offset
    return (isEscape ? '\\' : '') + String.fromCodePoint(...(start < text.length ? [text.codePointAt(start)!] : []))
}

/** Control characters become visible. */
function quoted(text: string): string {
    return text.includes('"') ? `'${text}'` : JSON.stringify(text).replace(/\\\\/g, '\\')
}
