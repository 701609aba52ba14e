import t from 'tap'
import { type Json, jsonAlloc, jsonGetId, jsonLock, jsonParse, jsonRemove } from '../../../../services/json/c.js'
import { checkTree } from './check-tree.js'

const of = (text: string): Json => jsonParse(text)!

/** Tree before, key, result, tree after. */
const rows: readonly (readonly [before: string, key: string | null, result: number, after: string])[] = [
    ['{a:1,b:2}', 'a', 0, '{b:2}'],
    ['{a:{b:{c:1}},d:2}', 'a', 0, '{d:2}'],
    ['{a:{b:{c:1}},d:2}', 'a.b', 0, '{a:{},d:2}'],
    ['{a:[1,2,3]}', 'a[1]', 0, '{a:[1,3]}'],
    ['{a:[1,[5],3]}', 'a.1', 0, '{a:[1,3]}'],
    ['{a:[red,blue,red]}', 'a[red]', 0, "{a:['blue','red']}"],
    ['{a:1,a:2}', 'a', 0, '{a:2}'],
    ['[1,2]', '[0]', 0, '[2]'],
    ['{a:1}', 'b', -25, '{a:1}'],
    ['{a:1}', 'a.b', -25, '{a:1}'],
    ['{a:[1]}', 'a[1]', -25, '{a:[1]}'],
    ['{a:1}', '', -25, '{a:1}'],
    ['{a:1}', '.', -25, '{a:1}'],
    ['{a:1}', null, 0, ''],
]

for (const [before, key, result, after] of rows) {
    t.test(`jsonRemove of ${key} turns ${before} into ${after || 'nothing'}`, async t => {
        const json = of(before)
        t.equal(jsonRemove(json, 0, key), result)
        t.equal(json.toString(), after)
        checkTree(json)
    })
}

t.test('jsonRemove begins at the base node', async t => {
    const json = of('{a:{b:1,c:2},d:3}')
    const a = jsonGetId(json, 0, 'a')
    t.equal(jsonRemove(json, a, 'b'), 0)
    t.equal(json.toString(), '{a:{c:2},d:3}')
    t.equal(jsonRemove(json, a, null), 0)
    t.equal(json.toString(), '{d:3}')
    checkTree(json)
})

t.test('jsonRemove tells what is wrong', async t => {
    const json = of('{a:1}')
    t.equal(jsonRemove(null, 0, 'a'), -6)
    t.equal(jsonRemove(json, 9, 'a'), -6)
    t.equal(jsonRemove(json, -1, null), -6)
    t.equal(jsonRemove(jsonAlloc(), 0, null), -6)
    jsonLock(json)
    t.equal(jsonRemove(json, 0, 'a'), -14)
    t.match(json.error, /^JSON Parse Error: .*locked/)
    t.equal(json.toString(), '{a:1}')
})
