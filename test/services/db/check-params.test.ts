import t from 'tap'
import { dbCreate, dbFind, dbGet, dbGetError, dbRemove, dbUpdate } from '../../../services/db/c.js'
import { DbError, type DbParams } from '../../../services/db/index.js'
import { openDb } from './schema.js'

/** What is wrong for a kind of parameter, and how messages show it. */
const values: Readonly<Record<string, unknown>> = {
    '"5"': '5',
    'a function': () => true,
    'a list': [1],
    'an object': { a: 1 },
    '-3': -3,
    '1.5': 1.5,
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    true: true,
    'Symbol(s)': Symbol('s'),
    '7': 7n,
}

/** Those that a parameter takes. */
const kinds: Readonly<Record<keyof DbParams, readonly string[]>> = {
    ...{ upsert: ['true'], reverse: ['true'], mem: ['true'], bypass: ['true'], log: ['true'], lenient: ['true'] },
    ...{ limit: [], next: ['"5"'], index: ['"5"'], where: ['a function'], delay: ['1.5'], arg: Object.keys(values) },
}

const props = { id: '1', n: 1 }

t.test(
    'checkParams: each request refuses each parameter of a wrong type, names it and the value, and changes nothing',
    async t => {
        const db = openDb()
        db.create('Sent', props)
        const before = JSON.stringify([...db])
        const model = db.model('Sent')
        const calls: Readonly<Record<string, (params: DbParams) => unknown>> = {
            create: params => db.create('Sent', { id: '2' }, params),
            get: params => db.get('Sent', props, params),
            find: params => db.find('Sent', props, params),
            update: params => db.update('Sent', { id: '1', n: 2 }, params),
            'set field': params => db.setField('Sent', 'n', 2, props, params),
            remove: params => db.remove('Sent', props, params),
            watch: params => db.watch('Sent', props, params),
        }
        const others: Readonly<Record<string, (params: object) => unknown>> = {
            create: params => model.create({ id: '2' }, params),
            get: params => [db.getField('Sent', 'n', props, params), model.get(props, params)],
            find: params => [
                db.findOne('Sent', props, params),
                model.find(props, params),
                model.findOne(props, params),
            ],
            update: params => [model.update(props, params), model.upsert(props, params)],
            remove: params => model.remove(props, params),
            watch: params => model.watch(props, params),
        }
        const failures: string[] = []
        const refuse = (action: string, call: () => unknown, wanted: string): void => {
            let message = 'nothing was thrown'
            try {
                call()
            } catch (error) {
                message = error instanceof DbError && error.code === 'DB_BAD_OPTION' ? error.message : `${error}`
            }
            if (!message.startsWith(wanted)) {
                failures.push(`${action}: ${message}; wanted ${wanted}`)
            }
        }
        for (const table of [calls, others]) {
            for (const [action, call] of Object.entries(table)) {
                for (const [name, fits] of Object.entries(kinds)) {
                    for (const [shown, value] of Object.entries(values).filter(([shown]) => !fits.includes(shown))) {
                        refuse(action, () => call({ [name]: value }), `Cannot ${action}: ${name} ${shown}, wanted `)
                    }
                }
                refuse(
                    action,
                    () => call({ limt: 5 } as object),
                    `Cannot ${action}: limt 5, wanted one of upsert, limit,`,
                )
            }
        }
        for (const [action, call] of Object.entries(calls)) {
            for (const [shown, value] of Object.entries(values).filter(([shown]) => !/an object|a list/.test(shown))) {
                refuse(action, () => call(value as DbParams), `Cannot ${action}: parameters ${shown}, wanted an object`)
            }
            refuse(
                action,
                () => call(null as unknown as DbParams),
                `Cannot ${action}: parameters null, wanted an object`,
            )
        }
        for (const value of [-1, 1.5, Number.NaN, '1' as unknown as number]) {
            refuse('limit', () => db.changesSince(0, value), 'Cannot give changes: limit ')
            refuse('version', () => db.changesSince(value), 'Cannot give changes: version ')
            refuse('events', () => db.on(value, () => {}), 'Cannot add a trigger: events ')
        }
        t.strictSame(failures, [])
        t.equal(JSON.stringify([...db]), before)
        db.close()
    },
)

t.test('checkParams takes null and undefined for nothing, and each value that a parameter may have', async t => {
    const db = openDb()
    const nothing = Object.fromEntries(Object.keys(kinds).flatMap(name => [[name, null]]))
    db.create('Sent', props, nothing)
    t.equal(db.find('Sent', {}, { ...nothing, limit: undefined } as object).length, 1)
    t.equal(db.find('Sent', {}, { limit: 5, next: '', where: () => 1, index: 'primary', arg: Symbol('x') }).length, 1)
    for (const delay of [-2, -1, 0, 0.5, 1000]) {
        db.update('Sent', props, { delay, bypass: true, mem: false })
    }
    t.throws(() => db.transaction(5 as unknown as () => void), { code: 'DB_BAD_TRANSACTION' })
    t.throws(() => db.find(Symbol('x') as unknown as string), { code: 'DB_UNKNOWN_MODEL' })
    t.throws(() => db.remove('Sent', new Map([['id', '1']]) as unknown as { id: string }, { limit: 9 }), {
        code: 'DB_BAD_PROPERTIES',
    })
    db.close()
})

t.test('the C face converts parameters as C does, and ignores what it does not know', async t => {
    const db = openDb()
    for (const id of ['1', '2', '3']) {
        dbCreate(db, 'Sent', { id })
    }
    const count = (params: object): unknown => dbFind(db, 'Sent', null, params)?.length
    t.equal(count({ limit: -1 }), 3, 'spec §6.4')
    t.equal(count({ limit: 2.9 }), 2)
    t.strictSame([count({ limit: Number.NaN }), count({ limit: '2' }), count({ limit: 0 })], [3, 3, 3])
    t.equal(count({ next: 0, index: 0, where: 0, hidden: true }), 3, 'NULL is 0')
    t.equal(count({ next: 'sent#1' }), 2)
    t.equal(count({ index: 'gs1' }), undefined)
    t.match(dbGetError(db), /Unsupported index "gs1"/)
    t.equal(dbGet(db, 'Sent', { id: '1' }, { where: () => false } as object), null)
    t.equal(dbUpdate(db, 'Sent', { id: '4' }, { upsert: 1 } as object)?.key, 'sent#4')
    t.equal(dbUpdate(db, 'Sent', { id: '5' }, { upsert: 0 } as object), null)
    t.equal(dbUpdate(db, 'Sent', { id: '4', n: 1 }, { delay: -7 })?.delayed, false)
    t.equal(dbRemove(db, 'Sent', {}, { limit: 2 }), 2)
    db.close()
})
