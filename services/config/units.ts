/*
    units.ts -- Sizes and times as people write them in a configuration: 65536, '64K', '5 mins', 'never' (spec web.md §2.2).

    The value is what the value parser of the runtime makes of it, but what is no number with a known suffix is refused, where the
    parser takes anything that begins with a digit: a limit that is silently something else is worse than a message.
*/

import { parseUnits } from '../../fiber/index.js'

/** Longest text of a value; also bounds what the patterns run over. */
const LONGEST = 79

const endless = /^(?:unlimited|infinite|never|forever)/i

const suffixes: ReadonlySet<string> = new Set([
    ...['', 'bytes', 'byte', 'sec', 'secs', 'second', 'seconds', 'k', 'kb', 'm', 'mb', 'g', 'gb'],
    ...['min', 'mins', 'minute', 'minutes', 'hr', 'hrs', 'hour', 'hours', 'day', 'days', 'week', 'weeks'],
    ...['month', 'months', 'year', 'years'],
])

/** A number of bytes or things; `unlimited`: Infinity. Null: it is no size. */
export function parseSize(value: unknown): number | null {
    return parse(value)
}

/** A time, given in seconds or with a suffix, in milliseconds; `never`: Infinity. Null: it is no time. */
export function parseDuration(value: unknown): number | null {
    const seconds = parse(value)
    return seconds === null ? null : seconds * 1000
}

/** Whether a text has a suffix that means bytes: as a time, `5m` is 5242880 seconds (spec web.md §31, K3). */
export function isBytes(value: unknown): boolean {
    return typeof value === 'string' && /\d *[kmg]b?$/i.test(value.slice(-LONGEST))
}

function parse(value: unknown): number | null {
    if (typeof value === 'number') {
        return value >= 0 ? value : null
    }
    if (typeof value !== 'string' || value.length > LONGEST) {
        return null
    }
    const text = value.trim()
    if (endless.test(text)) {
        return Infinity
    }
    const match = /^\d+(?:\.\d+)? *([a-z]*)$/i.exec(text)
    return match === null || !suffixes.has(match[1]!.toLowerCase()) ? null : parseUnits(text)
}
