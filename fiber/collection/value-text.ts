/*
    value-text.ts -- What a value of a list or hash is as text.
*/

import { format } from '../text/index.js'

/** The text of a value, as `%s` prints it; that of null is empty. Never throws. */
export function valueText(value: unknown): string {
    if (typeof value === 'string') {
        return value
    }
    return value === null || value === undefined ? '' : format('%s', [value])
}
