import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import type { TemplateValues } from '../../../fiber/text/index.js'

const values = new Map<string, unknown>([
    ['name', 'Ada'],
    ['n', 5],
    ['no one', 'blank'],
    ['loop', '${name}'],
    ['data', { a: 1 }],
    ['nothing', null],
])

t.test('stemplate replaces names in braces and after a dollar sign', async t => {
    t.equal(c.stemplate('Hi ${name}, $name!', values), 'Hi Ada, Ada!')
    t.equal(c.stemplate('$n$n${n}', values), '555')
    t.equal(c.stemplate('${no one}', values), 'blank')
    t.equal(c.stemplate('${data}', values), '{"a":1}')
    t.equal(c.stemplate('no names', values), 'no names')
})

t.test('stemplate takes the longest run of letters, digits and underscores', async t => {
    t.equal(c.stemplate('$name_x $name.x $nameé', values), '$name_x Ada.x Adaé')
})

t.test('stemplate leaves unknown and empty names as written', async t => {
    t.equal(c.stemplate('$other ${other} ${} $ $$ ${nothing}', values), '$other ${other} ${} $ $$ ${nothing}')
    t.equal(c.stemplate('$$name', values), '$Ada')
})

t.test('stemplate takes all that follows as the name where a brace is missing', async t => {
    t.equal(c.stemplate('a ${name', values), 'a Ada')
    t.equal(c.stemplate('a ${name $n', values), 'a ${name $n')
})

t.test('stemplate does not look into values', async t => {
    t.equal(c.stemplate('${loop}', values), '${name}')
})

t.test('stemplate gives the text as it is without a hash, and an empty one for NULL', async t => {
    t.equal(c.stemplate('${name}', null), '${name}')
    t.equal(c.stemplate('${name}', {} as TemplateValues), '${name}')
    t.equal(c.stemplate(null, values), '')
})

t.test('stemplate takes time in proportion to the text', async t => {
    const text = '${'.repeat(200_000)
    t.equal(c.stemplate(text, values), text)
    t.equal(c.stemplate('$'.repeat(200_000), values).length, 200_000)
})
