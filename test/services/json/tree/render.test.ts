import fc from 'fast-check'
import t from 'tap'
import { ME_R_MAX_BUF, rAllocBuf, rBufToString, rPutStringToBuf } from '../../../../fiber/collection/c.js'
import {
    JSON_BARE,
    JSON_COMPACT,
    JSON_DEBUG,
    JSON_DEFAULT_INDENT,
    JSON_DOUBLE_QUOTES,
    JSON_ENCODE,
    JSON_HUMAN,
    JSON_JS,
    JSON_JSON,
    JSON_MAX_LINE_LENGTH,
    JSON_MULTILINE,
    JSON_ONE_LINE,
    JSON_QUOTE_KEYS,
    JSON_REGEXP,
    JSON_SINGLE_QUOTES,
    JSON_STRICT_PARSE,
    Json,
    jsonAlloc,
    jsonGetId,
    jsonParse,
    jsonPutToBuf,
    jsonPutValueToBuf,
    jsonSet,
    jsonSetIndent,
    jsonSetMaxLength,
    jsonString,
    jsonToString,
} from '../../../../services/json/c.js'
import { renderSimply } from './render-simply.js'

const of = (text: string): Json => jsonParse(text)!
const COMPACT = JSON_MULTILINE | JSON_COMPACT

/** Flags, document in relaxed JSON, text. */
const rows: readonly (readonly [what: string, flags: number, document: string, text: string])[] = [
    ['one line without blanks', 0, '{a:1,b:[1,2],c:{}}', '{a:1,b:[1,2],c:{}}'],
    ['one line of JSON', JSON_JSON, "{a:'x',b:[true,null],c:{}}", '{"a":"x","b":[true,null],"c":{}}'],
    ['one line of JS', JSON_JS, "{a:'x'}", "{a:'x'}"],
    ['one line although compact', JSON_COMPACT, '{a:[1]}', '{a:[1]}'],
    ['one line for JSON_ONE_LINE too', JSON_ONE_LINE, '{a:[1]}', '{a:[1]}'],
    ['JSON_ONE_LINE is ignored', JSON_ONE_LINE | JSON_MULTILINE, '{a:1}', '{\n    a: 1\n}\n'],
    [
        'a property a line',
        JSON_MULTILINE,
        '{a:1,b:[1,{c:2}],d:{},e:[]}',
        '{\n    a: 1,\n    b: [\n        1,\n        {\n            c: 2\n        }\n    ],\n    d: {\n    },\n    e: [\n    ]\n}\n',
    ],
    ['an empty document', 0, '', ''],
    ['an empty document', JSON_MULTILINE, '', '\n'],
    ['scalars', 0, "'x'", "'x'"],
    ['scalars', JSON_HUMAN, '1.0e10', '1.0e10\n'],
    [
        'containers that fit',
        JSON_HUMAN,
        "{name:'x',list:[1,2,3],o:{p:{q:1},e:[],f:{}}}",
        "{\n    name: 'x',\n    list: [ 1, 2, 3 ],\n    o: { p: { q: 1 }, e: [ ], f: { } }\n}\n",
    ],
    ['an object at the top', JSON_HUMAN, '{}', '{\n}\n'],
    ['an object at the top', JSON_HUMAN, '{a:{}}', '{\n    a: { }\n}\n'],
    ['an array at the top', JSON_HUMAN, '[1,[],{a:1}]', '[ 1, [ ], { a: 1 } ]\n'],
    ['an array at the top', JSON_HUMAN, '[]', '[ ]\n'],
    ['blanks in strings as they are', JSON_HUMAN, "{a:['x  y','p\n  q']}", "{\n    a: [ 'x  y', 'p\n  q' ]\n}\n"],
    ['debug', JSON_DEBUG, '{a:1,b:[x]}', "<0/4> {a:<1/2> 1,b:<2/4> [<3/4> 'x']}"],
    [
        'debug on lines',
        JSON_DEBUG | COMPACT,
        '{a:1,b:[x]}',
        "<0/4> {\n    a: <1/2> 1,\n    b: <2/4> [ <3/4> 'x' ]\n}\n",
    ],
    ['bare', JSON_BARE, "{a:1,'b c':'x',d:[1,{e:2}]}", 'a:1,b c:x,d:1,e:2'],
    ['bare on lines', JSON_BARE | JSON_MULTILINE, '{a:1,b:[2]}', '\n    a: 1,\n    b: \n        2\n    \n\n'],
    ['bare and compact', JSON_BARE | COMPACT, '{a:[1,2],b:3}', '\n    a: 1, 2 ,\n    b: 3\n\n'],
    [
        'names',
        0,
        "{a_1:1,'1':2,'':3,'a-b':4,'a.b':5,'ä':6,'a b':7,\"it's\":8}",
        "{a_1:1,1:2,'':3,'a-b':4,'a.b':5,'ä':6,'a b':7,'it\\'s':8}",
    ],
    ['names in quotes', JSON_QUOTE_KEYS, '{a:1}', "{'a':1}"],
    ['names in quotes', JSON_QUOTE_KEYS | JSON_DOUBLE_QUOTES, '{a:1}', '{"a":1}'],
    ['single quotes by default', JSON_SINGLE_QUOTES, "['x']", "['x']"],
    ['double quotes win', JSON_SINGLE_QUOTES | JSON_DOUBLE_QUOTES, "['x']", '["x"]'],
    ['the quote in use escaped', 0, "['it\\'s \"x\" \\\\']", "['it\\'s \"x\" \\\\']"],
    ['the quote in use escaped', JSON_DOUBLE_QUOTES, "['it\\'s \"x\" \\\\']", '["it\'s \\"x\\" \\\\"]'],
    [
        'control characters',
        0,
        "['\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u00e9/']",
        "['\\b\\f\n\r\t\\u0000\\u001f\\u007fé/']",
    ],
    ['control characters', JSON_ENCODE, "['\\b\\f\\n\\r\\t\\u0001']", "['\\b\\f\\n\\r\\t\\u0001']"],
    [
        'primitives as they were written',
        JSON_JSON,
        '[1.0e10,+5,undefined,null,0123]',
        '[1.0e10,+5,undefined,null,0123]',
    ],
    ['regular expressions', JSON_JSON, '[/a\\/b\\d/]', '[/a\\/b\\d/]'],
    ['properties of one name', 0, '{a:1,a:2}', '{a:1,a:2}'],
]

for (const [what, flags, document, text] of rows) {
    t.test(`jsonToString writes ${what}: ${document} with ${flags.toString(16)}`, async t => {
        t.equal(jsonToString(of(document), 0, null, flags), text)
    })
}

t.test('jsonToString writes a part of the document, at the left margin', async t => {
    const json = of('{a:{b:{c:[1]}},s:text}')
    t.equal(jsonToString(json, 0, 'a.b', 0), '{c:[1]}')
    t.equal(jsonToString(json, jsonGetId(json, 0, 'a'), null, 0), '{b:{c:[1]}}')
    t.equal(jsonToString(json, 0, 'a', JSON_HUMAN), '{\n    b: { c: [ 1 ] }\n}\n')
    t.equal(jsonToString(json, 0, 'a.b', JSON_MULTILINE), '{\n    c: [\n        1\n    ]\n}\n')
    t.equal(jsonToString(json, 0, 's', JSON_JSON), '"text"')
    t.equal(jsonToString(json, 0, '', 0), json.toString())
    t.equal(jsonToString(json, 0, 'missing', 0), null)
    t.equal(jsonToString(json, 99, null, 0), null)
    t.equal(jsonToString(null, 0, null, 0), null)
})

t.test('jsonToString leaves placeholders out, without a comma', async t => {
    for (const [place, text] of [
        ['a', '{b:2,c:3}'],
        ['b', '{a:1,c:3}'],
        ['c', '{a:1,b:2}'],
    ] as const) {
        const json = of('{a:1,b:2,c:3}')
        jsonSet(json, 0, place, null, 0)
        t.equal(json.toString(), text)
        t.equal(json.toString(JSON_MULTILINE), of(text).toString(JSON_MULTILINE))
        t.equal(json.toString(COMPACT), of(text).toString(COMPACT))
        t.equal(json.toString(0, 0, place), 'undefined')
    }
    const json = of('{x:{a:1}}')
    jsonSet(json, 0, 'x.a', null, 0)
    t.equal(json.toString(JSON_HUMAN), '{\n    x: { }\n}\n')
})

t.test('jsonToString writes regular expressions that can be read again', async t => {
    for (const [pattern, text] of [
        ['', '/(?:)/'],
        ['a/b', '/a\\/b/'],
        ['a\\/b', '/a\\/b/'],
        ['/', '/\\//'],
        ['a\\\\', '/a\\\\(?:)/'],
        ['*', '/(?:)*/'],
    ] as const) {
        const json = jsonAlloc()
        jsonSet(json, 0, 'r', pattern, JSON_REGEXP)
        t.equal(json.toString(), `{r:${text}}`)
        t.equal(of(json.toString()).toString(), json.toString())
    }
})

t.test('jsonString writes for people unless told otherwise', async t => {
    const json = of('{a:[1]}')
    t.equal(jsonString(json), '{\n    a: [ 1 ]\n}\n')
    t.equal(jsonString(json, 0), '{\n    a: [ 1 ]\n}\n')
    t.equal(jsonString(json, JSON_JSON), '{"a":[1]}')
    t.equal(jsonString(null), null)
})

t.test('jsonSetIndent and jsonSetMaxLength hold for all trees', async t => {
    t.teardown(() => {
        jsonSetIndent(JSON_DEFAULT_INDENT)
        jsonSetMaxLength(JSON_MAX_LINE_LENGTH)
    })
    const json = of('{a:[1,2],b:{c:333}}')
    jsonSetIndent(2)
    t.equal(json.toString(JSON_MULTILINE), '{\n  a: [\n    1,\n    2\n  ],\n  b: {\n    c: 333\n  }\n}\n')
    // `[ 1, 2 ]` has 8 bytes and is one level deep: 12 in all, and must be less.
    jsonSetMaxLength(12)
    t.equal(json.toString(COMPACT), '{\n  a: [\n    1,\n    2\n  ],\n  b: {\n    c: 333\n  }\n}\n')
    jsonSetMaxLength(13)
    t.equal(json.toString(COMPACT), '{\n  a: [ 1, 2 ],\n  b: {\n    c: 333\n  }\n}\n')
    t.equal(json.toString(COMPACT, 0, null, { indent: 0, maxLength: 14 }), '{\na: [ 1, 2 ],\nb: {\nc: 333\n}\n}\n')
    jsonSetIndent(-1)
    t.equal(json.toString(COMPACT), '{\na: [ 1, 2 ],\nb: {\nc: 333\n}\n}\n')
    jsonSetIndent(1e9)
    t.equal(json.toString(JSON_MULTILINE).split('\n')[1], `${' '.repeat(100)}a: [`)
})

t.test('jsonToString counts bytes and not characters where containers may go onto one line', async t => {
    // 111 of 120 bytes are left at one level for the text between `[ '` and `' ]`, which is less than that.
    const fits = (text: string) =>
        !Json.fromObject({ a: [text] })
            .toString(COMPACT)
            .includes('[\n')
    t.ok(fits('x'.repeat(109)))
    t.notOk(fits('x'.repeat(110)))
    t.ok(fits('é'.repeat(54)))
    t.notOk(fits('é'.repeat(55)))
})

t.test('jsonToString gives NULL for a text beyond all bounds', async t => {
    const depth = 50_000
    const json = of('['.repeat(depth) + ']'.repeat(depth))
    t.equal(jsonToString(json, 0, null, JSON_HUMAN), null)
    t.equal(json.error, 'JSON Parse Error: Too much text\n')
    t.throws(() => json.toString(JSON_MULTILINE), { code: 'JSON_TEXT_TOO_LARGE' })
})

t.test('jsonPutToBuf appends without the final line feed', async t => {
    const json = of('{a:[1,2],b:3}')
    const buf = rAllocBuf(0)
    rPutStringToBuf(buf, 'before ')
    t.equal(jsonPutToBuf(buf, json, 0, JSON_HUMAN), 5)
    t.equal(jsonPutToBuf(buf, json, 1, 0), 4)
    t.equal(jsonPutToBuf(buf, json, 4, 0), 5)
    t.equal(rBufToString(buf), 'before {\n    a: [ 1, 2 ],\n    b: 3\n}[1,2]3')
    t.equal(jsonPutToBuf(buf, null, 0, 0), 0)
    t.equal(jsonPutToBuf(null, json, 0, 0), -6)
    t.equal(jsonPutToBuf(buf, json, 9, 0), -6)
    t.equal(jsonPutToBuf(buf, jsonAlloc(), 0, 0), 0)
    const full = rAllocBuf(ME_R_MAX_BUF)
    full.extend(ME_R_MAX_BUF - 3)
    t.equal(jsonPutToBuf(full, json, 0, 0), -32)
})

t.test('jsonPutValueToBuf appends one string', async t => {
    const buf = rAllocBuf(0)
    jsonPutValueToBuf(buf, "it's\n", 0)
    jsonPutValueToBuf(buf, 'a "b"', JSON_JSON)
    jsonPutValueToBuf(buf, null, 0)
    jsonPutValueToBuf(null, 'x', 0)
    t.equal(rBufToString(buf), '\'it\\\'s\n\'"a \\"b\\""null')
})

const name = fc.oneof(fc.constantFrom('a', 'list', 'a b', '', "'", '__proto__', '1'), fc.string({ maxLength: 8 }))
const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('  ', '\n \n', 'a\\', '/* */', '${a}'),
)
const document = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
        { depthSize: 'medium' },
        words,
        fc.constantFrom(1, -1.5, true, null, 1e300, 10n ** 30n),
        fc.array(tie('value'), { maxLength: 6 }),
        fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
    ),
})).value

const layouts = fc.constantFrom(0, JSON_MULTILINE, COMPACT)
const quotes = fc.constantFrom(0, JSON_DOUBLE_QUOTES, JSON_JSON, JSON_ENCODE, JSON_QUOTE_KEYS | JSON_ENCODE)

t.test('jsonToString writes what jsonParse reads as the same tree, whatever the flags', async t => {
    fc.assert(
        fc.property(document, layouts, quotes, (value, layout, quote) => {
            const json = Json.fromObject(value)
            const text = json.toString(layout | quote)
            const again = Json.parse(text)
            const nodes = (tree: Json) => tree.nodes.map(node => [node.name, node.value, node.type, node.last])
            t.strictSame(nodes(again), nodes(json))
            t.equal(again.toString(layout | quote), text)
        }),
    )
})

t.test('jsonToString with JSON_JSON is strict JSON of the same value', async t => {
    fc.assert(
        fc.property(document, layouts, (value, layout) => {
            const text = Json.fromObject(value).toString(JSON_JSON | layout)
            t.ok(jsonParse(text, JSON_STRICT_PARSE))
            JSON.parse(text)
        }),
    )
})

t.test('jsonToString lays out as the description of C does it, step by step', async t => {
    fc.assert(
        fc.property(
            document,
            fc.constantFrom(JSON_MULTILINE, COMPACT, COMPACT | JSON_JSON, COMPACT | JSON_DEBUG),
            fc.nat(140),
            fc.nat(6),
            (value, flags, maxLength, indent) => {
                const json = Json.fromObject(value)
                const layout = { maxLength, indent }
                t.equal(json.toString(flags, 0, null, layout), renderSimply(json, flags, layout))
            },
        ),
        { numRuns: 500 },
    )
})
