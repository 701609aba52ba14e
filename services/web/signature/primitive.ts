/*
    primitive.ts -- Whether a text is one of the simple types of a signature (spec web.md §19.3).
*/

import { parseIsoDate } from '../../../fiber/index.js'

/** Longer texts are no numbers. */
const LONGEST = 400

/** What is wrong with a text, as the client is told; null: nothing. `text` null: there is none. */
export function primitiveFault(text: string | null, type: string, tag: string, name: string): string | null {
    if (type === 'null') {
        return text === null || text === '' || text === 'null' ? null : `Bad ${tag}, data should be empty`
    }
    if (text === null) {
        return `Missing ${tag} data, expected ${type}`
    }
    switch (type) {
        case 'string':
            return null
        case 'number':
            return isNumber(text) ? null : `Bad ${tag}, "${name}" should be a number`
        case 'boolean':
            return /^(true|false)$/i.test(text) ? null : `Bad ${tag}, "${name}" should be a boolean`
        case 'date':
            return parseIsoDate(text) !== null ? null : `Bad ${tag}, "${name}" should be a date`
        default:
            return `Bad ${tag} data, expected a ${type} for "${name}"`
    }
}

/** Digits, signs, exponents and at most one dot, in no particular order, as in the original agent. */
function isNumber(text: string): boolean {
    return text.length <= LONGEST && /^[0-9+-][0-9.+eE-]*$/.test(text) && text.split('.').length <= 2
}
