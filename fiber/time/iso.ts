/*
    iso.ts -- ISO 8601 dates, by the grammar of spec runtime.md §11.
*/

const white = /^[ \t\n\v\f\r]*/
// Every part is bounded but the fraction, which is a single run: linear in the length of the text.
const grammar = /^(\d{1,4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d*))?(?:Z|([+-])(\d\d):?(\d\d)?)$/

/**
 * Milliseconds since 1970 of `YYYY-MM-DDThh:mm:ss[.digits]` with a zone (`Z`, `+hh`, `+hhmm`, `+hh:mm`); null for anything else.
 * The zone is required. Days beyond the end of their month are in the next one.
 */
export function parseIsoDate(text: string): number | null {
    const match = grammar.exec(text.slice(0, 256).replace(white, ''))
    if (match === null || text.length > 256) {
        return null
    }
    const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes = '0'] = match
    const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
    ]
    const valid = y >= 1900 && mo >= 1 && mo <= 12 && d >= 1 && d <= 31 && h <= 23 && mi <= 59 && s <= 60
    if (!valid || Number(offsetHours ?? 0) > 23 || Number(offsetMinutes) > 59 || text.endsWith(':')) {
        return null
    }
    const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
    const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1)
    return Date.UTC(y, mo - 1, d, h, mi, s, ms) - offset * 60_000
}
