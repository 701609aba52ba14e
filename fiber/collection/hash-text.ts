/*
    hash-text.ts -- The entries of a hash as text: pairs, or a JSON object. Source: spec runtime.md §16.

    Values are texts in C, so that a text which is a number in JSON, or `true` or `false`, is written without quotes.
*/

import { valueText } from './value-text.js'

/** What is written of an entry. */
interface Entry {
    readonly name: string
    readonly value: unknown
}

const INDENT = '    '

/** RFC 8259 §6. Linear in the length of the text: no two of its parts can match the same character. */
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

/** `name="value"` for each entry, nothing escaped. */
export function hashToText(entries: Iterable<Entry>, separator: string): string {
    const pairs: string[] = []
    for (const { name, value } of entries) {
        pairs.push(`${name}="${valueText(value)}"`)
    }
    return pairs.join(separator)
}

/** A JSON object, on one line or, pretty, with a line for each entry and for its end. */
export function hashToJson(entries: Iterable<Entry>, pretty: boolean): string {
    const members: string[] = []
    for (const { name, value } of entries) {
        const key = JSON.stringify(name)
        members.push(pretty ? `${INDENT}${key}: ${jsonOf(value)}` : `${key}:${jsonOf(value)}`)
    }
    return pretty ? `{\n${members.join(',\n')}\n}\n` : `{${members.join(',')}}`
}

function jsonOf(value: unknown): string {
    if (value === null || value === undefined) {
        return 'null'
    }
    const text = valueText(value)
    return text === 'true' || text === 'false' || NUMBER.test(text) ? text : JSON.stringify(text)
}
