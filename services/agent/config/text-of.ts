/*
    text-of.ts -- A value of a configuration for people.
*/

import { stringify } from '../../json/index.js'

/** Longest text. */
const SHOWN = 80

/** The value as it would be written, cut where it is long. */
export function textOf(value: unknown): string {
    const text = stringify(value, { format: 'json5' }) || String(value)
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}
