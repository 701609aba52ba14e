/*
    fields.ts -- The fields of a schedule: text to sets of numbers. Source: spec agent.md §13.1.
*/

import { CronError } from './errors.js'

/** Longest text of a schedule. */
const LONGEST = 1000

/** A field: which numbers match; null: all, the field is `*`. */
export type Field = ReadonlySet<number> | null

/** The fields of a schedule; null: it never comes. */
export interface Fields {
    readonly minute: Field
    readonly hour: Field
    readonly day: Field
    readonly month: Field
    readonly weekday: Field
}

/** Month 0 does not come. Only this text may have it. */
const NEVER = '0 0 0 0 0'

const aliases: ReadonlyMap<string, string> = new Map([
    ['anytime', '* * * * *'],
    ['never', NEVER],
    ['unscheduled', NEVER],
    ['day', '* 6-17 * * *'],
    ['weekdays', '* * * * 1-5'],
    ['workhours', '* 9-17 * * 1-5'],
    ['midnight', '* 0 * * *'],
    ['night', '* 0-5,18-23 * * *'],
])

const ranges = [
    ['minute', 0, 59],
    ['hour', 0, 23],
    ['day', 1, 31],
    ['month', 1, 12],
    ['weekday', 0, 6],
] as const

/** Reads a schedule; null: it never comes. Throws a `CronError` that says which field is wrong. */
export function readFields(spec: string): Fields | null {
    const text = aliases.get(spec.trim()) ?? (spec.trim() === '' ? '* * * * *' : spec.trim())
    if (text === NEVER) {
        return null
    }
    const parts = text.length > LONGEST ? [] : text.split(/[ \t]+/)
    if (parts.length !== ranges.length) {
        const wanted = `five fields (minute hour day month weekday), or one of ${[...aliases.keys()].join(', ')}`
        throw syntax(spec, `it has ${parts.length === 1 ? 'one field' : `${parts.length} fields`}`, wanted)
    }
    const fields = ranges.map(([name, least, most], i) => [name, readField(parts[i]!, name, least, most, spec)])
    return Object.fromEntries(fields) as Fields
}

function readField(text: string, name: string, least: number, most: number, spec: string): Field {
    if (text === '*') {
        return null
    }
    const numbers = new Set<number>()
    for (const item of text.split(',')) {
        const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(item)
        const from = Number(match?.[1])
        const to = match?.[2] === undefined ? from : Number(match[2])
        if (match === null || from < least || from > most || to < least || to > most) {
            // Neither steps nor names: Ioto C takes them for something else in silence (A-10).
            throw syntax(
                spec,
                `its ${name} is ${text}`,
                `numbers from ${least} to ${most}, ranges, lists of them, or *`,
            )
        }
        for (let i = from; ; i = i === most ? least : i + 1) {
            numbers.add(i)
            if (i === to) {
                break
            }
        }
    }
    return numbers
}

function syntax(spec: string, what: string, wanted: string): CronError {
    const shown = spec.length > 80 ? `${spec.slice(0, 80)}...` : spec
    return new CronError('CRON_SYNTAX', `Cannot use schedule "${shown}": ${what}, wanted ${wanted}`)
}
