import t from 'tap'
import { expand } from '../../../services/json/index.js'

const values = {
    name: 'pump',
    n: 5,
    on: false,
    empty: '',
    none: null,
    list: [{ id: 7 }],
    o: { x: 'y' },
    p: /a/,
    t: '${n}',
}

/** Text, what becomes of it, and what with `keep`. */
const table: readonly (readonly [string, string, string?])[] = [
    ['', ''],
    ['plain $ text', 'plain $ text'],
    ['$name', '$name'],
    ['${name}', 'pump'],
    ['<${n}|${on}|${empty}>', '<5|false|>'],
    ['${list[0].id}-${o.x}', '7-y'],
    ['${list}${o}', '[]{}'],
    ['${p}', 'a'],
    ['${t}', '${n}'],
    ['a${gone}b', 'ab', 'a${gone}b'],
    ['a${none}b', 'ab', 'a${none}b'],
    ['a${}b', 'ab', 'a${}b'],
    ['${toString}', '', '${toString}'],
    ['$${n}', '$5'],
    ['${n}}', '5}'],
]

for (const [text, expected, kept] of table) {
    t.test(`expand makes "${expected}" of "${text}"`, async t => {
        t.equal(expand(text, values), expected)
        t.equal(expand(text, values, { keep: true }), kept ?? expected)
    })
}

t.test('expand refuses a text without the closing brace', async t => {
    t.throws(() => expand('a ${n} ${name', values), {
        code: 'JSON_BAD_TEMPLATE',
        message: 'Cannot expand "a ${n} ${name": "${" at 7 has no "}", wanted one',
    })
})
