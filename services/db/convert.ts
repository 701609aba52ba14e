/*
    convert.ts -- Values as the type of their field wants them. Source: spec db.md §2.7.
*/

import { parseIsoDate } from '../../fiber/index.js'
import { DbError } from './errors.js'
import type { DbField } from './model.js'
import { storable, textOf } from './values.js'

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Texts longer than this are no number. */
const LONGEST = 400

/** Converts a value that is neither null nor undefined. Throws `DB_BAD_TYPE`. */
export function convert(field: DbField, value: unknown): unknown {
    switch (field.type) {
        case 'string':
            return typeof value === 'string' ? value : stringOf(field, value)
        case 'number':
            return typeof value === 'number' && Number.isFinite(value) ? value + 0 : numberOf(field, value)
        case 'boolean':
            return typeof value === 'boolean' ? value : booleanOf(field, value)
        case 'date':
            return dateOf(field, value)
        default:
            return storable(value)
    }
}

function stringOf(field: DbField, value: unknown): string {
    const text = value instanceof RegExp ? value.source : textOf(value)
    if (text === null || (typeof value === 'object' && !(value instanceof Date || value instanceof RegExp))) {
        throw wrong('string', field, value)
    }
    return text
}

function numberOf(field: DbField, value: unknown): number {
    const text = typeof value === 'object' ? null : textOf(value)
    const number = Number(text)
    if (text === null || text.length > LONGEST || !numeric.test(text) || !Number.isFinite(number)) {
        throw wrong('numeric', field, value)
    }
    return number + 0
}

function booleanOf(field: DbField, value: unknown): boolean {
    const text = typeof value === 'object' ? null : textOf(value)
    if (text === 'true' || text === '1') {
        return true
    }
    if (text === 'false' || text === '0') {
        return false
    }
    throw wrong('boolean', field, value)
}

function dateOf(field: DbField, value: unknown): string {
    if (typeof value === 'string' && value.endsWith('Z')) {
        return value
    }
    const isDate = value instanceof Date
    const text = typeof value === 'object' ? null : textOf(value)
    const time = isDate
        ? value.getTime()
        : text !== null && text.length <= LONGEST && numeric.test(text)
          ? Number(text)
          : Number.NaN
    const date = new Date(time)
    if (Number.isNaN(date.getTime())) {
        throw wrong('date', field, value)
    }
    return date.toISOString()
}

/** Milliseconds of a stored date: 0 for none, -1 for what is no date. */
export function timeOf(value: unknown): number {
    const text = textOf(value)
    if (text === null) {
        return 0
    }
    return numeric.test(text.slice(0, LONGEST)) ? Number(text) : (parseIsoDate(text) ?? -1)
}

function wrong(type: string, { name }: DbField, value: unknown): DbError {
    const shown = typeof value === 'object' && value !== null ? JSON.stringify(storable(value)) : String(value)
    return new DbError('DB_BAD_TYPE', `Invalid ${type} in property "${name}": ${shown.slice(0, 200)}`)
}
