import t from 'tap'
import { type Json, jsonAlloc, jsonParse, jsonTemplate } from '../../../../services/json/c.js'

const json = jsonParse("{host:'dev',id:7,o:{l:[1,'x']},n:null,u:undefined,e:'',t:'${id}'}")!

/** Text, with keep, without. */
const rows: readonly (readonly [text: string, kept: string | null, gone: string | null])[] = [
    ['@${host}/${id}', '@dev/7', '@dev/7'],
    ['${o.l[1]}${o.l.0}', 'x1', 'x1'],
    ['${o} ${o.l}', '{} []', '{} []'],
    ['<${missing}>', '<${missing}>', '<>'],
    ['<${}>', '<${}>', '<>'],
    ['<${n}>', '<${n}>', '<>'],
    ['<${e}>', '<>', '<>'],
    ['<${u}>', '<undefined>', '<undefined>'],
    ['${t}', '${id}', '${id}'],
    ['$host $ {host} $$', '$host $ {host} $$', '$host $ {host} $$'],
    ['$${id}', '$7', '$7'],
    ['${id', null, null],
    ['${id} ${', null, null],
    ['', '', ''],
    ['plain', 'plain', 'plain'],
]

for (const [text, kept, gone] of rows) {
    t.test(`jsonTemplate turns ${text} into ${kept}`, async t => {
        t.equal(jsonTemplate(json, text, true), kept)
        t.equal(jsonTemplate(json, text, false), gone)
    })
}

t.test('jsonTemplate takes NULL', async t => {
    t.equal(jsonTemplate(null, '${id}', true), '${id}')
    t.equal(jsonTemplate(json, null, true), '')
    t.equal(jsonTemplate(jsonAlloc(), '${id}', false), '')
})

t.test('jsonTemplate makes no text beyond all bounds', async t => {
    const large = jsonParse(`{a:'${'x'.repeat(1_000_000)}'}`) as Json
    t.equal(jsonTemplate(large, '${a}'.repeat(1000), true), null)
    t.throws(() => large.template('${a}'.repeat(1000)), { code: 'JSON_TEXT_TOO_LARGE' })
})
