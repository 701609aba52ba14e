/*
    units.ts -- Sizes and times as people write them in a configuration: 65536, '64K', '5 mins' (spec web.md §2.2).

    Where the specification takes anything that begins with a digit, this refuses what is no number with a known suffix: a
    limit that is silently something else is worse than a message.
*/

const sizes: Readonly<Record<string, number>> = {
    '': 1,
    bytes: 1,
    k: 1024,
    kb: 1024,
    m: 1024 ** 2,
    mb: 1024 ** 2,
    g: 1024 ** 3,
    gb: 1024 ** 3,
}

const times: Readonly<Record<string, number>> = {
    '': 1,
    sec: 1,
    secs: 1,
    min: 60,
    mins: 60,
    minute: 60,
    minutes: 60,
    hr: 3600,
    hrs: 3600,
    hour: 3600,
    hours: 3600,
    day: 86400,
    days: 86400,
    week: 604800,
    weeks: 604800,
}

/** Longest text of a value; also bounds what the pattern runs over. */
const LONGEST = 32

/** Bytes, or a count; `unlimited`: Infinity. Null: not a size. */
export function parseSize(value: unknown): number | null {
    return value === 'unlimited' ? Infinity : parse(value, sizes)
}

/** A time, given in seconds or with a suffix, in milliseconds; `never`: Infinity. Null: not a time. */
export function parseDuration(value: unknown): number | null {
    if (value === 'never') {
        return Infinity
    }
    const seconds = parse(value, times)
    return seconds === null ? null : seconds * 1000
}

function parse(value: unknown, units: Readonly<Record<string, number>>): number | null {
    if (typeof value === 'number') {
        return value >= 0 ? value : null
    }
    if (typeof value !== 'string' || value.length > LONGEST) {
        return null
    }
    const match = /^(\d+(?:\.\d+)?) *([a-z]*)$/.exec(value.trim().toLowerCase())
    const unit = match === null ? undefined : units[match[2] ?? '']
    return match === null || unit === undefined ? null : Number(match[1]) * unit
}
