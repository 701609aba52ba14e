import t from 'tap'
import { parse, set } from '../../../services/json/index.js'

/** [before, key, after]; the value 9 is stored. */
const table: readonly (readonly [string, string, string])[] = [
    ['{}', 'a', '{a:9}'],
    ['{a:1,b:2}', 'a', '{a:9,b:2}'],
    ['{a:{x:1}}', 'a', '{a:9}'],
    ['{}', 'a.b.c', '{a:{b:{c:9}}}'],
    ['{}', 'a[b]', '{a:[9]}'],
    ['{}', 'a[0].b', '{a:[{b:9}]}'],
    ['{}', 'a[0][1]', '{a:[[9]]}'],
    ['{}', '[0]', '{"0":9}'],
    ['{a:5}', 'a.b', '{a:{b:9}}'],
    ['{a:5}', 'a[0]', '{a:[9]}'],
    ['{a:null}', 'a.b', '{a:{b:9}}'],
    ['{a:{x:1}}', 'a[0]', '{a:{x:1,"0":9}}'],
    ['{a:{x:1}}', 'a[0].b', '{a:{x:1,"0":{b:9}}}'],
    ['{a:[1,2]}', 'a.x', '{a:{x:9}}'],
    ['{a:[1,2]}', 'a.0', '{a:[9,2]}'],
    ['{a:[1,2]}', 'a.$', '{a:[1,2,9]}'],
    ['{a:[{x:1}]}', 'a.0.y', '{a:[{x:1,y:9}]}'],
    ['{a:[1,[2,3]]}', 'a[1][0]', '{a:[1,[9,3]]}'],
    ['{a:[1,2]}', 'a[1]', '{a:[1,9]}'],
    ['{a:[1,2]}', 'a[7]', '{a:[1,2,9]}'],
    ['{a:[1,2]}', 'a[-1]', '{a:[1,2,9]}'],
    ['{a:[1,2]}', 'a[$]', '{a:[1,2,9]}'],
    ["{a:['$']}", 'a[$]', "{a:['$',9]}"],
    ['{a:[1,2]}', 'a[$].b', '{a:[1,2,{b:9}]}'],
    ["{a:['red','blue']}", 'a[blue]', "{a:['red',9]}"],
    ["{a:['red']}", 'a[green]', "{a:['red',9]}"],
    ["{a:['red']}", 'a[red].b', '{a:[{b:9}]}'],
    ['[1]', '0', '[9]'],
    ['[1]', '[$]', '[1,9]'],
    ['{}', "a['b c']", '{a:[9]}'],
    ['{}', 'toString.length', '{toString:{length:9}}'],
    ['{a:/x/}', 'a.lastIndex', '{a:{lastIndex:9}}'],
]

for (const [before, key, after] of table) {
    t.test(`set stores ${key} in ${before}`, async t => {
        const value = parse(before) as object
        set(value, key, 9)
        t.strictSame(value, parse(after))
    })
}

t.test('set stores any value, and properties with the names of prototypes', async t => {
    const object: Record<string, unknown> = {}
    const list = [1]
    set(object, 'list', list)
    t.equal(object.list, list)
    set(object, 'not', undefined)
    t.ok(Object.hasOwn(object, 'not'))
    set(object, '__proto__.polluted', true)
    set(object, 'constructor.prototype.polluted', true)
    t.equal(({} as { polluted?: boolean }).polluted, undefined)
    t.equal(Object.getPrototypeOf(object), Object.prototype)
    t.same(Object.keys(object), ['list', 'not', '__proto__', 'constructor'])
})

t.test('set refuses keys that name nothing, and changes nothing then', async t => {
    for (const key of ['', '.', '[]', 'a.', 'a[]', 'b.c[0].']) {
        const value = { a: 1 }
        t.throws(() => set(value, key, 9), {
            name: 'JsonError',
            code: 'JSON_NO_KEY',
            message: `Cannot set a value: the key is ${JSON.stringify(key)}, wanted one that ends in a name, an index or "$"`,
        })
        t.same(value, { a: 1 })
    }
})
