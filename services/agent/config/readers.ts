/*
    readers.ts -- Readers of the values that only the agent has: schedules, serialization, filters of the log.
*/

import {
    fail,
    failWith,
    flag,
    type Reader,
    type Reading,
    recordAt,
    shownValue,
    word,
    words,
} from '../../config/index.js'
import { Schedule } from '../../cron/index.js'

/** Any value, as it is. */
export const anything: Reader = value => value

/** An object, whatever is in it. */
export function object(value: unknown, path: string): unknown {
    return recordAt(value, path)
}

/** A port, as a number or its text. */
export function port(value: unknown, path: string): number {
    const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value
    const fits = typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= 65535
    return fits ? number : fail(path, value, 'a port from 1 to 65535')
}

/** A schedule; null: none. */
export function schedule(value: unknown, path: string): string | null {
    if (value === null) {
        return null
    }
    const spec = word(value, path)
    try {
        new Schedule(spec)
    } catch (error) {
        failWith(path, `${path} is ${shownValue(path, value)}, ${(error as Error).message.replace(/^.*": /, '')}`)
    }
    return spec
}

/** How the device gets its ID: `auto`, `factory` or `none`, which is also what false means. Null: not said. */
export function serialization(value: unknown, path: string, reading: Reading): string | null {
    if (value === null || value === false || value === 'none' || value === 'auto' || value === 'factory') {
        return value === false ? 'none' : value
    }
    reading.warn(path, value, 'wanted auto, factory or none: auto')
    return 'auto'
}

/** A flag, or null: not said. */
export function flagOrNone(value: unknown, path: string): boolean | null {
    return value === null ? null : flag(value, path)
}

const logTypes = ['fatal', 'error', 'info', 'trace', 'debug', 'raw', 'all']

/** Types of the log, as text with commas. One that there is not is told: no message has it. */
export function types(value: unknown, path: string, reading: Reading): string {
    const names = words(value, path)
    const unknown = names.find(name => !logTypes.includes(name.replace(/^!/, '')))
    if (unknown !== undefined) {
        reading.warn(path, value, `wanted names of ${logTypes.join(', ')}: no message has the type ${unknown}`)
    }
    return names.join(',')
}

/** Sources of the log, as text with commas. */
export function filter(value: unknown, path: string): string {
    return words(value, path).join(',')
}
