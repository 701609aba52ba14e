import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb } from './schema.js'

t.test('Db.transaction refuses functions that wait, whose changes would come too late', async t => {
    const db = openDb()
    db.create('Sent', { id: '0' })
    const waiting: (() => unknown)[] = [
        async () => void db.create('Sent', { id: '1' }),
        function* () {
            yield db.create('Sent', { id: '1' })
        },
        () => {
            db.remove('Sent', { id: '0' })
            return Promise.resolve()
        },
    ]
    for (const fn of waiting) {
        t.throws(() => db.transaction(fn), { code: 'DB_BAD_TRANSACTION' })
    }
    t.strictSame(
        db.find(null).map(({ key }) => key),
        ['sent#0'],
    )
    t.strictSame([db.transaction(() => null), db.transaction(() => [1])], [null, [1]])
    db.close()
})

fiberTest(t, 'Writer rolls back creations, changes and removals with their versions in the change log', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('Sent', { id: '1', n: 1 })
    db.create('Sent', { id: '2', n: 1 })
    yield* db.flush()
    const before = { log: db.changesSince(), items: Array.from(db, ({ data, version }) => [data, version]) }
    const events: unknown[] = []
    db.on(3, (_arg, _db, _model, item, _params, command) => void events.push([command, item.key]))
    t.throws(
        () =>
            db.transaction(() => {
                db.update('Sent', { id: '1', n: 2 })
                db.remove('Sent', { id: '2' })
                db.create('Sent', { id: '2', n: 3 })
                db.create('Sent', { id: '3', n: 3 })
                db.acknowledge(db.changesSince(0, 1))
                db.transaction(() => db.setField('Sent', 'n', 9, { id: '3' }))
                throw new Error('no')
            }),
        { message: 'no' },
    )
    t.strictSame({ log: db.changesSince(), items: Array.from(db, ({ data, version }) => [data, version]) }, before)
    t.strictSame(events, [])
    const { bytes, written } = db.statistics()
    t.equal(
        bytes,
        Array.from(db, ({ data }) => JSON.stringify(data).length).reduce((sum, size) => sum + size, 0),
    )
    yield* db.flush()
    t.equal(db.statistics().written, written, 'nothing of it was journaled')
    db.close()
})
