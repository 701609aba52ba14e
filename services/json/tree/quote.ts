/*
    quote.ts -- Names and strings as they are written. Source: spec json.md §13.2, §13.3.
*/

import { JSON_BARE, JSON_DOUBLE_QUOTES, JSON_ENCODE, JSON_QUOTE_KEYS } from '../constants.js'

const DOUBLE = 0x22
const SINGLE = 0x27
const BACKSLASH = 0x5c
const DELETE = 0x7f

/** What stands for a unit in quotes; undefined: it stands for itself. */
function escapeOf(unit: number, quote: number, encodes: boolean): string | undefined {
    switch (unit) {
        case BACKSLASH:
            return '\\\\'
        case quote:
            return `\\${String.fromCharCode(quote)}`
        case 0x08:
            return '\\b'
        case 0x0c:
            return '\\f'
        case 0x0a:
            return encodes ? '\\n' : undefined
        case 0x0d:
            return encodes ? '\\r' : undefined
        case 0x09:
            return encodes ? '\\t' : undefined
        default:
            return unit < 0x20 || unit === DELETE ? `\\u${unit.toString(16).padStart(4, '0')}` : undefined
    }
}

/** A text with escapes, without quotes around it. */
export function escapeText(text: string, flags: number): string {
    const quote = (flags & JSON_DOUBLE_QUOTES) !== 0 ? DOUBLE : SINGLE
    const encodes = (flags & JSON_ENCODE) !== 0
    let result = ''
    let done = 0
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i)
        if (unit < 0x20 || unit === quote || unit === BACKSLASH || unit === DELETE) {
            const written = escapeOf(unit, quote, encodes)
            if (written !== undefined) {
                result += text.slice(done, i) + written
                done = i + 1
            }
        }
    }
    return done === 0 ? text : result + text.slice(done)
}

/** Puts quotes around a text that has its escapes; none with `JSON_BARE`. */
export function putQuotes(escaped: string, flags: number): string {
    if ((flags & JSON_BARE) !== 0) {
        return escaped
    }
    return (flags & JSON_DOUBLE_QUOTES) !== 0 ? `"${escaped}"` : `'${escaped}'`
}

/** A string in quotes; null is written as `null`. */
export function quoteText(text: string | null, flags: number): string {
    return text === null ? 'null' : putQuotes(escapeText(text, flags), flags)
}

/** A property name, in quotes where the flags or its characters want them. */
export function quoteName(name: string | null, flags: number): string {
    if (name === null) {
        return 'null'
    }
    return (flags & JSON_QUOTE_KEYS) === 0 && isWord(name) ? name : quoteText(name, flags)
}

/** A-Z a-z 0-9 _, at least one. */
function isWord(name: string): boolean {
    for (let i = 0; i < name.length; i++) {
        const unit = name.charCodeAt(i)
        const letter = unit | 0x20
        if (!((letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f)) {
            return false
        }
    }
    return name !== ''
}
