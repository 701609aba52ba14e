import fc from 'fast-check'
import t from 'tap'
import { JSON_OBJECT, Json } from '../../../../services/json/index.js'
import { checkTree } from './check-tree.js'

t.test('Tree lays its nodes out in pre-order, with the arithmetic of last', async t => {
    const json = Json.parse('{a:1,b:[2,{c:3}],d:{}}')
    t.strictSame(
        json.nodes.map(({ name, value, last }, nid) => [nid, name, value, last]),
        [
            [0, null, null, 7],
            [1, 'a', '1', 2],
            [2, 'b', null, 6],
            [3, null, '2', 4],
            [4, null, null, 6],
            [5, 'c', '3', 6],
            [6, 'd', null, 7],
        ],
    )
    t.equal(json.count, 7)
    t.equal(new Json().count, 0)
})

/** Changes a tree in one of many ways; what cannot be done is not done. */
const change = fc.oneof(
    fc.record({
        what: fc.constant('set' as const),
        key: fc.constantFrom('a', 'b', 'a.b', 'a[0]', 'a[$]', 'b[3]', 'b.c.d', 'a[1].x', 'b[$][$]', 'c.', 'k1', 'k2.z'),
        value: fc.constantFrom('x', '1', 'true', 'b'),
        at: fc.nat(),
    }),
    fc.record({ what: fc.constant('remove' as const), key: fc.constant(null), value: fc.constant(''), at: fc.nat() }),
    fc.record({ what: fc.constant('fill' as const), key: fc.constant('w'), value: fc.constant(''), at: fc.nat() }),
    fc.record({
        what: fc.constant('blend' as const),
        key: fc.constantFrom(null, 'a', 'b.c', 'w'),
        value: fc.constantFrom('{a:{b:1,q:[1,2]}}', '[7,{x:1}]', "{'+b':[1],'-a':[x],c:5}", '9', '{w:{w0:5,w40:{}}}'),
        at: fc.nat(),
    }),
)

t.test('Tree stays in order whatever is set, removed and blended', async t => {
    fc.assert(
        fc.property(fc.array(change, { maxLength: 40 }), changes => {
            const json = Json.parse('{a:{b:[1]},b:2}')
            for (const { what, key, value, at } of changes) {
                const nid = json.count === 0 ? 0 : at % json.count
                try {
                    if (what === 'set') {
                        json.setText(key, value, 0, nid)
                    } else if (what === 'remove') {
                        // The root seldom, or nothing would grow.
                        json.remove(null, nid === 0 && at % 7 > 0 ? 1 : nid)
                    } else if (what === 'fill') {
                        for (let i = 0; i < 50; i++) {
                            json.setText(`w.w${i}`, String(i), 0, nid)
                            json.setText(`l[$]${i % 2 ? '.x' : ''}`, String(i), 0, nid)
                        }
                    } else {
                        json.blend(Json.parse(value), { did: nid, dkey: key, flags: at % 3 === 0 ? 1 : 0 })
                    }
                } catch (error) {
                    if (
                        !['JSON_BLEND_KIND', 'JSON_NO_NODE', 'JSON_BLEND_DEPTH'].includes(
                            (error as { code: string }).code,
                        )
                    ) {
                        throw error
                    }
                }
                // Every second time, so that stale ids meet changes.
                if (at % 2 === 0) {
                    checkTree(json)
                }
            }
            checkTree(json)
        }),
        { numRuns: 300 },
    )
    t.pass()
})

t.test('Tree keeps look-ups of large containers right while children come and go', async t => {
    const json = new Json()
    const names = Array.from({ length: 200 }, (_, i) => `n${i}`)
    for (const name of names) {
        json.set(name, name)
    }
    t.equal(json.get('n150'), 'n150')
    json.remove('n150')
    t.equal(json.get('n150'), undefined)
    t.equal(json.get('n151'), 'n151')
    json.set('n150', 'again')
    t.equal(json.getId('n150'), json.count - 1)
    for (const name of names) {
        t.ok(json.remove(name), name)
        t.equal(json.getId(name), -1)
    }
    t.equal(json.count, 1)
})

t.test('Tree takes many nodes, in any order of their groups', async t => {
    for (const [groups, count] of [
        [1, 99_990],
        [300, 20_000],
        [3000, 20_000],
    ] as const) {
        const json = new Json()
        for (let i = 0; json.count < count; i++) {
            json.set(`g${i % groups}.n${i}`, i)
            json.set(`l[${i % groups}].n`, i)
        }
        t.equal(Json.parse(json.toString()).count, json.count)
        t.ok(json.nodes.every((node, nid) => json.idOf(node) === nid))
    }
})

t.test('Tree finds the next of several properties with one name when the first is removed', async t => {
    const many = Array.from({ length: 50 }, (_, i) => `n${i}:${i}`).join()
    const json = Json.parse(`{x:1,${many},x:2,x:3}`)
    t.equal(json.get('x'), '1')
    json.remove('x')
    t.equal(json.get('x'), '2')
    json.remove('x')
    t.equal(json.get('x'), '3')
    checkTree(json)
})

t.test('Tree can be 100,000 levels deep', async t => {
    const depth = 99_999
    const json = Json.parse('['.repeat(depth) + ']'.repeat(depth))
    t.equal(json.count, depth)
    t.equal(json.toString().length, 2 * depth)
    t.equal(json.clone().toString(), json.toString())
    t.equal(json.getId('0.'.repeat(depth - 1)), depth - 1)
    const target = new Json()
    target.blend(json, { dkey: 'a' })
    t.equal(target.toString(), `{a:${json.toString()}}`)
    let value: unknown = json.toObject()
    let levels = 0
    for (; Array.isArray(value); value = value[0]) {
        levels++
    }
    t.equal(levels, depth)
    t.equal(Json.fromObject(json.toObject()).count, depth)
    const keys = new Json()
    keys.set(`${'a.'.repeat(depth - 1)}a`, 1)
    t.equal(keys.count, depth + 1)
    t.equal(keys.clone().getNode('a')?.type, JSON_OBJECT)
    t.equal(keys.nodes[0]?.last, depth + 1)
    t.throws(() => target.blend(keys), { code: 'JSON_BLEND_DEPTH' })
    keys.remove('a')
    t.equal(keys.count, 1)
})
