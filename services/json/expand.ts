/*
    expand.ts -- Filling values into a text: `${path}` (spec json.md §14).
*/

import { JsonError } from './errors.js'
import { get } from './get.js'
import { scalarText } from './plain.js'

/** How a text is expanded. */
export interface ExpandOptions {
    /** What is not there stays as it is written. Default false: it goes. */
    readonly keep?: boolean
}

/**
 * `text` with each `${key}` replaced by what the key finds in `values`: scalars by their text, objects by `{}`, arrays by `[]`. Null
 * counts as nothing. What was put in is not looked at again; `$name` without braces stays.
 *
 * Throws a `JsonError` (`JSON_BAD_TEMPLATE`) where a `}` is missing.
 */
export function expand(text: string, values: unknown, options: ExpandOptions = {}): string {
    const { keep = false } = options
    let result = ''
    let done = 0
    for (let dollar = text.indexOf('${'); dollar >= 0; dollar = text.indexOf('${', done)) {
        const end = text.indexOf('}', dollar)
        if (end < 0) {
            const reason = `"\${" at ${dollar} has no "}", wanted one`
            throw new JsonError('JSON_BAD_TEMPLATE', `Cannot expand ${JSON.stringify(text)}: ${reason}`, reason)
        }
        const key = text.slice(dollar + 2, end)
        const value = key === '' ? undefined : get(values, key)
        const isThere = value !== undefined && value !== null
        result += text.slice(done, dollar)
        result += isThere ? textOf(value) : keep ? text.slice(dollar, end + 1) : ''
        done = end + 1
    }
    return result + text.slice(done)
}

function textOf(value: unknown): string {
    return scalarText(value) ?? (Array.isArray(value) ? '[]' : '{}')
}
