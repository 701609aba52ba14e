/*
    readers.ts -- Readers of the values that only a web server has: headers, paths, methods; beside those that all services have.
*/

import { fail, LARGEST, parseDuration, type Reading, text, word } from '../../config/index.js'
import { headerKind, isHeaderName, isHeaderValue } from '../header.js'

export {
    address,
    duration,
    fileName,
    flag,
    oneOf,
    oneOfElse,
    pathOrNone,
    secondsWithin,
    secretOrNone,
    size,
    text,
    word,
    wordOrNone,
    words,
} from '../../config/index.js'

/** Seconds of a `max-age`: a time, or 0. */
export function maxAge(value: unknown, path: string): number {
    const ms = parseDuration(value)
    return ms === null
        ? fail(path, value, "seconds, or text such as '1 day'")
        : Math.min(Math.floor(ms / 1000), LARGEST)
}

/** A status code of a redirect; 0 means that there is none. */
export function redirectStatus(value: unknown, path: string): number {
    const status = typeof value === 'string' ? Number(value) : value
    const fits =
        typeof status === 'number' && Number.isInteger(status) && (status === 0 || (status >= 300 && status < 400))
    return fits ? status : fail(path, value, '300 to 399, or 0')
}

/** Methods, as a list or as text with blanks or commas between them (spec web.md §11.3). */
export function methods(value: unknown, path: string): readonly string[] | null {
    if (value === null) {
        return null
    }
    const names = typeof value === 'string' ? splitMethods(value) : value
    if (!Array.isArray(names)) {
        return fail(path, value, "a list of methods, or text such as 'GET, POST'")
    }
    return Object.freeze(names.map((name: unknown, i) => method(name, Array.isArray(value) ? `${path}[${i}]` : path)))
}

/** The methods in a text. */
export function splitMethods(list: string): string[] {
    return list.split(/[ \t,'"]+/).filter(name => name !== '')
}

function method(value: unknown, path: string): string {
    const name = word(value, path)
    return isHeaderName(name) && name === name.toUpperCase()
        ? name
        : fail(path, value, 'a method such as GET, in upper case')
}

/** The name of a header that anybody may set. */
export function headerName(value: string, path: string): void {
    const kind = headerKind(value)
    if (kind === 'bad' || kind === 'reserved' || kind === 'length' || kind === 'type') {
        fail(path, value, kind === 'bad' ? 'the name of a header' : 'a header that the server does not make itself')
    }
}

/** The value of a header. */
export function headerValue(value: unknown, path: string): string {
    const header = text(value, path)
    return isHeaderValue(header) ? header : fail(path, value, 'text without line ends and characters above U+00FF')
}

/** Text that may stand in a header, or nothing. */
export function headerWordOrNone(value: unknown, path: string): string | null {
    return value === null ? null : headerValue(word(value, path), path)
}

/** The name of a cookie. */
export function cookieName(value: unknown, path: string): string {
    const name = word(value, path)
    return isHeaderName(name) ? name : fail(path, value, 'the name of a cookie, without blanks and separators')
}

/** Letters of what is traced; others are told. */
export function showLetters(value: unknown, path: string, reading: Reading): string {
    const letters = text(value, path)
    if (/[^HBhb]/.test(letters)) {
        reading.warn(path, value, 'wanted letters of H, B, h and b: others are ignored')
    }
    return letters
}

/** An extension with its dot. */
export function extension(value: string, path: string): void {
    if (!/^\.[^./\\]+$/.test(value)) {
        fail(path, value, "an extension with its dot, such as '.html'")
    }
}

/** The path of a route: empty, or it begins with a slash. */
export function path(value: unknown, at: string): string {
    const match = text(value, at)
    return match === '' || match.startsWith('/')
        ? match
        : fail(at, value, 'a path that begins with a slash, or nothing')
}
