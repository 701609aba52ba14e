import fc from 'fast-check'
import t from 'tap'
import { JSON_JSON, JSON_PRIMITIVE, JSON_REGEXP, Json } from '../../../../services/json/index.js'
import { checkTree } from './check-tree.js'

t.test('toObject gives plain values', async t => {
    const json = Json.parse("{a:[1,-2.5e3,true,false,null,undefined],s:'5',r:/x\\/y/,o:{'__proto__':1},d:2,d:3}")
    t.strictSame(
        json.toObject(),
        JSON.parse('{"a":0,"s":"5","r":0,"o":{"__proto__":1},"d":3}', (key, value) => {
            return key === 'a' ? [1, -2500, true, false, null, undefined] : key === 'r' ? /x\/y/ : value
        }),
    )
    t.equal(json.toObject(json.getId('s')), '5')
    t.equal(json.toObject(99), undefined)
    t.equal(new Json().toObject(), undefined)
    t.equal(Object.getPrototypeOf(json.toObject(json.getId('o'))), Object.prototype)
    t.equal(JSON.stringify(Json.parse('{a:1}')), '{"a":1}')
})

t.test('toObject keeps every digit of whole numbers on request', async t => {
    const json = Json.parse('[9007199254740993,-9007199254740993,+9007199254740993,9007199254740991,1e30,1.5]')
    t.strictSame(json.toObject(), [2 ** 53, -(2 ** 53), 2 ** 53, 2 ** 53 - 1, 1e30, 1.5])
    t.strictSame(json.toObject(0, { bigints: true }), [
        9007199254740993n,
        -9007199254740993n,
        9007199254740993n,
        9007199254740991,
        1e30,
        1.5,
    ])
})

t.test('toObject gives text for what JavaScript cannot have, and undefined for placeholders', async t => {
    const json = new Json()
    json.setText('r', '(', JSON_REGEXP)
    json.setText('p', 'word', JSON_PRIMITIVE)
    json.setText('u', null)
    t.strictSame(json.toObject(), { r: '(', p: 'word', u: undefined })
})

t.test('fromObject takes what JSON.stringify takes, and more', async t => {
    const date = new Date(0)
    const value = {
        date,
        n: [Number.NaN, Infinity, -0, undefined, () => 0, Symbol('s')],
        u: undefined,
        f: () => 0,
        big: 2n ** 64n,
        r: /a\/b/gi,
        e: '',
        o: { '': 1 },
    }
    t.equal(
        Json.fromObject(value).toString(),
        "{date:'1970-01-01T00:00:00.000Z',n:[null,null,0,null,null,null],big:18446744073709551616,r:/a\\/b/,e:'',o:{'':1}}",
    )
    t.equal(Json.fromObject(undefined).count, 0)
    t.equal(Json.fromObject('x').toString(), "'x'")
    t.equal(Json.fromObject(null).toString(), 'null')
})

t.test('fromObject refuses cycles and too much, but not the same object twice', async t => {
    const shared = { x: 1 }
    t.equal(Json.fromObject([shared, shared, [shared]]).toString(), '[{x:1},{x:1},[{x:1}]]')
    const cycle: unknown[] = [1]
    cycle.push({ again: cycle })
    t.throws(() => Json.fromObject(cycle), { code: 'JSON_CYCLE' })
    t.throws(() => Json.fromObject(new Array(100_000).fill(0)), { code: 'JSON_TOO_MANY_NODES' })
    t.equal(Json.fromObject(new Array(99_999).fill(0)).count, 100_000)
})

t.test('fromObject and toObject are inverse for JSON values', async t => {
    fc.assert(
        fc.property(fc.jsonValue(), value => {
            const plain = JSON.parse(JSON.stringify(value))
            const json = Json.fromObject(value)
            checkTree(json)
            t.strictSame(json.toObject(), plain)
            t.strictSame(JSON.parse(json.toString(JSON_JSON)), plain)
        }),
    )
})
