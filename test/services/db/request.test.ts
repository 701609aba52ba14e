import t from 'tap'
import { Db } from '../../../services/db/index.js'
import { MemoryDisk } from './memory-disk.js'
import { codeOf, openDb } from './schema.js'

/** A schema whose names are those that all objects seem to have. */
const odd = {
    models: {
        constructor: {
            sk: { type: 'string', value: 'c#${id}' },
            id: { type: 'string' },
            toString: { type: 'string', default: 'mine' },
        },
        A: {
            sk: { type: 'string', value: 'a#${id}' },
            id: { type: 'string' },
            obj: { type: 'object' },
            any: {},
            constructor: { type: 'string' },
            ['__proto__']: { type: 'string' },
        },
    },
} as const

const openOdd = (): Db => Db.open('odd.db', odd, { disk: new MemoryDisk() }) as unknown as Db

t.test('requests take names such as __proto__ and constructor for names, and change nothing but items', async t => {
    const db = openOdd()
    const item = db.create('A', JSON.parse('{"id":"1","__proto__":"x","obj":{"__proto__":{"polluted":1}}}'))
    t.equal(JSON.stringify(item.data.obj), '{"__proto__":{"polluted":1}}')
    t.equal(Object.getOwnPropertyDescriptor(item.data, '__proto__')?.value, 'x')
    db.update('A', JSON.parse('{"id":"1","obj":{"__proto__":{"b":2},"constructor":{"prototype":{"p":1}}}}'))
    db.setField('A', '__proto__.x', 1, { id: '1' })
    db.setField('A', 'constructor.prototype.y', 1, { id: '1' })
    db.addContext('__proto__', 'v')
    t.equal(db.get('A', { id: '1' }), null, 'it is a part of the query')
    db.addContext('__proto__', null)
    const plain = {} as Record<string, unknown>
    t.strictSame([plain.polluted, plain.b, plain.p, plain.x, plain.y, plain.v], Array(6).fill(undefined))
    t.equal(db.create('constructor', { id: '1' }).field('toString'), 'mine')
    t.equal(db.get('A', { id: '1', constructor: 'z' } as Record<string, unknown>), null)
    for (const name of ['__proto__', 'toString', 'hasOwnProperty']) {
        t.throws(() => db.find(name), { code: 'DB_UNKNOWN_MODEL' })
    }
    db.close()
})

t.test('requests refuse what is too deep, too big or endless, with a code', async t => {
    const db = openOdd()
    db.create('A', { id: '1' })
    const deep: Record<string, unknown> = {}
    let end = deep
    for (let i = 0; i < 50_000; i++) {
        end.a = {}
        end = end.a as Record<string, unknown>
    }
    const endless: Record<string, unknown> = {}
    endless.self = endless
    for (const value of [deep, endless]) {
        t.strictSame(
            [
                codeOf(() => db.create('A', { id: '2', any: value })),
                codeOf(() => db.update('A', { id: '1', obj: value })),
                codeOf(() => db.setField('A', 'any', value, { id: '1' })),
                codeOf(() => db.find('A', { obj: value })),
                codeOf(() => db.remove('A', { any: value }, { limit: 1 })),
            ],
            Array(5).fill('DB_BAD_TYPE'),
        )
    }
    t.equal(
        codeOf(() => db.setField('A', Array(300).fill('a').join('.'), 1, { id: '1' })),
        'DB_BAD_TYPE',
    )
    const long = 'x'.repeat(3_000_000)
    t.strictSame(
        [
            codeOf(() => db.create('A', { id: '2', any: long })),
            codeOf(() => db.update('A', { id: '1', any: long })),
            codeOf(() => db.setField('A', 'any', long, { id: '1' })),
            codeOf(() => db.create('A', { id: long })),
            codeOf(() => db.get('A', { id: long })),
            codeOf(() => db.find('A', { id: long })),
        ],
        [
            'DB_ITEM_TOO_BIG',
            'DB_ITEM_TOO_BIG',
            'DB_ITEM_TOO_BIG',
            'DB_KEY_TOO_LONG',
            'DB_KEY_TOO_LONG',
            'DB_KEY_TOO_LONG',
        ],
    )
    t.strictSame(db.get('A', { id: '1' })?.data, { id: '1', sk: 'a#1', _type: 'A' }, 'nothing has changed')
    t.equal(db.acknowledge([{} as { key: string; version: number }]), 0)
    db.close()
})

t.test('requests with what is no object fail, and find and remove nothing', async t => {
    const db = openDb() as unknown as Db
    db.create('Bare', { sk: 'x' })
    for (const props of ['x', 5, true, ['x'], new Date(0)] as unknown as Record<string, unknown>[]) {
        t.strictSame(
            [
                codeOf(() => db.find('Bare', props)),
                codeOf(() => db.get(null, props)),
                codeOf(() => db.create('Bare', props)),
                codeOf(() => db.update('Bare', props)),
                codeOf(() => db.remove('Bare', props, { limit: 5 })),
                codeOf(() => db.watch('Bare', props)),
            ],
            Array(6).fill('DB_BAD_PROPERTIES'),
        )
    }
    t.equal(db.find(null).length, 1)
    db.close()
})

t.test('requests give the same by their short ways and by the long ones', async t => {
    const short = openDb()
    const long = openDb()
    // A context makes all requests take the long way.
    long.addContext('nothing', 'x')
    const both = (act: (db: typeof short) => unknown): void => {
        const [a, b] = [short, long].map(db => {
            try {
                return JSON.stringify(act(db))
            } catch (error) {
                return (error as Error).message
            }
        })
        t.equal(a, b)
    }
    const ids: unknown[] = [
        '1',
        2,
        null,
        undefined,
        '',
        '${id}',
        '${x',
        'a#b',
        true,
        new Date(0),
        ['1'],
        'ü',
        '\u{1f600}',
        'undefined',
    ]
    for (const id of ids) {
        both(db => db.create('Event', { group: 'g', id, color: 'red' }).data)
        both(db => db.create('Event', { group: id, id: '7', nothing: 1 }).data)
        both(db => db.create('Sent', { id, n: 5, updated: 1 }, { bypass: true }).data)
        both(db => db.create('Account', { id: id ?? 'none', email: `${id}@x` }).data)
    }
    for (const id of ids) {
        both(db => db.get('Event', { group: 'g', id })?.data)
        both(db => db.get('Event', { group: 'g', id, color: 'blue' })?.data)
        both(db => db.get('Event', { group: 'g', id, colour: 'red' }, { lenient: true })?.data)
        both(db => db.find('Event', { group: 'g', id }).map(({ data }) => data))
        both(db => db.find('Event', { group: id }).map(({ data }) => data))
        both(db => db.find('Event', { color: id ?? 'red' }).map(({ key }) => key))
        both(db => db.find('Event', { color: 'red' }, { limit: 2, reverse: true }).map(({ key }) => key))
        both(db => db.get('Event', { sk: 'event#g#1', group: id })?.data)
        both(db => db.update('Event', { group: 'g', id, color: `${id}` }).data)
        both(db => db.update('Event', { group: 'g', id, expires: null, _type: 'User', none: 1 }).data)
        both(db => db.update('Sent', { id, n: id, updated: 5 }, { bypass: true }).data)
        both(db => db.update('Sent', { id: '1', n: Number.NaN }).data)
        both(db => db.remove('Event', { group: 'g', id }))
    }
    both(db => db.find(null).map(({ data }) => data))
    short.close()
    long.close()
})
