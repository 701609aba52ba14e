import t from 'tap'
import { fillTemplate, isFilled, parseTemplate, prefixOf } from '../../../services/db/template.js'

t.test('parseTemplate cuts references out, and gives null for one without an end', async t => {
    t.match(parseTemplate('a#${b}#${c.d}'), { texts: ['a#', '#', ''], names: ['b', 'c.d'] })
    t.match(parseTemplate('plain'), { texts: ['plain'], names: [] })
    t.equal(parseTemplate('a${b'), null)
})

t.test('fillTemplate leaves what is not known; prefixOf ends there', async t => {
    const template = parseTemplate('${_type}#${a}#${b.c[0]}')!
    const fill = (props: Record<string, unknown>) => [
        fillTemplate(template, props, 'M', '_type'),
        prefixOf(template, props, 'M', '_type'),
        isFilled(template, props, '_type'),
    ]
    t.strictSame(fill({ a: 1, b: { c: ['x'] } }), ['M#1#x', null, true])
    t.strictSame(fill({ a: 1 }), ['M#1#${b.c[0]}', 'M#1#', false])
    t.strictSame(fill({ a: null, b: { c: [true] } }), ['M#${a}#true', 'M#', false])
    t.strictSame(fill({ a: {}, b: 5 }), ['M#${a}#${b.c[0]}', 'M#', false], 'containers have no text')
    t.strictSame(fill({ a: new Date(0), b: { c: [''] } }), ['M#1970-01-01T00:00:00.000Z#', null, true])
})
