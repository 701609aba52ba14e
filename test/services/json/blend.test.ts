import fc from 'fast-check'
import t from 'tap'
import { type BlendMode, blend, get, parse, set } from '../../../services/json/index.js'

/** [mode, target, source, result] */
const table: readonly (readonly [BlendMode, string, string, string])[] = [
    // Objects (spec json.md §11.2)
    ['overwrite', '{a:1,b:2}', '{b:3,c:4}', '{a:1,b:3,c:4}'],
    ['overwrite', '{a:{x:1,y:2}}', '{a:{y:3}}', '{a:{x:1,y:3}}'],
    ['overwrite', '{a:1}', '{a:{x:1}}', '{a:{x:1}}'],
    ['overwrite', '{a:[1]}', '{a:{x:1}}', '{a:{x:1}}'],
    ['overwrite', '{a:{x:1}}', '{a:5}', '{a:5}'],
    ['overwrite', '{"+a":1}', '{"+a":2,"-b":3}', '{"+a":2,"-b":3}'],
    ['create', '{a:1,o:{x:1}}', '{a:2,b:3,o:{x:2,y:2},p:{z:1}}', '{a:1,o:{x:1},b:3,p:{z:1}}'],
    ['replace', '{a:"xyz"}', '{a:"y",b:1,o:{}}', '{a:"xz"}'],
    ['append', '{a:"x"}', '{a:"y",b:1,o:{p:[1]}}', '{a:"x y",b:1,o:{p:[1]}}'],
    ['overwrite', '5', '{a:1}', '{a:1}'],
    ['create', '5', '{a:1}', '{a:1}'],
    // Arrays (§11.3)
    ['overwrite', '{a:[1,2,3]}', '{a:[4]}', '{a:[4]}'],
    ['overwrite', '{a:1}', '{a:[]}', '{a:[]}'],
    ['append', '{a:[1,2]}', '{a:[2,3]}', '{a:[1,2,2,3]}'],
    ['append', '{a:1}', '{a:[2,3]}', '{a:[1,2,3]}'],
    ['replace', '{a:[1,2,1,3]}', '{a:[1,"3"]}', '{a:[2,1]}'],
    ['replace', '{a:[1,2,1,3]}', '{a:[1,1,1]}', '{a:[2,3]}'],
    ['replace', '{a:["",{},"x"]}', '{a:["",{}]}', '{a:["",{},"x"]}'],
    ['replace', '{a:1}', '{a:[1]}', '{a:1}'],
    ['create', '[1]', '[2]', '[1]'],
    ['append', '[1]', '[[2]]', '[1,[2]]'],
    // Scalars (§11.4)
    ['append', '{a:1}', '{a:2}', '{a:"1 2"}'],
    ['append', '{a:""}', '{a:x}', '{a:" x"}'],
    ['append', '{a:[1]}', '{a:x}', '{a:[1,"x"]}'],
    ['replace', '{a:"x y z"}', '{a:"y"}', '{a:"x  z"}'],
    ['replace', '{a:"aXbXc"}', '{a:"X"}', '{a:"abc"}'],
    ['replace', '{a:"1234"}', '{a:23}', '{a:14}'],
    ['replace', '{a:"x5"}', '{a:5}', '{a:"x"}'],
    ['replace', '{a:5}', '{a:5}', '{a:""}'],
    ['replace', '{a:"abc"}', '{a:""}', '{a:"abc"}'],
    ['replace', '{a:[1,2,1]}', '{a:1}', '{a:[2,1]}'],
    ['replace', '{a:"(b)"}', '{a:/b/}', '{a:/()/}'],
    ['replace', '{a:"(b"}', '{a:/b/}', '{a:"("}'],
    ['create', '5', '6', '5'],
    ['overwrite', '5', '6', '6'],
    // Prefixes (§11.1)
    [
        'combine',
        '{a:[1],b:"x y",c:1,d:1}',
        '{"+a":[2],"-b":"y","?c":2,"=d":2,"?e":3,e2:4}',
        '{a:[1,2],b:"x ",c:1,d:2,e:3,e2:4}',
    ],
    ['combine', '{a:{x:1,y:[1]}}', '{"+a":{x:2,"+y":[2]}}', '{a:{x:2,y:[1,2]}}'],
    ['combine', '{a:1}', '{b:{"+c":[1],"-d":2,"?e":{"=f":1}}}', '{a:1,b:{c:[1],e:{f:1}}}'],
    ['combine', '{a:[1]}', '{a:[{"+b":1}]}', '{a:[{"+b":1}]}'],
    ['combine', '{a:5}', '{"+a":{"=b":1}}', '{a:{b:1}}'],
    ['combine', '{a:1}', '{"-b":1}', '{a:1}'],
    ['combine', '{a:1}', '{"":2,"+":3}', '{a:1,"":"2 3"}'],
]

for (const [mode, target, source, result] of table) {
    t.test(`blend, ${mode}: ${source} into ${target} gives ${result}`, async t => {
        const into = parse(target)
        const from = parse(source)
        t.strictSame(blend(into, from, { mode }), parse(result))
        t.strictSame(from, parse(source), 'the source stays as it is')
    })
}

t.test('blend changes the target in place, and shares nothing with the source', async t => {
    const target = { a: { x: 1 }, list: [1] }
    const inner = target.a
    const source = { a: { y: { z: 1 } }, b: [{ c: 1 }] }
    t.equal(blend(target, source), target)
    t.equal(target.a, inner)
    set(target, 'a.y.z', 9)
    set(target, 'b[0].c', 9)
    t.same(source, { a: { y: { z: 1 } }, b: [{ c: 1 }] })
})

t.test('blend keeps the places of properties that are there', async t => {
    t.same(Object.keys(blend(parse('{a:1,b:2}'), parse('{c:1,b:3}')) as object), ['a', 'b', 'c'])
})

t.test('blend takes a part of the target, or the target itself, for a source', async t => {
    const config = { a: { b: { a: { c: 1 } } } }
    blend(config, config.a.b)
    t.same(config, { a: { b: { a: { c: 1 } }, c: 1 } })
    const list = { a: [1, 2] }
    blend(list, list, { mode: 'append' })
    t.same(list, { a: [1, 2, 1, 2] })
})

t.test('blend with removeUndefined removes what the source says is undefined', async t => {
    const source = parse('{a: undefined, b: "undefined", d: undefined, o: { x: undefined }}')
    t.strictSame(blend(parse('{a:1,b:2,c:3,o:{x:1,y:2}}'), source, { removeUndefined: true }), { c: 3, o: { y: 2 } })
    t.strictSame(blend({ a: 1 }, parse('{a: undefined}')), { a: undefined })
    t.strictSame(blend({ a: 1 }, parse('{a: undefined}'), { mode: 'combine', removeUndefined: true }), { a: undefined })
})

t.test('blend of undefined is nothing', async t => {
    t.equal(blend(5, undefined), 5)
})

t.test('blend refuses to append an object to another value, and the reverse', async t => {
    const kinds: readonly (readonly [BlendMode, string, string])[] = [
        ['append', '[1]', '{a:1}'],
        ['replace', '5', '{a:1}'],
        ['append', '{a:1}', '5'],
        ['append', '{a:{}}', '{a:1}'],
        ['replace', '{a:{}}', '{a:[1]}'],
        ['combine', '{a:{}}', '{"+a":1}'],
        ['combine', '{a:{}}', '{"-a":[1]}'],
    ]
    for (const [mode, target, source] of kinds) {
        t.throws(() => blend(parse(target), parse(source), { mode }), {
            name: 'JsonError',
            code: 'JSON_BLEND_KIND',
            message: /wanted/,
        })
    }
})

t.test('blend goes through 32 objects and no more', async t => {
    const nested = (depth: number) => parse('{a:'.repeat(depth) + 1 + '}'.repeat(depth))
    t.same(blend({}, nested(32)), nested(32))
    t.throws(() => blend({}, nested(33)), { code: 'JSON_BLEND_DEPTH', message: /at most 32 objects/ })
    t.throws(() => blend(nested(33), nested(33)), { code: 'JSON_BLEND_DEPTH' })
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    t.throws(() => blend({}, cycle), { code: 'JSON_TOO_DEEP' })
})

t.test('blend makes ordinary properties of all names', async t => {
    const source = parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    for (const mode of ['overwrite', 'append', 'create', 'combine'] as const) {
        const target = blend({}, source, { mode }) as Record<string, unknown>
        t.same(Object.keys(target), ['__proto__', 'constructor'])
        t.equal(({} as { polluted?: boolean }).polluted, undefined)
        t.equal(Object.getPrototypeOf(target), Object.prototype)
    }
})

const documents = fc.object({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    maxDepth: 3,
    values: [fc.nat(9), fc.constantFrom('x', 'y', ''), fc.boolean(), fc.constant(null)],
})
const copy = structuredClone

t.test('blend, overwrite: an empty object is neutral on both sides, and a second time changes nothing', async t => {
    fc.assert(
        fc.property(documents, documents, (a, b) => {
            t.strictSame(blend(copy(a), {}), a)
            t.strictSame(blend({}, a), a)
            t.strictSame(blend(copy(a), a), a)
            const once = blend(copy(a), b)
            t.strictSame(blend(copy(once), b), once)
        }),
    )
})

t.test('blend, overwrite: what the source has is there afterwards', async t => {
    fc.assert(
        fc.property(documents, documents, fc.constantFrom('a', 'a.b', 'b.c', 'c.d.a'), (a, b, key) => {
            const result = blend(copy(a), b)
            const wanted = get(b, key)
            if (wanted !== undefined && !(typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted))) {
                t.strictSame(get(result, key), wanted)
            }
        }),
    )
})

t.test('blend, overwrite: is associative where the kinds of values agree', async t => {
    // An object that was overwritten by a scalar cannot come back.
    const scalar = fc.oneof(fc.nat(9), fc.array(fc.nat(9), { maxLength: 2 }), fc.constant(null))
    const { tree } = fc.letrec(tie => ({
        tree: fc.record({ a: scalar, b: scalar, o: tie('tree'), p: tie('tree') }, { requiredKeys: [] }),
    }))
    const trees = tree as fc.Arbitrary<object>
    fc.assert(
        fc.property(trees, trees, trees, (a, b, c) => {
            t.strictSame(blend(blend(copy(a), b), c), blend(copy(a), blend(copy(b), c)))
        }),
    )
})

t.test('blend, create: what the target has stays', async t => {
    fc.assert(
        fc.property(documents, documents, (a, b) => {
            const result = blend(copy(a), b, { mode: 'create' }) as Record<string, unknown>
            t.strictSame(Object.fromEntries(Object.keys(a).map(name => [name, result[name]])), a)
            t.same(new Set(Object.keys(result)), new Set([...Object.keys(a), ...Object.keys(b)]))
        }),
    )
})

t.test('blend, replace: takes out again what append has added to arrays', async t => {
    const lists = fc.array(fc.constantFrom('x', 'y', 'z'))
    fc.assert(
        fc.property(lists, lists, (a, b) => {
            const added = blend({ list: [...a] }, { list: b }, { mode: 'append' })
            const { list } = blend(added, { list: b }, { mode: 'replace' }) as { list: string[] }
            t.same(list.sort(), [...a].sort())
        }),
    )
})
