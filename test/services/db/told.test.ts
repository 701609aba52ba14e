import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Db } from '../../../services/db/index.js'
import { Told } from '../../../services/db/told.js'
import { MemoryDisk } from './memory-disk.js'

/** Models whose keys may be taken for each other's, and one that has no template. */
const schema = {
    models: {
        A: { sk: { type: 'string', value: 'a#${x}#${y}' }, x: { type: 'string' }, y: { type: 'string' } },
        B: { sk: { type: 'string', value: 'a#${x}' }, x: { type: 'string' } },
        C: { sk: { type: 'string', value: 'a#1#c${x}!' }, x: { type: 'string' } },
        Alone: { sk: { type: 'string', value: 'z#${x}--${y}' }, x: { type: 'string' }, y: { type: 'string' } },
        Bare: { sk: { type: 'string' }, x: { type: 'string' } },
    },
} as const

type Name = keyof typeof schema.models

const open = (): Db => Db.open('told.db', schema, { disk: new MemoryDisk() }) as unknown as Db

t.test('Told has the models whose keys tell what is in their items, as long as they do', async t => {
    const db = open()
    const told = new Told(db.models, '_type')
    const has = (name: string): boolean => told.has(db.models.get(name)!)
    t.strictSame(['A', 'B', 'C', 'Alone', 'Bare'].map(has), [true, true, true, true, false])
    const item = { x: '1', y: '2', _type: 'A' }
    told.count('a#1#2', item, 1)
    t.strictSame(['A', 'B', 'C', 'Alone'].map(has), [true, false, true, true], 'it looks like one of B')
    told.change('a#1#2', item, { ...item, y: '3' })
    t.equal(has('A'), false, 'it has not what its key says')
    told.change('a#1#2', { ...item, y: '3' }, { ...item })
    told.count('a#1#2', item, -1)
    told.count('z#1#2--3', { x: '1', y: '2', _type: 'Alone' }, 1)
    t.strictSame(['A', 'B', 'Alone'].map(has), [true, true, false])
    told.count('z#1#2--3', { x: '1', y: '2', _type: 'Alone' }, -1)
    told.count('z#1---2', { x: '1-', y: '2', _type: 'Alone' }, 1)
    t.equal(has('Alone'), false, 'it is not certain where its first value ends')
    told.count('a#1', { x: '1', _type: 'gone' }, 1)
    t.strictSame(['A', 'B'].map(has), [false, false], 'nobody knows its model')
    db.close()
})

t.test('Db.get and Db.find give the same whether keys tell all or items are looked at', async () => {
    const text = fc.constantFrom('1', '2', '1#2', 'c1!', '-', '1-', '', '2--1')
    const name = fc.constantFrom<Name>('A', 'B', 'C', 'Alone', 'Bare')
    const key = fc.constantFrom('a#1', 'a#1#2', 'a#1#c1!', 'z#1--2', 'z#1', 'b')
    const step = fc.record({ kind: fc.integer({ min: 0, max: 7 }), name, key, x: text, y: text })
    fc.assert(
        fc.property(fc.array(step, { maxLength: 25 }), steps => {
            const short = open()
            const long = open()
            // A context makes all requests take the long way.
            long.addContext('nothing', 'x')
            const dbs = [short, long]
            const both = (act: (db: Db) => unknown): void => {
                const [a, b] = dbs.map(db => {
                    try {
                        return JSON.stringify(act(db))
                    } catch (error) {
                        return (error as { code: string }).code
                    }
                })
                assert.equal(a, b)
            }
            const propsOf = (name: Name, x: string, y: string): Record<string, string> =>
                name === 'A' || name === 'Alone' ? { x, y } : { x }
            for (const { kind, name, key, x, y } of steps) {
                const props = propsOf(name, x, y)
                if (kind < 3) {
                    both(db => db.create(name, props).key)
                } else if (kind === 3) {
                    both(db => db.create(name, { ...props, sk: key }).key)
                } else if (kind === 4) {
                    both(db => db.setField(name, 'x', x, { sk: key }).key)
                } else if (kind === 5) {
                    both(db => db.update(name, { ...props, sk: key }, { upsert: true }).key)
                } else if (kind === 6) {
                    both(db => db.remove(name, { sk: key }))
                } else {
                    both(db => db.transaction(() => db.create(name, { ...props, sk: key }) && db.create(name, {})))
                }
                for (const each of ['A', 'B', 'C', 'Alone', 'Bare'] as const) {
                    both(db => db.get(each, propsOf(each, x, y))?.data)
                    both(db => db.find(each, propsOf(each, x, y)).map(item => item.key))
                    both(db => db.find(each, { x }, { limit: 2 }).map(item => item.key))
                    both(db => db.find(each, { x }, { next: key }).map(item => item.key))
                    both(db => db.find(each).map(item => item.key))
                }
            }
            for (const db of dbs) {
                db.close()
            }
        }),
        { numRuns: 200 },
    )
})
