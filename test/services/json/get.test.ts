import t from 'tap'
import { get, parse } from '../../../services/json/index.js'

const value = parse(`{
    a: { b: [{ c: 1 }, { c: 2 }, 'red', 7, true] },
    none: null, zero: 0, empty: '', not: undefined, pattern: /x/,
    '': { '': 'nameless' }, 'x y': 3, 'toString': 'own', __proto__: { deep: 4 },
}`)

const found: Record<string, unknown> = {
    'a.b[0].c': 1,
    'a.b.1.c': 2,
    'a[b][1][c]': 2,
    'a[\'b\']["0"].c': 1,
    ' .a..b[0].c. ': 1,
    'a.b[01].c': 2,
    'a.b[1x].c': 2,
    'a.b[red]': 'red',
    'a.b.true': true,
    'x y': 3,
    zero: 0,
    empty: '',
    toString: 'own',
    '__proto__.deep': 4,
    pattern: /x/,
}

for (const [key, expected] of Object.entries(found)) {
    t.test(`get finds ${key}`, async t => {
        t.same(get(value, key), expected)
        t.same(get(value, key, 'default'), expected)
    })
}

const missing = [
    'b',
    'a.c',
    'a.b[9]',
    'a.b[-1]',
    'a.b[blue]',
    'a.b[0].c.d',
    'zero.x',
    'a b',
    'not',
    'not.x',
    'a.b.length',
]

for (const key of [
    ...missing,
    'constructor',
    'hasOwnProperty',
    'a.valueOf',
    'a.__proto__',
    'a.b.__proto__',
    'a.b.push',
]) {
    t.test(`get gives the default for ${key}`, async t => {
        t.equal(get(value, key), undefined)
        t.equal(get(value, key, 5), 5)
        t.equal(get(value, key, null), null)
    })
}

t.test('get gives the value itself for an empty key', async t => {
    t.equal(get(value, ''), value)
    t.equal(get(value, '.'), value)
    t.equal(get(3, ''), 3)
})

t.test('get takes null for nothing if there is a default', async t => {
    t.equal(get(value, 'none'), null)
    t.equal(get(value, 'none', 1), 1)
    t.equal(get(value, 'none.x', 1), 1)
    t.equal(get(null, '', 1), 1)
})

t.test('get below a scalar or nothing gives the default', async t => {
    for (const base of [undefined, null, 'text', 5, true]) {
        t.equal(get(base, 'length'), undefined)
        t.equal(get(base, '0', 'default'), 'default')
    }
})

t.test('get has the type of the default, without the literal', async t => {
    let port = get(value, 'port', 80)
    let name = get(value, 'name', 'x')
    let flag = get(value, 'flag', false)
    port++
    name += '!'
    flag = !flag
    t.same([port, name, flag], [81, 'x!', true])
})
