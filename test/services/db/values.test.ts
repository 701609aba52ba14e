import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { inferred, isMatch, merged, type PlainObject, plainProps, storable } from '../../../services/db/values.js'
import { Json } from '../../../services/json/index.js'

t.test('storable copies what JSON knows, writes dates and patterns as texts, and leaves out the rest', async t => {
    const given = { a: [1, undefined, Number.NaN, new Date(0)], b: undefined, c: /x/g, d: () => 1, e: 2n ** 60n, f: 5n }
    const stored = storable(given)
    t.strictSame(stored, { a: [1, null, null, '1970-01-01T00:00:00.000Z'], c: 'x', e: String(2n ** 60n), f: 5 })
    t.ok(Object.is(storable(-0), 0))
    t.equal(JSON.stringify(storable(JSON.parse('{"__proto__":{"a":1}}'))), '{"__proto__":{"a":1}}')
})

t.test('storable and JSON agree on all that JSON has', async () => {
    fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
            assert.deepEqual(storable(value), JSON.parse(JSON.stringify(value)))
        }),
    )
})

t.test('merged blends objects, replaces the rest, removes what is undefined, and changes neither', async t => {
    const target = Object.freeze({ a: Object.freeze({ b: 1, c: 2 }), d: [1], e: 'x', f: { g: 1 } })
    const source = { a: { c: undefined, n: 3 }, d: [], e: { deep: { er: 1 } }, f: 'text' }
    t.strictSame(merged(target, source), { a: { b: 1, n: 3 }, d: [], e: { deep: { er: 1 } }, f: 'text' })
    t.equal(merged(target, {}).a, target.a, 'what did not change is shared')
    t.strictSame(merged(target, { a: {} }).a, target.a, 'an empty object changes nothing')
})

t.test('isMatch compares by texts; a value matches its copy', async t => {
    t.strictSame(
        [
            [42, '42'],
            ['1.0', 1],
            [{ a: 1, b: 2 }, { a: '1' }],
            [{ a: 1 }, { a: 1, b: 2 }],
            [
                [1, [2]],
                [1, [2]],
            ],
            [[1], [1, 2]],
            [null, null],
            [undefined, undefined],
            [{}, '{}'],
        ].map(([stored, wanted]) => isMatch(stored, wanted)),
        [true, false, true, false, true, false, true, false, false],
    )
    fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
            assert.ok(isMatch(storable(value), value))
        }),
    )
})

t.test('plainProps copies one level, and keeps the texts of numbers in trees', async t => {
    const props: PlainObject = { a: 1 }
    const copy = plainProps(props)
    copy.a = 2
    t.equal(props.a, 1)
    t.strictSame(plainProps(Json.parse("{a: 1e3, b: '5', c: {d: 1.50}}")), { a: '1e3', b: '5', c: { d: 1.5 } })
    t.strictSame([plainProps(null), plainProps(Json.parse('[1]'))], [{}, {}])
})

t.test('inferred gives what a text stands for, if it can be written back', async t => {
    t.strictSame(['true', 'false', '5', '-1.5', '1e3', '007', '555-1234', 't', 'null', ''].map(inferred), [
        true,
        false,
        5,
        -1.5,
        '1e3',
        '007',
        '555-1234',
        't',
        'null',
        '',
    ])
})
