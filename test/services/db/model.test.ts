import t from 'tap'
import { buildModels, type DbModel, keyNames } from '../../../services/db/model.js'
import { quietly } from './schema.js'

quietly(t)

/** The only model of a schema with these fields. */
const modelOf = (fields: object, process: object = {}): DbModel =>
    buildModels({ models: { M: fields as never }, process: { M: process as never } }).get('M')!

t.test('buildModels takes fields as OneTable describes them', async t => {
    const { fields } = modelOf({
        pk: { value: 'x' },
        sk: { value: 'm#${id}' },
        id: { generate: 'uid(12)' },
        a: { generate: true },
        b: { generate: 'uuid' },
        c: { generate: 'uid' },
        d: { generate: 'uid(0)' },
        e: { generate: 'uid', default: 5 },
        f: { value: 'never ${ends' },
        g: { enum: [1, 'two'] },
    })
    t.notOk(fields.has('pk'), 'the hash is not stored')
    t.ok(fields.get('_type')?.hidden)
    t.strictSame(
        [...'abcde', 'id'].map(name => fields.get(name)?.generate),
        ['ulid', 'ulid', 10, null, null, 12],
    )
    t.equal(fields.get('f')?.template, null)
    t.strictSame(fields.get('g')?.enums, ['1', 'two'])
    t.ok(fields.get('sk')?.hidden)
})

t.test('buildModels orders computed fields by what they refer to, whatever order they have', async t => {
    const names = (fields: object) => modelOf(fields).computed.map(({ name }) => name)
    t.strictSame(names({ a: { value: '${b}${c}' }, b: { value: '${c}' }, c: { value: '${id}' }, id: {} }), [
        'c',
        'b',
        'a',
    ])
    t.strictSame(names({ a: { value: '${b}' }, b: { value: '${a}' } }), ['b', 'a'], 'a cycle ends')
    t.strictSame(names({ a: { value: '${o.x}' }, o: { value: 'x' } }), ['o', 'a'])
})

t.test('buildModels knows delays, directions, and what is in memory alone', async t => {
    const rules = (process: object) => {
        const { delay, mem, direction, sync } = modelOf({ updated: { type: 'date' } }, process)
        return [delay, mem, direction, sync]
    }
    t.strictSame(rules({}), [0, false, 'none', false])
    t.strictSame(rules({ delay: 1.5, sync: 'both' }), [1500, false, 'both', true])
    t.strictSame(rules({ delay: 5, period: -1, sync: 'odd' }), [-1000, false, 'none', false])
    t.strictSame(rules({ mem: '1', delay: 5, sync: 'down' }), [-2, true, 'down', true])
    const schema = { models: { M: {} }, control: { M: { mem: true } } }
    t.ok(buildModels(schema).get('M')?.mem, '`control` where `process` has nothing')
    t.equal(buildModels({ models: { M: {} }, process: { M: { enable: 'cloud' } } }).size, 0)
})

t.test('buildModels says which keys tell what is in their items', async t => {
    const text = { type: 'string' } as const
    const tells = (value: string, others: object = {}) =>
        modelOf({ sk: { type: 'string', value }, id: text, x: text, ...others }).isTelling
    t.strictSame(
        [
            tells('m#${id}'),
            tells('m#${x}#${id}'),
            tells('m#'),
            tells('m#${x}${id}'),
            tells('m#${id}#${id}'),
            tells('m#${n}', { n: { type: 'number' } }),
            tells('m#${id}', { id: { type: 'string', enum: ['a'] } }),
            tells('m#${id}', { expires: { type: 'date', ttl: true } }),
            tells('m#${id}', { kind: { type: 'string', value: 'constant' } }),
            tells('${_type}#${id}'),
        ],
        [true, true, true, false, false, false, false, false, false, false],
    )
})

t.test('buildModels refuses patterns that are none; keyNames has defaults', async t => {
    t.throws(() => modelOf({ a: { validate: '(' } }), { code: 'DB_BAD_SCHEMA', message: /"M\.a"/ })
    t.equal(modelOf({ a: { validate: '/A/gi' } }).fields.get('a')?.validate?.flags, 'i')
    t.strictSame(keyNames({ models: {} }), { hash: 'pk', sort: 'sk', type: '_type' })
})
