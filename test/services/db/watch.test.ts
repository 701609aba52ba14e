import t from 'tap'
import { scope, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { openDb } from './schema.js'

fiberTest(
    t,
    'DbWatch gives changes in order, those of a transaction at its end, none of one that failed',
    function* (t) {
        const db = openDb()
        const watch = db.watch('Sent', null)
        db.transaction(() => {
            db.create('Sent', { id: '1', n: 1 })
            db.update('Sent', { id: '1', n: 2 })
        })
        t.throws(() =>
            db.transaction(() => {
                db.remove('Sent', { id: '1' })
                throw new Error('no')
            }),
        )
        db.update('Sent', { id: '1', n: 3 }, { where: () => true })
        db.create('Bare', { sk: 'sent#looks like one', name: 'x' })
        db.setField('Sent', 'n', 4, { id: '1' })
        db.remove('Sent', { id: '1' })
        const seen: unknown[] = []
        for (let i = 0; i < 5; i++) {
            const change = yield* watch.next()
            seen.push([change?.command, change?.before?.n, change?.after?.n])
        }
        t.strictSame(seen, [
            ['create', undefined, 1],
            ['update', 1, 2],
            ['update', 2, 3],
            ['update', 3, 4],
            ['remove', 4, undefined],
        ])
        watch.close()
        watch.close()
        t.equal(yield* watch.next(), undefined)
        db.create('Sent', { id: '2', n: 1 })
        db.close()
        yield* sleep(0)
    },
)

fiberTest(t, 'DbWatch by a whole key, with where, sees what comes into the query and what leaves it', function* (t) {
    const db = openDb()
    const one = db.watch('Sent', { id: '1' }, { where: ({ data }) => Number(data.n) > 5 })
    for (const n of [1, 6, 7, 2, 8]) {
        db.update('Sent', { id: '1', n }, { upsert: true })
        db.update('Sent', { id: '2', n }, { upsert: true })
    }
    const seen: unknown[] = []
    for (let i = 0; i < 4; i++) {
        const change = yield* one.next()
        seen.push([change?.before?.n ?? null, change?.after?.n ?? null])
    }
    t.strictSame(seen, [
        [null, 6],
        [6, 7],
        [7, null],
        [null, 8],
    ])
    one.close()
    db.close()
    yield* sleep(0)
})

fiberTest(t, 'DbWatch.next ends with its database, and with its fiber', function* (t) {
    const db = openDb()
    const ends: unknown[] = []
    yield* scope(function* () {
        spawn(function* () {
            const watch = db.watch('Sent')
            try {
                ends.push(yield* watch.next())
            } finally {
                watch.close()
                ends.push('closed')
            }
        })
        yield* sleep(1)
        db.close()
    })
    t.strictSame(ends, [undefined, 'closed'])
})
