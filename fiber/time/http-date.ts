/*
    http-date.ts -- HTTP dates (RFC 9110 §5.6.7).

        Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate: the only form that is written
        Sunday, 06-Nov-94 08:49:37 GMT    RFC 850: read only
        Sun Nov  6 08:49:37 1994          asctime: read only
*/

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds at the end of the year 9999, the last that the form can express. */
const MAX_TIME = 253402300800000

let cachedSecond = Number.NaN
let cachedText = ''

/**
 * The date of `ms` as IMF-fixdate. The text of the latest second asked for is kept, so that a `Date` field costs a
 * comparison: give it the clock's wall time.
 *
 * @param ms - milliseconds since 1970-01-01 UTC; fractions of a second are dropped
 * @throws RangeError before the year 0 or after the year 9999
 */
export function formatHttpDate(ms: number): string {
    const second = Math.floor(ms / 1000)
    if (second !== cachedSecond) {
        if (!(ms >= -62167219200000 && ms < MAX_TIME)) {
            throw new RangeError(`Cannot format an HTTP date: ${ms} ms, must be within the years 0 to 9999`)
        }
        cachedText = new Date(second * 1000).toUTCString()
        cachedSecond = second
    }
    return cachedText
}

/**
 * Read a date in any of the three forms.
 *
 * A weekday must be one, but need not be that of the date. A second of 60 is the first of the next minute.
 *
 * @param text - no blanks at either end
 * @param now - milliseconds; tells the century of an RFC 850 date, which is at most 50 years ahead
 * @returns milliseconds since 1970-01-01 UTC, or null when it is not a date
 */
export function parseHttpDate(text: string, now: number = Date.now()): number | null {
    const comma = text.indexOf(',')
    if (comma === 3) {
        return parseFixdate(text)
    }
    return comma < 0 ? parseAsctime(text) : parseRfc850(text, comma, now)
}

function parseFixdate(text: string): number | null {
    if (text.length !== 29 || !DAYS.includes(text.slice(0, 3)) || !has(text, 3, ', ') || !has(text, 25, ' GMT')) {
        return null
    }
    if (!has(text, 7, ' ') || !has(text, 11, ' ') || !has(text, 16, ' ')) {
        return null
    }
    return time(digits(text, 12, 16), text.slice(8, 11), digits(text, 5, 7), text.slice(17, 25))
}

function parseRfc850(text: string, comma: number, now: number): number | null {
    const rest = text.slice(comma)
    if (rest.length !== 24 || !LONG_DAYS.includes(text.slice(0, comma)) || !has(rest, 0, ', ')) {
        return null
    }
    if (!has(rest, 4, '-') || !has(rest, 8, '-') || !has(rest, 11, ' ') || !has(rest, 20, ' GMT')) {
        return null
    }
    const current = new Date(now).getUTCFullYear()
    const short = digits(rest, 9, 11)
    const near = current - (current % 100) + short
    const candidate = near <= current - 50 ? near + 100 : near
    const parse = (year: number) => time(year, rest.slice(5, 8), digits(rest, 2, 4), rest.slice(12, 20))
    const at = parse(candidate)
    // RFC 9110 §5.6.7: more than 50 years in the future means the most recent past year with these digits
    const limit = new Date(now)
    limit.setUTCFullYear(current + 50)
    return at !== null && at > limit.getTime() ? parse(candidate - 100) : at
}

function parseAsctime(text: string): number | null {
    if (text.length !== 24 || !DAYS.includes(text.slice(0, 3)) || !has(text, 3, ' ') || !has(text, 7, ' ')) {
        return null
    }
    if (!has(text, 10, ' ') || !has(text, 19, ' ')) {
        return null
    }
    const day = has(text, 8, ' ') ? digits(text, 9, 10) : digits(text, 8, 10)
    return time(digits(text, 20, 24), text.slice(4, 7), day, text.slice(11, 19))
}

/** Milliseconds of a date and `HH:MM:SS`, or null when one of them does not exist. */
function time(year: number, monthName: string, day: number, clock: string): number | null {
    const month = MONTHS.indexOf(monthName)
    const hour = digits(clock, 0, 2)
    const minute = digits(clock, 3, 5)
    const second = digits(clock, 6, 8)
    // Digits that are none are NaN, for which no comparison holds
    if (!(month >= 0 && year >= 0 && day >= 1 && hour <= 23 && minute <= 59 && second <= 60)) {
        return null
    }
    if (!has(clock, 2, ':') || !has(clock, 5, ':')) {
        return null
    }
    const date = new Date(0)
    date.setUTCFullYear(year, month, day)
    if (date.getUTCDate() !== day) {
        return null
    }
    return date.setUTCHours(hour, minute, second)
}

function has(text: string, at: number, part: string): boolean {
    return text.startsWith(part, at)
}

/** The number that the characters from `start` to `end` are; NaN unless all are digits. */
function digits(text: string, start: number, end: number): number {
    let value = 0
    for (let pos = start; pos < end; pos++) {
        const digit = text.charCodeAt(pos) - 48
        value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN
    }
    return value
}
