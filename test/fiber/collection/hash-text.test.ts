import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { RHash } from '../../../fiber/collection/index.js'

function hashOf(pairs: Record<string, unknown>): RHash {
    const hash = new RHash()
    for (const [name, value] of Object.entries(pairs)) {
        hash.set(name, value)
    }
    return hash
}

t.test('hashToText writes pairs and escapes nothing', async t => {
    t.equal(hashOf({ a: 'x', b: 5, c: null, 'd"': '"' }).toString(), 'a="x",b="5",c="",d"="""')
    t.equal(hashOf({ a: 'x', b: 'y' }).toString('; '), 'a="x"; b="y"')
    t.equal(hashOf({}).toString(), '')
})

t.test('hashToJson writes numbers, true and false bare, null as null, all else in quotes', async t => {
    const cases: [value: unknown, json: string][] = [
        ['12', '12'],
        ['-0.5e+3', '-0.5e+3'],
        ['0', '0'],
        ['true', 'true'],
        ['false', 'false'],
        [null, 'null'],
        [undefined, 'null'],
        ['null', '"null"'],
        ['', '""'],
        [7, '7'],
        [7n, '7'],
        [true, 'true'],
        [Number.NaN, '"NaN"'],
        ['a"\\\b\f\n\r\t\u0001', '"a\\"\\\\\\b\\f\\n\\r\\t\\u0001"'],
    ]
    for (const [value, json] of cases) {
        t.equal(hashOf({ a: value }).toJsonText(), `{"a":${json}}`)
    }
})

t.test('hashToJson puts in quotes what is no number in JSON, whatever C says [D-18]', async t => {
    for (const value of ['1e', '+', '+5', '1-2', '1.', '.5', '01', '0x10', '1e+', '-', 'Infinity', '1\n']) {
        t.strictSame(JSON.parse(hashOf({ a: value }).toJsonText()), { a: value })
    }
})

t.test('hashToJson writes no comma after the last null, and escapes names [D-18]', async t => {
    t.equal(hashOf({ a: 'x', b: null }).toJsonText(), '{"a":"x","b":null}')
    t.equal(hashOf({ 'a"\n': 'x' }).toJsonText(), '{"a\\"\\n":"x"}')
})

t.test('hashToJson writes JSON that JSON.parse reads, pretty or not', async () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String), fc.constant(null))
    fc.assert(
        fc.property(fc.dictionary(fc.string(), value), fc.boolean(), (pairs, pretty) => {
            const json: Record<string, unknown> = JSON.parse(hashOf(pairs).toJsonText(pretty))
            assert.deepEqual(Object.keys(json).toSorted(), Object.keys(pairs).toSorted())
            for (const [name, text] of Object.entries(pairs)) {
                const read = json[name]
                if (typeof read === 'number') {
                    assert.equal(read, Number(text))
                } else if (typeof read === 'boolean') {
                    assert.equal(String(read), text)
                } else {
                    assert.equal(read, text)
                }
            }
        }),
        { numRuns: 60 },
    )
})

t.test('hashToJson pretty has a line for each entry and one for its end', async t => {
    t.equal(hashOf({ a: '1', b: 'x' }).toJsonText(true), '{\n    "a": 1,\n    "b": "x"\n}\n')
    t.equal(hashOf({}).toJsonText(true), '{\n\n}\n')
    t.equal(hashOf({}).toJsonText(), '{}')
})
