import fc from 'fast-check'
import JSON5 from 'json5'
import t from 'tap'
import { parse, type StringifyOptions, stringify } from '../../../services/json/index.js'

const value = { name: "it's", 'a-b': [1, 2, 3], o: { p: { q: true }, e: [], f: {} }, text: 'x\n\ty', none: null }

const table: readonly (readonly [StringifyOptions, string])[] = [
    [{}, JSON.stringify(value)],
    [{ layout: 'lines', indent: 2 }, JSON.stringify(value, null, 2)],
    [
        { layout: 'compact' },
        `{
    "name": "it's",
    "a-b": [ 1, 2, 3 ],
    "o": { "p": { "q": true }, "e": [ ], "f": { } },
    "text": "x\\n\\ty",
    "none": null
}`,
    ],
    [{ format: 'json5' }, JSON5.stringify(value)],
    [{ format: 'json5', layout: 'lines' }, JSON5.stringify(value, null, 4)],
    [
        { format: 'json5', layout: 'compact', indent: 2 },
        `{
  'name': 'it\\'s',
  'a-b': [ 1, 2, 3 ],
  'o': { 'p': { 'q': true }, 'e': [ ], 'f': { } },
  'text': 'x\\n\\ty',
  'none': null
}`,
    ],
    [
        { format: 'relaxed' },
        `{name:'it\\'s','a-b':[1,2,3],o:{p:{q:true},e:[],f:{}},text:'x
\ty',none:null}`,
    ],
    [
        { format: 'relaxed', layout: 'compact', width: 19 },
        `{
    name: 'it\\'s',
    'a-b': [ 1, 2, 3 ],
    o: {
        p: {
            q: true
        },
        e: [ ],
        f: { }
    },
    text: 'x
\ty',
    none: null
}`,
    ],
]

for (const [options, expected] of table) {
    t.test(`stringify writes ${JSON.stringify(options)}`, async t => {
        t.equal(stringify(value, options), expected)
    })
}

const formats = (['json', 'json5', 'relaxed'] as const).flatMap(format =>
    (['line', 'lines', 'compact'] as const).map(layout => ({ format, layout })),
)

t.test('stringify treats what JSON does not know as JSON.stringify does', async t => {
    const odd = {
        not: undefined,
        call: () => 1,
        list: [undefined, Symbol('x'), NaN],
        date: new Date(0),
        own: { toJSON: () => 'mine' },
        zero: -0,
    }
    const plain = JSON.parse(JSON.stringify(odd)) as unknown
    for (const options of formats) {
        const text = stringify(odd, options)
        if (options.format === 'json5') {
            t.match(JSON5.parse(text), { date: '1970-01-01T00:00:00.000Z', own: 'mine', list: [null, null, NaN] })
        } else {
            t.strictSame(parse(text), plain)
        }
        t.equal(stringify(undefined, options), '')
        t.equal(stringify(null, options), 'null')
        t.equal(stringify('a', options), options.format === 'json' ? '"a"' : "'a'")
    }
})

t.test('stringify keeps infinities in JSON5 and regular expressions in the relaxed format', async t => {
    for (const layout of ['line', 'lines', 'compact'] as const) {
        const numbers = [Infinity, -Infinity, NaN]
        t.same(JSON5.parse(stringify(numbers, { format: 'json5', layout })), numbers)
        const patterns = [/^a\/b$/, /[/]/, /\\/, /x\/\\/, /\0/, /(?:)/]
        const read = parse(stringify(patterns, { format: 'relaxed', layout })) as RegExp[]
        t.equal(read.length, patterns.length)
        for (const [i, text] of ['a/b', '/', '\\', 'x/\\', '\0', ''].entries()) {
            t.ok(read[i]!.test(text), `${read[i]}`)
        }
    }
})

t.test('stringify refuses what has no end and what JSON cannot hold', async t => {
    const cycle: { self?: unknown } = {}
    cycle.self = [cycle]
    for (const options of formats) {
        t.throws(() => stringify(cycle, options), { name: 'JsonError', code: 'JSON_CYCLE' })
    }
    t.throws(() => stringify({ a: 1n }), {
        code: 'JSON_UNWRITABLE',
        message: /^Cannot write a value: .*BigInt.*, wanted/,
    })
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) {
        deep = [deep]
    }
    t.throws(() => stringify(deep), { code: 'JSON_UNWRITABLE' })
    t.equal(stringify(deep, { format: 'relaxed' }).length, 200_001, 'without recursion')
})

t.test('stringify takes more values than a tree has by default', async t => {
    const many = Array.from({ length: 150_000 }, (_, i) => i)
    t.same(parse(stringify(many, { format: 'relaxed' })), many)
})

const anyValue = fc.jsonValue({ stringUnit: 'binary', depthSize: 'medium' })
const read: Record<string, (text: string) => unknown> = {
    json: text => parse(text, { mode: 'strict' }),
    json5: text => parse(text, { mode: 'json5' }),
    relaxed: text => parse(text),
}

for (const options of formats) {
    t.test(`parse gives again what stringify wrote, ${options.format}, ${options.layout}`, async t => {
        t.capture(console, 'warn')
        fc.assert(
            fc.property(
                anyValue,
                fc.integer({ min: 1, max: 10 }),
                fc.integer({ min: 1, max: 130 }),
                (value, indent, width) => {
                    // JSON has no -0 in the eyes of JSON.stringify.
                    const wanted: unknown = JSON.parse(JSON.stringify(value))
                    const text = stringify(value, { ...options, indent, width })
                    t.strictSame(read[options.format]!(text), wanted)
                    if (options.format === 'json') {
                        t.strictSame(parse(text), wanted, 'JSON is relaxed too')
                    }
                },
            ),
        )
    })
}
