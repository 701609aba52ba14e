import fc from 'fast-check'
import t from 'tap'
import {
    JSON_APPEND,
    JSON_CCREATE,
    JSON_COMBINE,
    JSON_OVERWRITE,
    JSON_REMOVE_UNDEF,
    JSON_REPLACE,
    JSON_STRING,
    Json,
    jsonAlloc,
    jsonBlend,
    jsonClone,
    jsonGetId,
    jsonLock,
    jsonParse,
    jsonSet,
} from '../../../../services/json/c.js'
import { checkTree } from './check-tree.js'

const of = (text: string): Json => jsonParse(text)!

/** What is blended without keys: flags, destination, source, result. */
const rows: readonly (readonly [flags: number, dest: string, source: string, after: string, result?: number])[] = [
    // Objects
    [0, '{a:1}', '{b:2}', '{a:1,b:2}'],
    [0, '{a:1,b:2}', '{a:3}', '{a:3,b:2}'],
    [JSON_OVERWRITE, '{a:1,b:2}', '{a:3}', '{a:3,b:2}'],
    [0, '{a:{x:1}}', '{a:{y:2}}', '{a:{x:1,y:2}}'],
    [0, '{a:1}', '{a:{y:2}}', '{a:{y:2}}'],
    [0, '{a:[1]}', '{a:{y:2}}', '{a:{y:2}}'],
    [0, '{a:{x:{y:1}},b:2}', '{a:5}', '{a:5,b:2}'],
    [0, '', '{a:1}', '{a:1}'],
    [0, '{a:1}', '', '{a:1}'],
    [0, '[1,2]', '{a:1}', '{a:1}'],
    [0, '5', '{a:1}', '{a:1}'],
    [0, '{a:1}', '[1,2]', '[1,2]'],
    [0, '{a:1}', '5', '5'],
    [0, '{a:1}', '{a:2,a:3,b:4,b:5}', '{a:3,b:5}'],
    [0, "{'':1}", "{'':2}", "{'':2}"],
    [0, '{}', "{'+a':1,'-b':2,'?c':3,'=d':4}", "{'+a':1,'-b':2,'?c':3,'=d':4}"],
    // Arrays
    [0, '{a:[1,2]}', '{a:[3]}', '{a:[3]}'],
    [0, '{a:1}', '{a:[3]}', '{a:[3]}'],
    [0, '{a:1}', '{a:[]}', '{a:[]}'],
    [0, '{a:[1]}', '{a:[]}', '{a:[]}'],
    [0, '{a:{x:1}}', '{a:[3]}', '{a:[3]}'],
    [JSON_APPEND, '{a:[1,2]}', '{a:[3,{x:1}]}', '{a:[1,2,3,{x:1}]}'],
    [JSON_APPEND, '{a:1,b:5}', '{a:[3]}', '{a:[1,3],b:5}'],
    [JSON_APPEND, "{a:'x'}", '{a:[]}', "{a:['x']}"],
    [JSON_REPLACE, '{a:[1,2,1,3]}', "{a:['1',3]}", '{a:[2,1]}'],
    [JSON_REPLACE, '{a:[1,1,1]}', '{a:[1,1]}', '{a:[1]}'],
    [JSON_REPLACE, "{a:['',{x:1},2]}", "{a:['',{x:1}]}", "{a:['',{x:1},2]}"],
    [JSON_REPLACE, '{a:1}', '{a:[1]}', '{a:1}'],
    [JSON_REPLACE, '{}', '{a:[1],b:1,c:{}}', '{}'],
    [JSON_CCREATE, '{a:[1]}', '{a:[2],b:[3]}', '{a:[1],b:[3]}'],
    // Scalars
    [0, '{a:1}', "{a:'x'}", "{a:'x'}"],
    [0, '{a:1}', '{a:null}', '{a:null}'],
    [0, '{a:1}', '{a:/x/}', '{a:/x/}'],
    [JSON_APPEND, '{a:1}', '{a:2}', "{a:'1 2'}"],
    [JSON_APPEND, "{a:''}", "{a:'x'}", "{a:' x'}"],
    [JSON_APPEND, '{a:[1]}', '{a:2}', '{a:[1,2]}'],
    [JSON_APPEND, '{}', '{a:2}', '{a:2}'],
    [JSON_REPLACE, "{a:'x y z'}", "{a:'y'}", "{a:'x  z'}"],
    [JSON_REPLACE, "{a:'aXbXc'}", "{a:'X'}", "{a:'abc'}"],
    [JSON_REPLACE, "{a:'abc'}", "{a:''}", "{a:'abc'}"],
    [JSON_REPLACE, '{a:12345}', '{a:23}', '{a:145}'],
    [JSON_REPLACE, '{a:5}', '{a:5}', "{a:''}"],
    [JSON_REPLACE, "{a:'x5'}", '{a:5}', "{a:'x'}"],
    [JSON_REPLACE, '{a:[1,2,1]}', '{a:1}', '{a:[2,1]}'],
    [JSON_CCREATE, '{a:1}', '{a:2,b:3}', '{a:1,b:3}'],
    [JSON_CCREATE, '{a:{x:1}}', '{a:{y:2},b:{z:3}}', '{a:{x:1},b:{z:3}}'],
    [JSON_CCREATE, '[1]', '[2]', '[1]'],
    [JSON_CCREATE, '1', '2', '1'],
    [JSON_REMOVE_UNDEF, '{a:1,b:{c:1},d:2}', '{a:undefined,b:undefined,e:undefined}', '{d:2}'],
    [JSON_REMOVE_UNDEF | JSON_COMBINE, '{a:1}', '{a:undefined}', '{a:undefined}'],
    [0, '{a:1}', '{a:undefined}', '{a:undefined}'],
    // One object only
    [JSON_APPEND, '{a:1}', '[1]', '{a:1}', -6],
    [JSON_REPLACE, '{a:1}', '5', '{a:1}', -6],
    [JSON_APPEND, '[1]', '{a:1}', '[1]', -6],
    [JSON_REPLACE, '5', '{a:1}', '5', -6],
    [JSON_APPEND, '{a:{x:1},b:1}', '{b:2,a:3}', "{a:{x:1},b:'1 2'}", -6],
    // Combine
    [
        JSON_COMBINE,
        "{a:[1],b:['x','y'],c:1,d:1}",
        "{'+a':[2],'-b':['x'],'?c':2,'?e':3,'=d':4}",
        "{a:[1,2],b:['y'],c:1,d:4,e:3}",
    ],
    [JSON_COMBINE, '{a:{x:1}}', "{'+a':{x:2}}", '{a:{x:2}}'],
    [JSON_COMBINE, '{a:{x:1}}', "{'+a':{'+x':2}}", "{a:{x:'1 2'}}"],
    [JSON_COMBINE, '{}', "{'+a':{'+x':2,'-y':1,'?z':3}}", '{a:{x:2,z:3}}'],
    [JSON_COMBINE, '{}', "{'-a':{x:2}}", '{}'],
    [JSON_COMBINE, '{a:[1]}', "{a:[{'+x':2}]}", "{a:[{'+x':2}]}"],
    [JSON_COMBINE, '{a:1}', "{'+a':{x:1}}", '{a:{x:1}}'],
    [JSON_COMBINE, '{a:[1],z:2}', "{z:3,'+a':{x:1}}", '{a:{x:1},z:3}'],
    [JSON_COMBINE, '{a:{x:1},z:2}', "{z:3,'+a':[1]}", '{a:{x:1},z:3}', -6],
    [JSON_COMBINE, '{a:{x:1},z:2}', "{z:3,'-a':1}", '{a:{x:1},z:3}', -6],
    [JSON_COMBINE, '{a:1}', "{'=a':2}", '{a:2}'],
    [JSON_COMBINE, "{'':1}", "{'+':2}", "{'':'1 2'}"],
    [JSON_COMBINE | JSON_APPEND, '{a:1}', '{a:2}', '{a:2}'],
]

for (const [flags, dest, source, after, result = 0] of rows) {
    t.test(`jsonBlend of ${source || 'nothing'} into ${dest || 'nothing'} with ${flags} gives ${after}`, async t => {
        const json = of(dest)
        const from = of(source)
        t.equal(jsonBlend(json, 0, null, from, 0, null, flags), result)
        t.equal(json.toString(), after)
        t.equal(from.toString(), of(source).toString(), 'the source stays')
        checkTree(json)
    })
}

t.test('jsonBlend takes parts of both trees', async t => {
    const json = of('{a:{b:{x:1}}}')
    const source = of('{s:{t:{y:2}},l:[1]}')
    t.equal(jsonBlend(json, 0, 'a.b', source, 0, 's.t', 0), 0)
    t.equal(jsonBlend(json, jsonGetId(json, 0, 'a'), 'b', source, jsonGetId(source, 0, 's'), 't', 0), 0)
    t.equal(jsonBlend(json, 0, 'n.m', source, 0, 'l', 0), 0)
    t.equal(jsonBlend(json, 0, 'a.b.x', source, 0, 's.t.y', 0), 0)
    t.equal(json.toString(), '{a:{b:{x:2,y:2}},n:{m:[1]}}')
    t.equal(jsonBlend(json, 0, 'q.r', source, 0, 'missing', 0), 0)
    t.equal(json.toString(), '{a:{b:{x:2,y:2}},n:{m:[1]},q:{r:{}}}')
    t.equal(jsonBlend(json, 0, 'a.b', source, 0, 'l', JSON_APPEND), -6)
    checkTree(json)
})

t.test('jsonBlend keeps the name of what it blends a scalar into', async t => {
    const json = of('{a:1}')
    t.equal(jsonBlend(json, 0, 'a', of("'x'"), 0, null, 0), 0)
    t.equal(jsonBlend(json, 0, 'b', of('[1]'), 0, '[0]', 0), 0)
    t.equal(json.toString(), "{a:'x',b:1}")
    t.equal(jsonBlend(json, 0, 'a', of('{u:undefined}'), 0, 'u', JSON_REMOVE_UNDEF), 0)
    t.equal(json.toString(), '{b:1}')
})

t.test('jsonBlend of a tree into itself takes what was there before', async t => {
    const json = of('{a:{x:1},b:[1]}')
    t.equal(jsonBlend(json, 0, 'a.copy', json, 0, null, 0), 0)
    t.equal(json.toString(), '{a:{x:1,copy:{a:{x:1},b:[1]}},b:[1]}')
    t.equal(jsonBlend(json, 0, 'b', json, 0, 'b', JSON_APPEND), 0)
    t.equal(json.toString(0, 0, 'b'), '[1,1]')
    t.equal(jsonBlend(json, 0, null, json, 0, 'a', 0), 0)
    checkTree(json)
    const empty = jsonAlloc()
    t.equal(jsonBlend(empty, 0, 'a', empty, 0, null, 0), 0)
    t.equal(empty.count, 0)
})

t.test('jsonBlend puts elements behind a placeholder without it', async t => {
    const json = jsonAlloc()
    jsonSet(json, 0, 'a', null, 0)
    t.equal(jsonBlend(json, 0, null, of('{a:[1]}'), 0, null, JSON_APPEND), 0)
    t.equal(json.toString(), '{a:[1]}')
})

t.test('jsonBlend tells what is wrong', async t => {
    const json = of('{a:1}')
    t.equal(jsonBlend(null, 0, null, json, 0, null, 0), -6)
    t.equal(jsonBlend(json, 9, null, of('{b:1}'), 0, null, 0), -6)
    t.equal(jsonBlend(json, 0, null, null, 0, null, 0), 0)
    t.equal(jsonBlend(json, 0, null, of('{b:1}'), 9, null, 0), 0)
    const source = of('{b:1}')
    jsonLock(source)
    t.equal(jsonBlend(json, 0, null, source, 0, null, 0), 0)
    t.equal(json.toString(), '{a:1,b:1}')
    jsonLock(json)
    t.equal(jsonBlend(json, 0, null, of('{c:1}'), 0, null, 0), -14)
    t.equal(json.error, 'JSON Parse Error: Cannot blend into a locked JSON object\n')
    t.equal(json.toString(), '{a:1,b:1}')
})

t.test('jsonBlend goes 32 objects deep', async t => {
    const nested = (depth: number) => of(`${'{a:'.repeat(depth)}1${'}'.repeat(depth)}`)
    const json = jsonAlloc()
    t.equal(jsonBlend(json, 0, null, nested(32), 0, null, 0), 0)
    t.equal(jsonBlend(json, 0, null, nested(32), 0, null, JSON_COMBINE), 0)
    t.equal(json.error, null)
    t.equal(jsonBlend(json, 0, null, nested(33), 0, null, 0), -6)
    t.equal(json.error, 'JSON Parse Error: Blend recursion limit exceeded\n')
    t.equal(
        jsonBlend(jsonAlloc(), 0, null, of(`{l:[${nested(40).toString()}]}`), 0, null, 0),
        0,
        'arrays are copied as they are',
    )
})

t.test('jsonBlend refuses more nodes than the limit', async t => {
    const json = of('{a:1}')
    json.maxNodes = 4
    t.equal(jsonBlend(json, 0, null, of('{b:[1,2]}'), 0, null, 0), -23)
    t.equal(jsonBlend(json, 0, null, of('{b:[1]}'), 0, null, 0), 0)
    t.equal(json.toString(), '{a:1,b:[1]}')
})

t.test('jsonBlend removes many values from a large array in one pass', async t => {
    const numbers = Array.from({ length: 40_000 }, (_, i) => i)
    const json = Json.fromObject({ a: numbers, end: true })
    t.equal(jsonBlend(json, 0, 'a', Json.fromObject(numbers.filter(i => i % 2 === 0)), 0, null, JSON_REPLACE), 0)
    t.equal(json.getLength('a'), 20_000)
    t.equal(json.get('a[1]'), '3')
    checkTree(json)
})

t.test('jsonClone copies the document and nothing else', async t => {
    const json = of("{a:[1,{'+b':/x/}],c:null}")
    json.path = 'file'
    json.userFlags = 3
    jsonLock(json)
    jsonSet(json, 0, 'a', 'x', JSON_STRING)
    const copy = jsonClone(json, 0)
    t.equal(copy.toString(), json.toString())
    t.strictSame([copy.path, copy.error, copy.userFlags, copy.lock], [null, null, 0, false])
    jsonSet(copy, 0, 'a', 'x', JSON_STRING)
    t.equal(json.toString(), "{a:[1,{'+b':/x/}],c:null}")
    checkTree(copy)
    t.equal(jsonClone(null).count, 0)
    t.equal(jsonClone(jsonAlloc()).count, 0)
})

const names = fc.constantFrom('a', 'b', 'c')
const document = fc.letrec<{ value: unknown; object: Record<string, unknown> }>(tie => ({
    object: fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('', 'x', 'y', 1, true, null),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('object'),
    ),
})).object

/** Overwriting as one would write it for plain objects. */
function merged(dest: unknown, source: unknown): unknown {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        return source
    }
    const isObject = typeof dest === 'object' && dest !== null && !Array.isArray(dest)
    const result: Record<string, unknown> = isObject ? { ...dest } : {}
    for (const [name, value] of Object.entries(source)) {
        result[name] = merged(result[name], value)
    }
    return result
}

t.test('jsonBlend overwrites as a merge of plain objects does', async t => {
    fc.assert(
        fc.property(document, document, fc.constantFrom(0, JSON_COMBINE), (dest, source, flags) => {
            const json = Json.fromObject(dest)
            json.blend(Json.fromObject(source), { flags })
            checkTree(json)
            t.strictSame(json.toObject(), merged(dest, source))
        }),
    )
})

t.test('jsonBlend changes nothing when it overwrites a second time', async t => {
    fc.assert(
        fc.property(document, document, (dest, source) => {
            const json = Json.fromObject(dest)
            const from = Json.fromObject(source)
            json.blend(from)
            const once = json.toString()
            json.blend(from)
            t.equal(json.toString(), once)
            json.blend(json)
            t.equal(json.toString(), once)
        }),
    )
})

t.test('jsonBlend without a mode is the same as with the prefix = everywhere', async t => {
    const prefixed = (value: unknown): unknown =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [`=${name}`, prefixed(inner)]))
            : value
    fc.assert(
        fc.property(document, document, (dest, source) => {
            const one = Json.fromObject(dest)
            const other = Json.fromObject(dest)
            one.blend(Json.fromObject(source))
            other.blend(Json.fromObject(prefixed(source)), { flags: JSON_COMBINE })
            t.equal(other.toString(), one.toString())
        }),
    )
})

t.test('jsonBlend creates only what is not there with CCREATE', async t => {
    fc.assert(
        fc.property(document, document, (dest, source) => {
            const json = Json.fromObject(dest)
            json.blend(Json.fromObject(source), { flags: JSON_CCREATE })
            t.strictSame(json.toObject(), { ...source, ...dest })
        }),
    )
})
