import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import { ChangeLog } from '../../../services/db/change-log.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb } from './schema.js'

t.test('ChangeLog keeps the last change of each key, in the order of versions', async t => {
    const log = new ChangeLog()
    const note = (version: number, key: string): void => log.note({ version, command: 'update', key, model: 'M' })
    note(1, 'a')
    note(2, 'b')
    note(3, 'a')
    const keys = () => log.since(0, 10).map(({ key, version }) => `${key}${version}`)
    t.strictSame(keys(), ['b2', 'a3'])
    t.strictSame(
        log.since(2, 10).map(({ key }) => key),
        ['a'],
    )
    t.strictSame(log.since(0, 1).length, 1)
    t.equal(log.forget('a', 1), false, 'an older version is not the one')
    log.restore('a', { version: 1, command: 'create', key: 'a', model: 'M' })
    t.strictSame(keys(), ['a1', 'b2'])
    t.equal(log.forget('a', 1), true)
    log.restore('b', undefined)
    t.equal(log.size, 0)
})

fiberTest(
    t,
    'ChangeLog has tombstones until they are acknowledged, over crashes, snapshots and reopenings',
    function* (t) {
        let disk = new MemoryDisk()
        let db = openDb({ disk })
        let highest = 0
        const again = {
            crash: () => {
                disk = disk.crash(disk.steps.length, () => 0)
                // Its timers end; what it writes, nobody sees.
                db.close()
                db = openDb({ disk })
            },
            save: () => db.save(),
            reopen: () => {
                db.close()
                db = openDb({ disk })
            },
        }
        for (const way of ['crash', 'save', 'reopen', 'crash', 'reopen', 'save'] as const) {
            db.create('Sent', { id: way, n: 1 }, { upsert: true })
            db.create('Sent', { id: 'kept', n: 1 }, { upsert: true })
            db.remove('Sent', { id: way })
            yield* db.flush()
            const before = db.changesSince(highest)
            t.ok(before.every(({ version }) => version > highest))
            t.strictSame(
                before.map(({ command, key }) => `${command} ${key}`),
                ['upsert sent#kept', `remove sent#${way}`],
            )
            again[way]()
            t.strictSame(db.changesSince(highest), before, way)
            t.equal(db.acknowledge(before), 2)
            t.equal(db.acknowledge(before), 0, 'only once')
            yield* db.flush()
            again[way]()
            t.strictSame(db.changesSince(), [], `${way} after it was acknowledged`)
            highest = before.at(-1)!.version
            t.ok(db.statistics().version >= highest)
        }
        db.close()
    },
)
