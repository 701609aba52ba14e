/*
    readers.ts -- Readers of single values: text, numbers, sizes, times.
*/

import { isIP } from 'node:net'
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

/** The same, or 0: none. */
export function durationOrNone(value: unknown, path: string, reading: Reading): number {
    return parseDuration(value) === 0 ? 0 : duration(value, path, reading)
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

/** An address of IPv4 or IPv6. */
export function address(value: unknown, path: string): string {
    const text = word(value, path)
    return isIP(text) === 0 ? fail(path, value, 'an address such as 127.0.0.1 or ::1') : text.toLowerCase()
}

/** Words, as a list or as text with blanks or commas between them. */
export function words(value: unknown, at: string): readonly string[] {
    const names = typeof value === 'string' ? value.split(/[ \t,]+/).filter(name => name !== '') : value
    return Array.isArray(names)
        ? Object.freeze(names.map((name: unknown, i) => word(name, `${at}[${i}]`)))
        : fail(at, value, 'a list, or text with commas')
}
