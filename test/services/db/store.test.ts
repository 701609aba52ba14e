import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { checkValues } from '../../../services/db/check-values.js'
import { buildModels } from '../../../services/db/model.js'
import { Store } from '../../../services/db/store.js'
import { codeOf } from './schema.js'

const models = buildModels({
    models: {
        A: { sk: { value: 'a#${id}' }, id: {}, mail: { unique: true, validate: /^\w*$/ } },
        B: { mail: { unique: true } },
    },
})
const indexes = [
    { name: 'by', hash: 'h', sort: 's' },
    { name: 'all', hash: null, sort: 's' },
]

t.test('Store keeps its indexes in step with its items, whatever happens to them', async () => {
    const few = fc.constantFrom('x', 'y', 'z', undefined, 5)
    const step = fc.record({
        key: fc.constantFrom('1', '2', '3', '4'),
        data: fc.option(fc.record({ h: few, s: few, mail: few, _type: fc.constantFrom('A', 'B', 'none') }), {
            freq: 3,
        }),
    })
    fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), steps => {
            const store = new Store(models, '_type', indexes)
            const wanted = new Map<string, Record<string, unknown>>()
            for (const { key, data } of steps) {
                if (data === null) {
                    store.delete(key)
                    wanted.delete(key)
                } else {
                    store.put(key, data, key.length, 1)
                    wanted.set(key, data)
                }
            }
            const keys = [...wanted.keys()].sort()
            assert.deepEqual(
                Array.from(store, item => item.key),
                keys,
            )
            assert.deepEqual([store.size, store.bytes], [keys.length, keys.length])
            for (const { name, hash, sort } of indexes) {
                const walked: string[] = []
                store.walkIndex(name, '', null, item => walked.push(item.key) > 0)
                const has = keys.filter(key => {
                    const data = wanted.get(key)!
                    return data[sort] !== undefined && (hash === null || data[hash] !== undefined)
                })
                const order = (key: string): string =>
                    `${hash === null ? '' : wanted.get(key)![hash]}\0${wanted.get(key)![sort]}\0${key}`
                assert.deepEqual(
                    walked,
                    has.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
                )
                const back: string[] = []
                store.walkIndexBack(name, '', null, item => back.push(item.key) > 0)
                assert.deepEqual(back.reverse(), walked)
            }
            for (const model of ['A', 'B']) {
                for (const mail of ['x', 'y', 'z', '5']) {
                    const owners = keys.filter(
                        key => wanted.get(key)!._type === model && String(wanted.get(key)!.mail) === mail,
                    )
                    for (const key of [...keys, 'new']) {
                        const others = owners.filter(each => each !== key)
                        const owner = store.ownerOf(model, 'mail', mail, key)
                        assert.ok(owner === undefined ? others.length === 0 : others.includes(owner))
                    }
                }
            }
        }),
        { numRuns: 300 },
    )
})

t.test('checkValues refuses values that another item has, and those of no pattern', async t => {
    const store = new Store(models, '_type', [])
    store.put('a#1', { mail: 'x', _type: 'A' }, 1, 1)
    const check = (key: string, mail: unknown): unknown =>
        codeOf(() => checkValues(store, models.get('A')!, key, { mail }))
    t.strictSame(
        [check('a#1', 'x'), check('a#2', 'x'), check('a#2', 'y'), check('a#2', null), check('a#2', undefined)],
        [null, 'DB_NOT_UNIQUE', null, null, null],
    )
    t.strictSame([check('a#2', 'no good'), check('a#2', 'x'.repeat(5000))], ['DB_INVALID', 'DB_INVALID'])
    t.equal(
        codeOf(() => checkValues(store, models.get('B')!, 'b', { mail: 'x' })),
        null,
        'another model',
    )
})
