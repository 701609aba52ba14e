import fc from 'fast-check'
import t from 'tap'
import {
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_PRIMITIVE,
    JSON_REGEXP,
    JSON_STRING,
    type Json,
    jsonAlloc,
    jsonGet,
    jsonGetId,
    jsonGetNode,
    jsonGetType,
    jsonLock,
    jsonParse,
    jsonSet,
    jsonSetBool,
    jsonSetDate,
    jsonSetDouble,
    jsonSetFmt,
    jsonSetJsonFmt,
    jsonSetNodeType,
    jsonSetNodeValue,
    jsonSetNumber,
    jsonSetString,
    jsonSetTrigger,
    jsonToString,
    jsonUnlock,
} from '../../../../services/json/c.js'
import { checkTree } from './check-tree.js'

const of = (text: string): Json => jsonParse(text)!
const text = (json: Json) => jsonToString(json, 0, null, 0)

/** Tree before, key, tree after; the value is the string V. */
const rows: readonly (readonly [before: string, key: string, after: string])[] = [
    ['', 'a', "{a:'V'}"],
    ['', 'a.b.c', "{a:{b:{c:'V'}}}"],
    ['', 'a[0]', "{a:['V']}"],
    ['', 'a[0].b', "{a:[{b:'V'}]}"],
    ['', 'a[0][1]', "{a:[['V']]}"],
    ['', 'a[b]', "{a:['V']}"],
    ['', '[0]', "{0:'V'}"],
    ['', 'list[$].name', "{list:[{name:'V'}]}"],
    ['', '..a', "{a:'V'}"],
    ['', "a['x y']", "{a:['V']}"],
    ['', "a.['x y']", "{a:{'x y':'V'}}"],
    ['{}', 'a', "{a:'V'}"],
    ['{a:1,b:2}', 'a', "{a:'V',b:2}"],
    ['{a:1,b:2}', 'c', "{a:1,b:2,c:'V'}"],
    ['{a:1,b:2}', 'a.x', "{a:{x:'V'},b:2}"],
    ['{a:1,b:2}', 'a[0]', "{a:['V'],b:2}"],
    ['{a:{b:1},c:2}', 'a', "{a:'V',c:2}"],
    ['{a:{b:1},c:2}', 'a.b', "{a:{b:'V'},c:2}"],
    ['{a:{b:1},c:2}', 'a.d', "{a:{b:1,d:'V'},c:2}"],
    ['{a:{b:1},c:2}', 'a[0]', "{a:{b:1,0:'V'},c:2}"],
    ['{a:{b:1},c:2}', 'a[$]', "{a:{b:1,'$':'V'},c:2}"],
    ['{a:[1,2],b:3}', 'a[0]', "{a:['V',2],b:3}"],
    ['{a:[1,2],b:3}', 'a.0', "{a:['V',2],b:3}"],
    ['{a:[1,2],b:3}', 'a.$', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a[2]', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a[9]', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a[-1]', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a[$]', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a[x]', "{a:[1,2,'V'],b:3}"],
    ['{a:[1,2],b:3}', 'a.x', "{a:{x:'V'},b:3}"],
    ['{a:[1,2],b:3}', 'a', "{a:'V',b:3}"],
    ["{a:['red','$']}", 'a[red]', "{a:['V','$']}"],
    ["{a:['red','$']}", 'a[$]', "{a:['red','$','V']}"],
    ['{a:[{y:1}]}', 'a.0.y', "{a:[{y:'V'}]}"],
    ['{a:[{y:1}]}', 'a[0].z', "{a:[{y:1,z:'V'}]}"],
    ['{a:[{y:1}]}', 'a[$].z', "{a:[{y:1},{z:'V'}]}"],
    ['{a:[0,[5,6]]}', 'a[1][0]', "{a:[0,['V',6]]}"],
    ['{a:[0,[5,6]]}', 'a[1].0', "{a:[0,['V',6]]}"],
    ['{a:[0,[5,6]]}', 'a[1].x', "{a:[0,{x:'V'}]}"],
    ['{a:[0,[5,6]]}', 'a[0][1]', "{a:[['V'],[5,6]]}"],
    ['[1,2]', '[1]', "[1,'V']"],
    ['[1,2]', '1', "[1,'V']"],
    ['[1,2]', '$', "[1,2,'V']"],
    ['[1,2]', '[$].a', "[1,2,{a:'V'}]"],
    ['5', 'a', "{a:'V'}"],
    ['{a:1}', 'b.', '{a:1,b:{}}'],
    ['{a:1}', 'b[]', '{a:1,b:[]}'],
    ['{a:1}', 'a.', '{a:{}}'],
    ['{a:1}', 'a[]', '{a:[]}'],
    ['{a:[1]}', 'a.', '{a:{}}'],
    ['{a:[1]}', 'a[]', '{a:[1]}'],
    ['{a:{b:1}}', 'a.', '{a:{b:1}}'],
]

for (const [before, key, after] of rows) {
    t.test(`jsonSet of ${key} turns ${before || 'nothing'} into ${after}`, async t => {
        const json = of(before)
        const id = jsonSetString(json, 0, key, 'V')
        t.equal(text(json), after)
        checkTree(json)
        const stored = json.nodes[id]!
        t.ok(key.endsWith('.') || key.endsWith('[]') ? stored.isContainer : stored.value === 'V', 'gives the id')
    })
}

t.test('jsonSet begins at the base node', async t => {
    const json = of('{a:{b:1},c:[],d:5}')
    t.equal(jsonSetString(json, jsonGetId(json, 0, 'a'), 'x.y', 'V'), 4)
    jsonSetString(json, jsonGetId(json, 0, 'c'), '$', 'W')
    jsonSetString(json, jsonGetId(json, 0, 'd'), 'e', 'X')
    t.equal(text(json), "{a:{b:1,x:{y:'V'}},c:['W'],d:{e:'X'}}")
    checkTree(json)
})

t.test('jsonSet finds the type out if it is 0, negative, or none', async t => {
    const primitives = ['true', 'false', 'null', 'undefined', '0', '-1', '+1', '1.5', '.5', '5.', '1e+5', '1E-5']
    const strings = ['t', 'tru', 'nulls', '5m', '12-34', '1.2.3', '2024-01-02', '--1', '-', '', ' 1', 'True', '0x42']
    for (const type of [0, -1, 999, JSON_OBJECT | JSON_STRING]) {
        for (const value of primitives) {
            const json = jsonAlloc()
            t.equal(json.nodes[jsonSet(json, 0, 'a', value, type)]!.type, JSON_PRIMITIVE, value)
        }
        for (const value of strings) {
            const json = jsonAlloc()
            t.equal(json.nodes[jsonSet(json, 0, 'a', value, type)]!.type, JSON_STRING, value)
        }
    }
})

t.test('jsonSet takes the type that is given', async t => {
    const json = jsonAlloc()
    jsonSet(json, 0, 's', '5', JSON_STRING)
    jsonSet(json, 0, 'p', 'word', JSON_PRIMITIVE)
    jsonSet(json, 0, 'r', 'a+', JSON_REGEXP)
    jsonSet(json, 0, 'o', 'ignored', JSON_OBJECT)
    jsonSet(json, 0, 'l', null, JSON_ARRAY)
    t.equal(text(json), "{s:'5',p:word,r:/a+/,o:{},l:[]}")
})

t.test('jsonSet of a container keeps what is in one of the same kind, and drops it otherwise', async t => {
    const json = of('{o:{a:1},l:[1]}')
    jsonSet(json, 0, 'o', null, JSON_OBJECT)
    jsonSet(json, 0, 'l', null, JSON_ARRAY)
    t.equal(text(json), '{o:{a:1},l:[1]}')
    jsonSet(json, 0, 'o', null, JSON_ARRAY)
    jsonSet(json, 0, 'l', null, JSON_OBJECT)
    t.equal(text(json), '{o:[],l:{}}')
    checkTree(json)
})

t.test('jsonSet stores NULL as undefined; without a type it is a placeholder', async t => {
    const json = of('{a:1,b:2,c:3}')
    jsonSet(json, 0, 'b', null, 0)
    t.equal(jsonGet(json, 0, 'b', 'x'), 'undefined')
    t.equal(jsonGetType(json, 0, 'b'), 0)
    t.equal(text(json), '{a:1,c:3}')
    jsonSet(json, 0, 'c', 0, 0)
    t.equal(text(json), '{a:1}')
    jsonSet(json, 0, 'a', null, JSON_STRING)
    t.equal(text(json), "{a:'undefined'}")
    jsonSet(json, 0, 'a', undefined, JSON_PRIMITIVE)
    t.equal(text(json), '{a:undefined}')
    jsonSet(json, 0, 'b', '5', 0)
    t.equal(text(json), '{a:undefined,b:5}')
})

t.test('jsonSet tells what is wrong', async t => {
    const json = of('{a:1}')
    t.equal(jsonSetString(null, 0, 'a', 'V'), -6)
    t.equal(jsonSetString(json, 2, 'a', 'V'), -6)
    t.equal(jsonSetString(json, -1, 'a', 'V'), -6)
    t.equal(jsonSetString(json, 0.5, 'a', 'V'), -6)
    t.equal(jsonSetString(jsonAlloc(), 1, 'a', 'V'), -6)
    for (const key of [null, undefined, 0, '', '.', '[]', '  '] as const) {
        t.equal(jsonSetString(json, 0, key, 'V'), -25)
        const empty = jsonAlloc()
        t.equal(jsonSetString(empty, 0, key, 'V'), -25)
        t.equal(empty.count, 0)
    }
    t.equal(text(json), '{a:1}')
    t.equal(json.error, null)
})

t.test('jsonSet refuses a locked tree', async t => {
    const json = of('{a:1}')
    jsonLock(json)
    t.equal(json.lock, true)
    t.equal(jsonSetString(json, 0, 'a', 'V'), -14)
    t.equal(json.error, 'JSON Parse Error: Cannot set value in a locked JSON object\n')
    t.equal(jsonSetJsonFmt(json, 0, 'a', '{}'), -14)
    t.equal(text(json), '{a:1}')
    jsonUnlock(json)
    t.equal(jsonSetString(json, 0, 'a', 'V'), 1)
})

t.test('jsonSet refuses more nodes than the limit and changes nothing', async t => {
    const json = of('{a:1,b:{c:2}}')
    json.maxNodes = 5
    t.equal(jsonSetString(json, 0, 'a.x.y', 'V'), -23)
    t.equal(jsonSetString(json, 0, 'x.y', 'V'), -23)
    t.equal(text(json), '{a:1,b:{c:2}}')
    t.match(json.error, /^JSON Parse Error: Too many elements in json text\n$/)
    t.equal(jsonSetString(json, 0, 'b.d', 'V'), 4)
    t.equal(jsonSetString(json, 0, 'b.e', 'V'), -23)
    t.equal(jsonSetString(json, 0, 'b.d', 'W'), 4)
    const empty = jsonAlloc()
    empty.maxNodes = 1
    t.equal(jsonSetString(empty, 0, 'a', 'V'), -23)
    t.equal(empty.count, 0)
})

t.test('jsonSetBool, jsonSetNumber, jsonSetDouble, jsonSetDate and jsonSetFmt store their form', async t => {
    const json = jsonAlloc()
    t.equal(jsonSetBool(json, 0, 'b', true), 1)
    jsonSetBool(json, 0, 'c', 0 as unknown as boolean)
    jsonSetNumber(json, 0, 'n', -42)
    jsonSetNumber(json, 0, 'm', 9223372036854775807n)
    jsonSetNumber(json, 0, 'f', 1.9)
    jsonSetDouble(json, 0, 'd', 1.5)
    jsonSetDouble(json, 0, 'e', 2 ** 63)
    jsonSetDouble(json, 0, 'g', 1e22)
    jsonSetDouble(json, 0, 'h', Number.NaN)
    jsonSetDate(json, 0, 't', 1762810108123)
    jsonSetFmt(json, 0, 'x', '%d.%d', 1, 5)
    jsonSetFmt(json, 0, 'y', '%s', 'word')
    t.equal(
        text(json),
        '{b:true,c:false,n:-42,m:9223372036854775807,f:1,d:1.500000,e:9223372036854775808.000000,' +
            "g:10000000000000000000000.000000,h:null,t:'2025-11-10T21:28:28.123Z',x:1.5,y:'word'}",
    )
    t.equal(jsonSetFmt(json, 0, 'z', null), 0)
    t.equal(jsonSetDouble(null, 0, 'z', 1), -6)
    t.equal(jsonSetDate(null, 0, 'z', 1), -6)
})

t.test('jsonSetJsonFmt merges what it parses', async t => {
    const json = of('{a:{x:1,y:2},l:[1,2]}')
    t.equal(jsonSetJsonFmt(json, 0, 'a', '{y:%d,z:[%s]}', 5, "'q'"), 0)
    t.equal(jsonSetJsonFmt(json, 0, 'l', '[3]'), 0)
    t.equal(jsonSetJsonFmt(json, 0, 'n.m', '{k:1}'), 0)
    t.equal(text(json), "{a:{x:1,y:5,z:['q']},l:[3],n:{m:{k:1}}}")
    t.equal(jsonSetJsonFmt(json, 0, 'a', '{y:'), -6)
    t.equal(jsonSetJsonFmt(json, 0, 'a', null), -6)
    t.equal(jsonSetJsonFmt(null, 0, 'a', '{}'), -6)
    t.equal(jsonSetJsonFmt(json, 0, null, '{top:1}'), 0)
    t.equal(jsonGet(json, 0, 'top', null), '1')
    checkTree(json)
})

t.test('jsonSetNodeValue and jsonSetNodeType set a node, also in a locked tree', async t => {
    const json = of('{a:{b:1},c:5}')
    jsonLock(json)
    jsonSetNodeValue(jsonGetNode(json, 0, 'a'), 'V', JSON_STRING, 2)
    t.equal(text(json), "{a:'V',c:5}")
    checkTree(json)
    jsonSetNodeType(jsonGetNode(json, 0, 'c'), JSON_STRING)
    t.equal(text(json), "{a:'V',c:'5'}")
    jsonSetNodeType(jsonGetNode(json, 0, 'c'), JSON_ARRAY)
    t.equal(text(json), "{a:'V',c:[]}")
    jsonSetNodeType(jsonGetNode(json, 0, 'c'), 0x3)
    t.equal(text(json), "{a:'V',c:[]}")
    jsonSetNodeValue(jsonGetNode(json, 0, 'c'), null, JSON_PRIMITIVE, 0)
    t.equal(text(json), "{a:'V',c:undefined}")
    const gone = jsonGetNode(json, 0, 'a')!
    jsonUnlock(json)
    json.remove('a')
    jsonSetNodeValue(gone, 'W', JSON_STRING, 0)
    t.equal(gone.value, 'W')
    jsonSetNodeValue(null, 'W', JSON_STRING, 0)
    jsonSetNodeType(0, JSON_STRING)
})

t.test('jsonSetTrigger tells of values before they change', async t => {
    const json = of('{a:1,b:{c:2}}')
    const calls: unknown[] = []
    jsonSetTrigger(
        json,
        (arg, tree, node, name, value, old) => calls.push([arg, tree === json, node.value, name, value, old]),
        'arg',
    )
    jsonSet(json, 0, 'a', '5', 0)
    jsonSet(json, 0, 'b', 'x', 0)
    jsonSet(json, 0, 'n.m', 'new', 0)
    t.strictSame(calls, [
        ['arg', true, '1', 'a', '5', '1'],
        ['arg', true, null, 'b', 'x', null],
        ['arg', true, 'new', 'm', 'new', null],
    ])
    jsonSetTrigger(json, null, null)
    jsonSet(json, 0, 'a', '6', 0)
    t.equal(calls.length, 3)
})

t.test('set stores JavaScript values', async t => {
    const json = of('{a:{old:1},b:[1,2]}')
    json.set('a', { x: [1, { y: null }], z: 'text' })
    json.set('b', [true])
    json.set('c', '5')
    json.set('d', 5)
    json.set('e', null)
    json.set('f', 10n ** 20n)
    json.set('g', /a\/b/)
    json.set('h[$]', {})
    t.equal(
        text(json),
        "{a:{x:[1,{y:null}],z:'text'},b:[true],c:'5',d:5,e:null,f:100000000000000000000,g:/a\\/b/,h:[{}]}",
    )
    json.set('a', undefined)
    t.equal(json.getType('a'), 0)
    checkTree(json)
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    t.throws(() => json.set('i', cycle), { code: 'JSON_CYCLE' })
    json.maxNodes = json.count + 2
    t.throws(() => json.set('i', [1, 2, 3]), { code: 'JSON_TOO_MANY_NODES' })
    t.equal(json.get('i'), undefined)
    json.set('b', [1, 2])
    t.equal(json.toString(0, 0, 'b'), '[1,2]')
})

type Plain = string | Plain[] | { [name: string]: Plain }

/** Objects only, where jsonSet and a nested assignment must be the same. */
t.test('jsonSet and jsonGet agree with nested objects of JavaScript', async t => {
    const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'x y', '')
    const path = fc.array(name, { minLength: 1, maxLength: 4 })
    fc.assert(
        fc.property(fc.array(fc.tuple(path, fc.string()), { maxLength: 30 }), writes => {
            const json = jsonAlloc()
            const model: { [name: string]: Plain } = Object.create(null)
            for (const [names, value] of writes) {
                // An empty name can only be addressed in brackets, which ask for arrays, except behind a dot.
                const key = names.map(each => `['${each}']`).join('.')
                const id = jsonSetString(json, 0, `.${key}`, value)
                let object = model
                for (const each of names.slice(0, -1)) {
                    const next = object[each]
                    object = object[each] = typeof next === 'object' ? (next as typeof model) : Object.create(null)
                }
                object[names.at(-1)!] = value
                if (json.nodes[id]?.value !== value || jsonGet(json, 0, key, null) !== value) {
                    throw new Error(`${key} is not ${value}`)
                }
            }
            checkTree(json)
            t.equal(JSON.stringify(json.toObject() ?? {}), JSON.stringify(model))
        }),
    )
})
