/*
    units.ts -- Numbers with a unit, as configuration has them: `5 mins`, `20MB`, `unlimited`. Source: spec runtime.md §12.6.
*/

import { MAXINT64 } from '../compat/index.js'
import { byteLength } from './bytes.js'
import { lowerAscii } from './case.js'
import { isSpace, parseInteger, skipSpace } from './integers.js'

/** A text this long, in bytes, is no number. */
const TOO_LONG = 80
/** What `never` is worth, in seconds. */
const NEVER = 7260757200000

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const KILO = 1024

/** Endings of times, in seconds, and sizes, in bytes. `week` ends in `k`: the short ones are last. */
const endings: readonly (readonly [names: readonly string[], factor: number])[] = [
    [['min', 'mins', 'minute', 'minutes'], MINUTE],
    [['hr', 'hrs', 'hour', 'hours'], HOUR],
    [['day', 'days'], DAY],
    [['week', 'weeks'], 7 * DAY],
    [['month', 'months'], 30 * DAY],
    [['year', 'years'], 365 * DAY],
    [['k', 'kb'], KILO],
    [['m', 'mb'], KILO ** 2],
    [['g', 'gb'], KILO ** 3],
]

function factorOf(text: string): number {
    return endings.find(([names]) => names.some(name => text.endsWith(name)))?.[1] ?? 1
}

function trim(text: string): string {
    let end = text.length
    while (end > 0 && isSpace(text.charCodeAt(end - 1))) {
        end--
    }
    return text.slice(skipSpace(text, 0), end)
}

/**
 * The value of a number with a unit: times in seconds, sizes in bytes. Case and surrounding blanks do not matter; only the whole
 * part of the number counts (`1.5k` is 1024). `unlimited` and `infinite` are MAXINT64, `never` and `forever` far in the future.
 * Unknown units count as 1 (so do `h`, `d` and `ms`).
 *
 * @returns a whole number within MAXINT64 and -MAXINT64; 0 if there is none, or for a text of 80 bytes or more
 */
export function parseUnits(text: string): number {
    if (byteLength(text) >= TOO_LONG) {
        return 0
    }
    const value = lowerAscii(trim(text))
    if (value.startsWith('unlimited') || value.startsWith('infinite')) {
        return MAXINT64
    }
    if (value.startsWith('never') || value.startsWith('forever')) {
        return NEVER
    }
    const product = parseInteger(value, 10).value * factorOf(value)
    return Math.max(-MAXINT64, Math.min(MAXINT64, product))
}
