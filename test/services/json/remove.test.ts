import t from 'tap'
import { parse, remove } from '../../../services/json/index.js'

/** [before, key, after]; without `after` there is nothing to remove. */
const table: readonly (readonly [string, string, string?])[] = [
    ['{a:1,b:2}', 'a', '{b:2}'],
    ['{a:{b:{c:1,d:2}}}', 'a.b.c', '{a:{b:{d:2}}}'],
    ['{a:{b:1}}', 'a', '{}'],
    ['[1,2,3]', '1', '[1,3]'],
    ['{a:[1,2,3]}', 'a[0]', '{a:[2,3]}'],
    ["{a:['red','blue','red']}", 'a[red]', "{a:['blue','red']}"],
    ['{a:[{b:1,c:2}]}', 'a[0].b', '{a:[{c:2}]}'],
    ['{a:null}', 'a', '{}'],
    ['{a:undefined}', 'a', '{}'],
    ['{"__proto__":1,b:2}', '__proto__', '{b:2}'],
    ['{a:1}', 'b'],
    ['{a:1}', 'a.b'],
    ['{a:1}', ''],
    ['{a:1}', '.'],
    ['{a:1}', 'toString'],
    ['{a:1}', 'x.y.z'],
    ['[1,2]', '2'],
    ['[1,2]', '-1'],
    ['[1,2]', 'length'],
    ["{a:'text'}", 'a.0'],
]

for (const [before, key, after] of table) {
    t.test(
        `remove of ${JSON.stringify(key)} from ${before} ${after === undefined ? 'finds nothing' : 'removes it'}`,
        async t => {
            const value = parse(before) as object
            t.equal(remove(value, key), after !== undefined)
            t.strictSame(value, parse(after ?? before))
        },
    )
}
