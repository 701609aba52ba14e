import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { jsonBlend, jsonGet, jsonParse, jsonRemove, jsonSet, jsonTemplate } from '../../../services/json/c.js'
import {
    applyConditional,
    type BlendMode,
    blend,
    expand,
    get,
    JSON_APPEND,
    JSON_CCREATE,
    JSON_COMBINE,
    JSON_OVERWRITE,
    JSON_REMOVE_UNDEF,
    JSON_REPLACE,
    Json,
    type JsonError,
    parse,
    remove,
    set,
    stringify,
} from '../../../services/json/index.js'

// Documents in which numbers have one way to be written, as plain values lose the others.
const names = ['a', 'b', 'c', '0', '1', 'x y', '']
const key = fc.constantFrom(...names)
const scalars = [
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom('a', 'b', 'red', '1', '0', '$', '', 'true', 'x red y', 'undefined'),
    fc.boolean(),
    fc.constant(null),
]
const prefixed = fc.tuple(fc.constantFrom('', '+', '-', '?', '='), key).map(([prefix, name]) => prefix + name)
const document = fc.object({ key, maxDepth: 3, values: scalars })
const source = fc.object({ key: prefixed, maxDepth: 3, values: scalars })
const values = fc.oneof(document, ...scalars)

const term = fc.oneof(
    key,
    fc.constantFrom('red', 'true', '$', '2', '-1', '1x', 'length', 'toString', 'constructor', '__proto__'),
)
const path = fc
    .array(fc.tuple(fc.constantFrom('.', '[', ']['), term), { minLength: 1, maxLength: 4 })
    .map(parts => parts.map(([separator, name], i) => (i === 0 ? name : separator + name)).join(''))

/** Text for comparing; the order of properties counts. */
const show = JSON.stringify

/** A tree with a document in it. */
const treeOf = (value: unknown) => jsonParse(stringify(value), 0)!

t.test('get finds what jsonGet finds', async () => {
    fc.assert(
        fc.property(document, path, (value, path) => {
            const found = get(value, path)
            const text = jsonGet(treeOf(value), 0, path, null)
            // The C face gives texts, and for containers their brackets.
            const isContainer = typeof found === 'object' && found !== null
            const wanted = isContainer ? (Array.isArray(found) ? '[]' : '{}') : found === null ? null : (found ?? null)
            assert.equal(text, wanted === null ? null : String(wanted))
        }),
        { numRuns: 1000 },
    )
})

t.test('set changes what jsonSet changes', async () => {
    const scalar = fc.oneof(...scalars.filter((_, i) => i !== 1), fc.constantFrom('red', 'text'))
    fc.assert(
        fc.property(document, path, scalar, (value, path, stored) => {
            const json = treeOf(value)
            const changed = structuredClone(value)
            const isStored = jsonSet(json, 0, path, String(stored), 0) > 0
            try {
                set(changed, path, stored)
                assert.equal(isStored, true)
            } catch (error) {
                // A key that ends in a separator makes an empty container in C; a plain value wants to be stored somewhere.
                assert.equal((error as JsonError).code, 'JSON_NO_KEY')
                return
            }
            assert.equal(show(changed), show(json.toObject()))
        }),
        { numRuns: 1000 },
    )
})

t.test('remove takes out what jsonRemove takes out', async () => {
    fc.assert(
        fc.property(document, path, (value, path) => {
            const json = treeOf(value)
            const changed = structuredClone(value)
            assert.equal(remove(changed, path), jsonRemove(json, 0, path) === 0)
            assert.equal(show(changed), show(json.toObject()))
        }),
        { numRuns: 1000 },
    )
})

const flags: Record<BlendMode, number> = {
    overwrite: JSON_OVERWRITE,
    append: JSON_APPEND,
    replace: JSON_REPLACE,
    create: JSON_CCREATE,
    combine: JSON_COMBINE,
}

for (const [mode, flag] of Object.entries(flags)) {
    t.test(`blend merges what jsonBlend merges, ${mode}`, async () => {
        fc.assert(
            fc.property(
                values,
                mode === 'combine' ? source : values,
                fc.boolean(),
                (target, source, removeUndefined) => {
                    const json = treeOf(target)
                    const code = jsonBlend(
                        json,
                        0,
                        null,
                        treeOf(source),
                        0,
                        null,
                        flag | (removeUndefined ? JSON_REMOVE_UNDEF : 0),
                    )
                    const into = structuredClone(target)
                    try {
                        const result = blend(into, source, { mode: mode as BlendMode, removeUndefined })
                        assert.equal(code, 0)
                        assert.equal(show(result), show(json.toObject()))
                    } catch (error) {
                        assert.equal((error as JsonError).code, 'JSON_BLEND_KIND')
                        assert.ok(code < 0)
                        // What was merged before stays; a scalar has become a new object that nobody sees.
                        if (typeof target === 'object' && target !== null) {
                            assert.equal(show(into), show(json.toObject()))
                        }
                    }
                },
            ),
            { numRuns: 500 },
        )
    })
}

t.test('expand writes what jsonTemplate writes', async () => {
    const part = fc.oneof(
        path.map(path => `\${${path}}`),
        fc.constantFrom('$', '$a', '{', '}', ' x ', '${}'),
    )
    const text = fc.array(part).map(parts => parts.join(''))
    fc.assert(
        fc.property(document, text, fc.boolean(), (value, text, keep) => {
            const wanted = jsonTemplate(treeOf(value), text, keep)
            if (wanted === null) {
                assert.throws(() => expand(text, value, { keep }), { code: 'JSON_BAD_TEMPLATE' })
            } else {
                assert.equal(expand(text, value, { keep }), wanted)
            }
        }),
        { numRuns: 500 },
    )
})

t.test('applyConditional does to values what it does to trees', async () => {
    const choice = fc.constantFrom('dev', 'prod', '1', 'a')
    const choices = fc.dictionary(choice, source, { maxKeys: 3 })
    const conditional = fc.dictionary(fc.constantFrom('profile', 'a', 'b'), choices, { maxKeys: 3 })
    const config = fc.tuple(document, conditional).map(([value, conditional]) => ({ ...value, conditional }))
    fc.assert(
        fc.property(config, fc.option(choice, { nil: undefined }), (value, profile) => {
            const json = Json.parse(stringify(value))
            const changed = parse(stringify(value)) as object
            const run = (apply: () => void) => {
                try {
                    apply()
                    return 'done'
                } catch (error) {
                    return (error as JsonError).code
                }
            }
            const outcome = run(() => applyConditional(changed, { profile }))
            assert.equal(
                run(() => json.applyConditional({ profile })),
                outcome,
            )
            assert.equal(show(changed), show(json.toObject()))
        }),
        { numRuns: 500 },
    )
})
