/*
    readers.ts -- Readers of single values: text, numbers, sizes, times, headers.
*/

import { isIP } from 'node:net'
import { headerKind, isHeaderName, isHeaderValue } from '../header.js'
import type { Reader } from './property.js'
import { fail, failUnseen, type Reading } from './reading.js'
import { isBytes, parseDuration, parseSize } from './units.js'

/** Largest limit, which acts as none (spec web.md §2.2). */
export const LARGEST: number = 2 ** 31 - 1

/** Text, also an empty one. Numbers are their digits: a file may have them without quotes. */
export function text(value: unknown, path: string): string {
    if (typeof value === 'number') {
        return String(value)
    }
    return typeof value === 'string' ? value : fail(path, value, 'text')
}

/** Text that is not empty. */
export function word(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : fail(path, value, 'text that is not empty')
}

/** The same, or nothing. */
export function wordOrNone(value: unknown, path: string): string | null {
    return value === null ? null : word(value, path)
}

/** The same for a secret, which no message shows. */
export function secretOrNone(value: unknown, path: string): string | null {
    return value === null || (typeof value === 'string' && value !== '')
        ? value
        : failUnseen(path, value, 'text that is not empty')
}

/** The path of a file, or nothing. Whoever has put the contents there instead, such as a key, shall not find them in a log. */
export function pathOrNone(value: unknown, path: string): string | null {
    return typeof value === 'string' && /[\0\r\n]/.test(value)
        ? failUnseen(path, value, 'the path of a file, and not what is in it')
        : wordOrNone(value, path)
}

/** The name of a file in a directory. */
export function fileName(value: unknown, path: string): string {
    const name = word(value, path)
    return /[/\\\0]/.test(name) || name === '.' || name === '..'
        ? fail(path, value, 'the name of a file, without a directory')
        : name
}

/** `true` and `false`, in the forms of spec web.md §2.2. */
export function flag(value: unknown, path: string): boolean {
    if (value === true || value === 1 || value === 'true' || value === '1') {
        return true
    }
    return value === false || value === 0 || value === 'false' || value === '0'
        ? false
        : fail(path, value, 'true or false')
}

/** One of several words. */
export function oneOf(...words: readonly string[]): Reader {
    return (value, path) => (words.includes(value as string) ? value : fail(path, value, words.join(' or ')))
}

/** One of several words, or nothing. For another one `instead` is taken, which is told (spec web.md §2.3). */
export function oneOfElse(instead: string | null, ...words: readonly string[]): Reader {
    return (value, path, reading) => {
        if (value === null || words.includes(value as string)) {
            return value
        }
        reading.warn(path, value, `wanted ${words.join(' or ')}: ${instead ?? 'ignored'}`)
        return instead
    }
}

/** A whole number of bytes or things, at most `LARGEST`. */
export function size(least: number): Reader {
    return (value, path) => {
        const bytes = parseSize(value)
        if (bytes === null || bytes < least || (bytes !== Infinity && !Number.isInteger(bytes))) {
            const wanted = `a whole number of at least ${least} such as 4096, '64K' or '10MB', or 'unlimited'`
            return fail(path, value, wanted)
        }
        return Math.min(bytes, LARGEST)
    }
}

/** A time, in milliseconds; `never` is Infinity: no timeout (spec web.md §30, D1). */
export function duration(value: unknown, path: string, reading: Reading): number {
    const ms = parseDuration(value)
    if (ms === null || ms === 0) {
        return fail(path, value, "seconds above 0, or text such as '5 mins', or 'never'")
    }
    if (isBytes(value)) {
        reading.warn(path, value, `which is ${ms / 1000} seconds: minutes are written 'mins'`)
    }
    return ms
}

/** Whole seconds within bounds; others become `instead`. */
export function secondsWithin(least: number, most: number, instead: number): Reader {
    return (value, path, reading) => {
        const ms = parseDuration(value)
        if (ms === null) {
            return fail(path, value, `${least} to ${most} seconds`)
        }
        const seconds = Math.floor(ms / 1000)
        if (seconds >= least && seconds <= most) {
            return seconds
        }
        reading.warn(path, value, `wanted ${least} to ${most} seconds: ${instead}`)
        return instead
    }
}

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

/** An address of IPv4 or IPv6. */
export function address(value: unknown, path: string): string {
    const text = word(value, path)
    return isIP(text) === 0 ? fail(path, value, 'an address such as 127.0.0.1 or ::1') : text.toLowerCase()
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

/** Words, as a list or as text with blanks or commas between them. */
export function words(value: unknown, at: string): readonly string[] {
    const names = typeof value === 'string' ? value.split(/[ \t,]+/).filter(name => name !== '') : value
    return Array.isArray(names)
        ? Object.freeze(names.map((name: unknown, i) => word(name, `${at}[${i}]`)))
        : fail(at, value, 'a list, or text with commas')
}
