import t from 'tap'
import { Json } from '../../../../services/json/index.js'

const json = Json.parse(`{
    a: { b: 1, '': 'empty', ' c': 2, 'd ': 3, '0': 'zero', "e'": 4 },
    list: [ 'red', { name: 'x' }, [ 5, 6 ], '-1', '$' ],
    twice: 1,
    twice: 2,
}`)

const rows: readonly (readonly [key: string, text: string | undefined])[] = [
    ['a.b', '1'],
    ['a[b]', '1'],
    ['[a][b]', '1'],
    ['.a.b', '1'],
    ['a..b', '1'],
    ['  a.b', '1'],
    ['a. b', '1'],
    ["a['b']", '1'],
    ['a["b"]', '1'],
    ['a["b\']', undefined],
    ["a.'b'", undefined],
    ["a['']", 'empty'],
    ['a.b.', '1'],
    ['a[].b', '1'],
    ['a .b', undefined],
    ['a.d ', '3'],
    ['a.c', undefined],
    ['A', undefined],
    ['a.0', 'zero'],
    ['a[0]', 'zero'],
    ['list[0]', 'red'],
    ['list.0', 'red'],
    ['list[1].name', 'x'],
    ['list.1.name', 'x'],
    ['list[2][1]', '6'],
    ['list.2.1', '6'],
    ['list[01].name', 'x'],
    ['list[1x].name', 'x'],
    ['list[5]', undefined],
    ['list[99999999999999999999]', undefined],
    ['list[red]', 'red'],
    ['list[blue]', undefined],
    ['list[-1]', '-1'],
    ['list[$]', '$'],
    ['list.*', undefined],
    ['a.*', undefined],
    ['**', undefined],
    ['a.b.c', undefined],
    ['twice', '1'],
    ['.', '{}'],
    ['[]', '{}'],
    ['', '{}'],
    ['   ', '{}'],
    ['list', '[]'],
]

for (const [key, text] of rows) {
    t.test(`find reads ${JSON.stringify(key)} as ${text}`, async t => {
        t.equal(json.get(key), text)
    })
}

t.test('find begins at the base node', async t => {
    const list = json.getId('list')
    t.equal(json.get('[1].name', null, list), 'x')
    t.equal(json.get('1.name', null, list), 'x')
    t.equal(json.get(null, null, list), '[]')
    t.equal(json.get('', null, list), '[]')
    t.equal(json.get('.', null, list), '[]')
    t.equal(json.get('b', 'none', list), 'none')
})

t.test('find finds nothing from a base that is none', async t => {
    for (const nid of [-1, json.count, 0.5, Number.NaN, Infinity]) {
        t.equal(json.getId(null, nid), -1)
        t.equal(json.get('a', 'none', nid), 'none')
    }
    t.equal(new Json().getId(null), -1)
})

t.test('find finds names in large objects and elements in large arrays', async t => {
    const names = Array.from({ length: 1000 }, (_, i) => `n${i}`)
    const large = Json.fromObject({
        object: Object.fromEntries(names.map(name => [name, name])),
        leaves: names,
        objects: names.map(name => ({ name })),
    })
    for (const at of [0, 1, 33, 500, 999]) {
        t.equal(large.get(`object.n${at}`), `n${at}`)
        t.equal(large.get(`leaves[${at}]`), `n${at}`)
        t.equal(large.get(`objects[${at}].name`), `n${at}`)
    }
    t.equal(large.get('object.n1000'), undefined)
    t.equal(large.get('leaves[1000]'), undefined)
    t.equal(large.get('objects[1000]'), undefined)
    t.equal(large.get('leaves[n7]'), 'n7')
})
