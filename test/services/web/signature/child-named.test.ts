import t from 'tap'
import { Json } from '../../../../services/json/index.js'
import { childNamed } from '../../../../services/web/signature/child-named.js'

t.test('childNamed takes names as they are, not as keys', async t => {
    const json = Json.parse('{a: {b: 1}, "a.b": 2, "": 3, "[0]": 4, " c": 5, c: 6, __proto__: 7}')
    for (const [name, value] of [
        ['a', undefined],
        ['a.b', '2'],
        ['', '3'],
        ['[0]', '4'],
        [' c', '5'],
        ['c', '6'],
        ['__proto__', '7'],
    ] as const) {
        t.equal(json.node(childNamed(json, 0, name))!.value ?? undefined, value, name)
    }
    for (const name of ['d', 'a.c', 'a[b]', 'toString', ' ']) {
        t.equal(childNamed(json, 0, name), -1, name)
    }
})
