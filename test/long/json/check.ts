/*
    check.ts -- What must hold for any text.
*/

import assert from 'node:assert/strict'
import {
    blend,
    expand,
    get,
    JSON_HUMAN,
    JSON_STRICT_PARSE,
    Json,
    JsonError,
    type JsonNode,
    parse,
    query,
    remove,
    set,
    stringify,
} from '../../../services/json/index.js'
import { randomOf } from '../random.js'

/** Longer texts are only parsed. */
const SHORT = 10_000

/** Of these, in strings, the package json5 complains on the console. */
const SEPARATORS = /[\u2028\u2029]/

/** What a function gave. */
type Outcome = { readonly value: unknown } | { readonly error: JsonError }

/** Anything but a value and a `JsonError` is thrown. */
function outcomeOf(run: () => unknown): Outcome {
    try {
        return { value: run() }
    } catch (error) {
        if (error instanceof JsonError) {
            return { error }
        }
        throw error
    }
}

/** Throws where something is wrong. Gives whether relaxed mode takes the text. `seed` decides on keys. */
export function check(text: string, seed: number): boolean {
    const relaxed = outcomeOf(() => parse(text))
    checkPlace(text, relaxed)
    checkStrict(text, relaxed)
    checkTree(text, relaxed)
    if (!SEPARATORS.test(text) && text.length < SHORT) {
        checkPlace(
            text,
            outcomeOf(() => parse(text, { mode: 'json5' })),
        )
    }
    if ('value' in relaxed && text.length < SHORT) {
        checkWriting(relaxed.value)
        checkKeys(relaxed.value, seed)
    }
    return 'value' in relaxed
}

/** An error tells a place in the text, and what is there. */
function checkPlace(text: string, outcome: Outcome): void {
    if ('error' in outcome) {
        const { line, column, offset, text: found, message } = outcome.error
        assert.ok(offset >= 0 && offset <= text.length && line >= 1 && column >= 1, message)
        assert.equal(text.slice(offset, offset + found.length), found, message)
        assert.ok(message.length < 500)
    }
}

/** Strict mode takes what JSON.parse takes; relaxed mode takes it too, and gives the same. */
function checkStrict(text: string, relaxed: Outcome): void {
    const strict = outcomeOf(() => parse(text, { mode: 'strict' }))
    checkPlace(text, strict)
    const tree = outcomeOf(() => Json.parse(text, JSON_STRICT_PARSE).toObject())
    let native: Outcome | null = null
    try {
        native = { value: JSON.parse(text) as unknown }
    } catch {
        // Not JSON.
    }
    if ('value' in strict) {
        assert.ok(native !== null && 'value' in relaxed)
        assert.equal(show(strict.value), show(native.value))
        assert.equal(show(relaxed.value), show(native.value))
        assert.ok('value' in tree || tree.error.code === 'JSON_TOO_MANY_NODES')
    } else {
        assert.ok(native === null || strict.error.code === 'JSON_TOO_DEEP')
        assert.ok(native !== null || 'error' in tree)
    }
}

/** The tree takes what plain values take; it minds neither depth nor what is in a regular expression, but the number of nodes. */
function checkTree(text: string, relaxed: Outcome): void {
    const tree = outcomeOf(() => Json.parse(text))
    if ('error' in relaxed) {
        if (!['JSON_BAD_REGEXP', 'JSON_TOO_DEEP'].includes(relaxed.error.code)) {
            assert.ok('error' in tree)
            assert.ok(['JSON_TOO_MANY_NODES', relaxed.error.code].includes(tree.error.code), tree.error.message)
        }
    } else if ('error' in tree) {
        assert.equal(tree.error.code, 'JSON_TOO_MANY_NODES')
    } else {
        const json = tree.value as Json
        assert.equal(show(json.toObject()), show(relaxed.value))
        const again = Json.parse(json.toString(text.length < SHORT ? JSON_HUMAN : 0))
        assert.deepEqual(again.nodes.map(nameAndType), json.nodes.map(nameAndType))
    }
}

function nameAndType({ name, type }: JsonNode): string {
    return `${type} ${name}`
}

/** What is written is read again. */
function checkWriting(value: unknown): void {
    const plain = stringify(value)
    for (const layout of ['line', 'lines', 'compact'] as const) {
        for (const format of ['json', 'json5', 'relaxed'] as const) {
            const text = stringify(value, { format, layout })
            if (text !== '' && !(format === 'json5' && SEPARATORS.test(text))) {
                assert.equal(stringify(parse(text, { mode: format === 'json' ? 'strict' : format })), plain)
            }
        }
    }
}

/** Keys, patterns and blends of any kind do their work or throw a `JsonError`. */
function checkKeys(value: unknown, seed: number): void {
    const random = randomOf(seed)
    const key = Array.from({ length: random(6) }, () => parts[random(parts.length)]!).join('')
    get(value, key)
    outcomeOf(() => query(value, key))
    outcomeOf(() => expand(`\${${key}}`, value))
    const modes = ['overwrite', 'append', 'replace', 'create', 'combine'] as const
    outcomeOf(() => blend(parse(stringify(value)), value, { mode: modes[random(modes.length)]! }))
    if (typeof value === 'object' && value !== null) {
        outcomeOf(() => set(value, key, seed))
        remove(value, key)
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
}

const parts = [
    'a',
    'web',
    'routes',
    '0',
    '1',
    '$',
    '-1',
    '*',
    '**',
    '.',
    '[',
    ']',
    "'",
    ' ',
    '__proto__',
    'polluted',
    'a=b',
    'constructor',
]

/** A value as text, for comparing: with what JSON does not have. */
function show(value: unknown): string | undefined {
    return JSON.stringify(value, (_, inner: unknown) =>
        inner instanceof RegExp
            ? String(inner)
            : inner === undefined
              ? 'undefined'
              : Object.is(inner, -0)
                ? '-0'
                : inner,
    )
}
