/*
    format.ts -- Dates as text: C's `strftime` in the C locale. Source: spec runtime.md §11.
*/

import { firstBytes } from '../text/index.js'
import { dayOfYear, isoWeek, weekOfYear } from './week.js'
import { zoneName } from './zone.js'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
]

/** The output is no longer, bytes. */
const longest = 127

/** Letters that stand for other formats. */
const composed: Readonly<Record<string, string>> = {
    c: '%a %b %e %H:%M:%S %Y',
    D: '%m/%d/%y',
    F: '%Y-%m-%d',
    R: '%H:%M',
    r: '%I:%M:%S %p',
    T: '%H:%M:%S',
    v: '%e-%b-%Y',
    X: '%H:%M:%S',
    x: '%m/%d/%y',
    '+': '%a %b %e %H:%M:%S %Z %Y',
}

/** A date whose UTC fields are those of the wanted zone, and what the zone is. */
interface Moment {
    readonly time: number
    readonly fields: Date
    /** Seconds east of Greenwich. */
    readonly offset: number
    readonly utc: boolean
}

const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill)
const hour12 = (hour: number) => hour % 12 || 12

const letters: Readonly<Record<string, (m: Moment) => string>> = {
    A: ({ fields }) => days[fields.getUTCDay()]!,
    a: ({ fields }) => days[fields.getUTCDay()]!.slice(0, 3),
    B: ({ fields }) => months[fields.getUTCMonth()]!,
    b: ({ fields }) => months[fields.getUTCMonth()]!.slice(0, 3),
    C: ({ fields }) => pad(Math.floor(fields.getUTCFullYear() / 100)),
    d: ({ fields }) => pad(fields.getUTCDate()),
    e: ({ fields }) => pad(fields.getUTCDate(), 2, ' '),
    G: ({ fields }) => String(isoWeek(fields).year),
    g: ({ fields }) => pad(((isoWeek(fields).year % 100) + 100) % 100),
    H: ({ fields }) => pad(fields.getUTCHours()),
    h: ({ fields }) => months[fields.getUTCMonth()]!.slice(0, 3),
    I: ({ fields }) => pad(hour12(fields.getUTCHours())),
    j: ({ fields }) => pad(dayOfYear(fields), 3),
    k: ({ fields }) => pad(fields.getUTCHours(), 2, ' '),
    l: ({ fields }) => pad(hour12(fields.getUTCHours()), 2, ' '),
    M: ({ fields }) => pad(fields.getUTCMinutes()),
    m: ({ fields }) => pad(fields.getUTCMonth() + 1),
    n: () => '\n',
    P: ({ fields }) => (fields.getUTCHours() < 12 ? 'am' : 'pm'),
    p: ({ fields }) => (fields.getUTCHours() < 12 ? 'AM' : 'PM'),
    S: ({ fields }) => pad(fields.getUTCSeconds()),
    s: ({ time }) => String(Math.floor(time / 1000)),
    t: () => '\t',
    U: ({ fields }) => pad(weekOfYear(fields, 0)),
    u: ({ fields }) => String(fields.getUTCDay() || 7),
    V: ({ fields }) => pad(isoWeek(fields).week),
    W: ({ fields }) => pad(weekOfYear(fields, 1)),
    w: ({ fields }) => String(fields.getUTCDay()),
    Y: ({ fields }) => String(fields.getUTCFullYear()),
    y: ({ fields }) => pad(((fields.getUTCFullYear() % 100) + 100) % 100),
    Z: ({ time, offset, utc }) => (utc ? 'GMT' : zoneName(time, offset)),
    z: ({ offset }) => {
        const minutes = Math.trunc(Math.abs(offset) / 60)
        return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`
    },
    '%': () => '%',
}

/**
 * Formats `time` (milliseconds since 1970 UTC) with a `strftime` format, in the zone of the process or in UTC. An unknown letter
 * is printed with its percent sign; no more than 127 bytes are given. A time that no date has gives an empty text.
 */
export function formatTime(format: string, time: number, utc = false): string {
    const date = new Date(time)
    if (Number.isNaN(date.getTime())) {
        return ''
    }
    const fields = utc ? date : localFields(date)
    const offset = Math.round((fields.getTime() - date.getTime()) / 1000)
    const text = expand(format, { time, fields, offset, utc })
    return text.length * 3 > longest ? firstBytes(text, longest) : text
}

/** A date whose UTC fields are the local ones. Not by the offset, which JavaScript gives in minutes: old times have odd seconds. */
function localFields(date: Date): Date {
    const fields = new Date(0)
    fields.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate())
    fields.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds())
    return fields
}

function expand(format: string, moment: Moment): string {
    let text = ''
    // What is longer will be cut.
    for (let i = 0; i < format.length && text.length <= longest; i++) {
        if (format[i] !== '%' || i + 1 === format.length) {
            text += format[i]
            continue
        }
        let letter = format[++i]!
        if ((letter === 'E' || letter === 'O') && i + 1 < format.length) {
            letter = format[++i]!
        }
        const composition = composed[letter]
        text += composition === undefined ? (letters[letter]?.(moment) ?? `%${letter}`) : expand(composition, moment)
    }
    return text
}
