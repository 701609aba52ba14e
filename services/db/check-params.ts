/*
    check-params.ts -- What requests may say besides their properties, checked: plain JavaScript, and what comes from outside, have no types. A
    misspelt `limit` would remove the wrong items, and one that is no number would find all, or one.
*/

import { DB_INMEM } from './constants.js'
import { DbError } from './errors.js'
import type { DbParams } from './params.js'

const NAMES: { readonly [name in keyof Required<DbParams>]: true } = {
    ...{ upsert: true, limit: true, next: true, where: true, index: true, reverse: true, mem: true, delay: true },
    ...{ bypass: true, log: true, lenient: true, arg: true },
}

/** Throws `DB_BAD_OPTION` for what is of a wrong type or out of range, or no parameter. Null and undefined say nothing. */
export function checkParams(action: string, params: DbParams): void {
    if (typeof params !== 'object' || params === null) {
        throw refused(action, `parameters ${shown(params)}, wanted an object`)
    }
    for (const name in params) {
        const value = params[name as keyof DbParams]
        if (value !== undefined && value !== null) {
            const wanted = wantedOf(name, value)
            if (wanted !== null) {
                throw refused(action, `${name} ${shown(value)}, wanted ${wanted}`)
            }
        }
    }
}

/** Throws `DB_BAD_OPTION` unless a number is a whole one from 0. */
export function checkCount(action: string, name: string, value: unknown): void {
    if (!isWhole(value)) {
        throw refused(action, `${name} ${shown(value)}, wanted a whole number from 0`)
    }
}

/** What is wanted in place of a value; null: it will do. */
function wantedOf(name: string, value: unknown): string | null {
    switch (name) {
        case 'limit':
            return isWhole(value) ? null : 'a whole number from 0'
        case 'where':
            return typeof value === 'function' ? null : 'a function'
        case 'next':
        case 'index':
            return typeof value === 'string' ? null : 'a text'
        case 'delay':
            return isDelay(value) ? null : 'milliseconds from 0, -1 for at once or -2 for memory only'
        case 'upsert':
        case 'reverse':
        case 'mem':
        case 'bypass':
        case 'log':
        case 'lenient':
            return typeof value === 'boolean' ? null : 'true or false'
        case 'arg':
            return null
        default:
            return `one of ${Object.keys(NAMES).join(', ')}`
    }
}

function isWhole(value: unknown): boolean {
    return Number.isSafeInteger(value) && (value as number) >= 0
}

function isDelay(value: unknown): boolean {
    return Number.isFinite(value) && ((value as number) >= 0 || value === -1 || value === DB_INMEM)
}

function refused(action: string, what: string): DbError {
    return new DbError('DB_BAD_OPTION', `Cannot ${action}: ${what}`)
}

/** A value for a message, whatever it is. */
function shown(value: unknown): string {
    switch (typeof value) {
        case 'string':
            return JSON.stringify(value.slice(0, 100))
        case 'object':
            return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object'
        case 'function':
            return 'a function'
        default:
            return String(value)
    }
}
