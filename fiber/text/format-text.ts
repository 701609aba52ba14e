/*
    format-text.ts -- The conversions %s and %c. Source: spec runtime.md §13.
*/

import { firstBytes } from './bytes.js'
import { integerOf } from './format-argument.js'
import { ALTERNATE, type Field, padText } from './format-field.js'

/** For a code that no character has. */
const REPLACEMENT = '\ufffd'

function isPlainObject(value: object): boolean {
    const prototype = Object.getPrototypeOf(value)
    return prototype === Object.prototype || prototype === null
}

function objectText(value: object): string {
    try {
        if (isPlainObject(value)) {
            return JSON.stringify(value) ?? '[object]'
        }
        if (value instanceof Uint8Array) {
            return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
        }
        return String(value)
    } catch {
        // A cycle, a bigint in JSON, a toString that throws: a log line must not fail for what it shows.
        return '[object]'
    }
}

/** What %s prints: strings as they are, JSON for plain objects, the text of bytes, `String(value)` for all else. Never throws. */
export function textOf(value: unknown): string {
    return typeof value === 'object' && value !== null ? objectText(value) : String(value)
}

/** %s: the precision cuts, in bytes, but not NULL. */
export function convertText(value: unknown, field: Field): string {
    if (value === null || value === undefined) {
        return padText('null', field)
    }
    const text = typeof value === 'string' ? value : textOf(value)
    if (field.isBare) {
        return text
    }
    const isCut = field.precision >= 0 && (field.flags & ALTERNATE) === 0
    return padText(isCut ? firstBytes(text, field.precision) : text, field)
}

/** %c: the first character of a string, or the character of a code; the width has no effect. */
export function convertCharacter(value: unknown): string {
    if (typeof value === 'string') {
        const first = value.codePointAt(0)
        return first === undefined ? '' : String.fromCodePoint(first)
    }
    const code = integerOf(value)
    return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(Number(code)) : REPLACEMENT
}
