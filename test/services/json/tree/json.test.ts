import { inspect } from 'node:util'
import t from 'tap'
import { Json, JsonError, JsonNode, setIndent, setMaxLength } from '../../../../services/json/index.js'

t.test('Json keeps what plain values lose', async t => {
    const json = Json.parse('{ big: 12345678901234567890, text: 1.0e10, twice: 1, twice: 2, re: /x/ }')
    t.equal(json.toString(), '{big:12345678901234567890,text:1.0e10,twice:1,twice:2,re:/x/}')
})

t.test('Json reads with defaults', async t => {
    const json = Json.parse("{s:'text',n:5,b:true,d:'2025-11-10T21:28:28Z',t:'5 mins',f:1.5,o:{x:1}}")
    t.equal(json.get('s'), 'text')
    t.equal(json.get('x'), undefined)
    t.equal(json.get('x', 'none'), 'none')
    t.equal(json.get('x', null), null)
    t.equal(json.getBool('b'), true)
    t.equal(json.getBool('x'), false)
    t.equal(json.getInt('n'), 5)
    t.equal(json.getNum('n'), 5)
    t.equal(json.getBigInt('n'), 5n)
    t.equal(json.getDouble('f'), 1.5)
    t.equal(json.getValue('t'), 300)
    t.equal(json.getValue('x'), 0)
    t.equal(json.getDate('d'), 1762810108000)
    t.equal(json.getInt('x') + json.getNum('x') + json.getDouble('x') + json.getDate('x'), 0)
    t.equal(json.getBigInt('x'), 0n)
    t.equal(json.getType('o'), 1)
    t.equal(json.getType('y'), undefined)
    t.equal(json.getLength('o'), 1)
    t.equal(json.getLength('y'), undefined)
    t.ok(json.getNode('o') instanceof JsonNode)
    t.equal(json.getNode('y'), undefined)
    t.equal(json.getChild(0)?.name, 's')
    t.equal(json.getChild(9), undefined)
    t.equal(json.node(1)?.name, 's')
    t.equal(json.node(99), undefined)
    t.strictSame(
        [...json.children(0, 'o')].map(([node, nid]) => [node.name, nid]),
        [['x', 8]],
    )
})

t.test('Json throws errors with a code where it is written to', async t => {
    const json = Json.parse('{a:1}')
    t.throws(() => json.set('', 1), { name: 'JsonError', code: 'JSON_NO_KEY' })
    t.throws(() => json.set('a', 1, 9), { code: 'JSON_NO_NODE', message: 'No such node: 9, wanted an id below 2' })
    t.throws(() => json.remove('a', 9), { code: 'JSON_NO_NODE' })
    json.lock = true
    t.throws(() => json.set('a', 1), JsonError)
    t.throws(() => json.set('a', {}), { code: 'JSON_LOCKED' })
    t.throws(() => json.remove('a'), { code: 'JSON_LOCKED' })
    t.throws(() => json.blend(json), { code: 'JSON_BLEND_LOCKED' })
    t.throws(() => json.parseText('{}'), { code: 'JSON_LOCKED' })
})

t.test('Json is shown by console.log as text, and a node without its tree', async t => {
    t.equal(inspect(Json.parse('{a:[1]}')), 'Json(3) {a:[1]}')
    t.equal(inspect(Json.fromObject(['x'.repeat(2000)])).length, 1011)
    t.equal(inspect(Json.parse('{a:1}').getNode('a')), "JsonNode { name: 'a', value: '1', type: 16, last: 2 }")
})

t.test('setIndent and setMaxLength take no nonsense', async t => {
    t.teardown(() => {
        setIndent(4)
        setMaxLength(120)
    })
    for (const value of [Number.NaN, -5, -Infinity]) {
        setIndent(value)
        setMaxLength(value)
        t.equal(Json.parse('{a:[1]}').toString(0x110), '{\na: [\n1\n]\n}\n')
    }
})
