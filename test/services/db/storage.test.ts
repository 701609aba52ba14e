import t from 'tap'
import { sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import type { DbOptions } from '../../../services/db/index.js'
import { crashFaults, work } from './crash.js'
import { MemoryDisk } from './memory-disk.js'
import { codeOf, openDb, quietly } from './schema.js'

quietly(t)

fiberTest(t, 'Storage loses no acknowledged change and applies none by halves, wherever it crashes', function* (t) {
    const done = yield* work(50, 1)
    const faults: string[] = []
    const walk = done.disk.walk()
    do {
        faults.push(...crashFaults(done, walk, { seeds: 3 }).faults)
    } while (walk.next())
    // The commits of the databases that were opened end by themselves.
    yield* sleep(0)
    t.strictSame(faults.slice(0, 3), [])
    t.ok(done.disk.steps.length > 100)
})

fiberTest(t, 'Storage waits for room on a full disk, says so, and loses nothing', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('Event', { group: 'g', id: '1' })
    yield* db.flush()
    disk.room = 30
    db.create('Event', { group: 'g', id: '2' })
    const fails = function* () {
        try {
            yield* db.flush()
            return null
        } catch (error) {
            return error
        }
    }
    t.match(yield* fails(), {
        code: 'DB_CANNOT_WRITE',
        message: /^Cannot flush journal: ENOSPC/,
        cause: { code: 'ENOSPC' },
    })
    db.create('Event', { group: 'g', id: '3' })
    t.match(yield* fails(), { code: 'DB_CANNOT_WRITE', message: /^Cannot save test.db: ENOSPC/ })
    const crashed = openDb({ disk: disk.crash(disk.steps.length, () => 1) })
    t.strictSame(
        crashed.find('Event').map(({ data }) => data.id),
        ['1'],
    )
    crashed.close()
    disk.room = 10_000
    yield* sleep(5000)
    yield* db.flush()
    const saved = openDb({ disk: disk.crash(disk.steps.length, () => 0) })
    t.equal(saved.find('Event').length, 3)
    saved.close()
    disk.isBroken = true
    db.create('Event', { group: 'g', id: '4' })
    t.match(yield* fails(), { code: 'DB_CANNOT_WRITE', cause: { code: 'EIO' } })
    t.equal(
        codeOf(() => db.close()),
        'DB_CANNOT_WRITE',
    )
    yield* sleep(0)
})

fiberTest(t, 'Storage syncs the changes of a turn together, by policy', function* (t) {
    const disk = new MemoryDisk()
    const options: DbOptions & { disk: MemoryDisk } = { disk, modelDurability: { Event: 100, User: 'never' } }
    const db = openDb(options)
    const commits = (): number => db.statistics().commits
    for (let i = 0; i < 100; i++) {
        db.create('Sent', { id: `${i}` })
    }
    yield* db.flush()
    t.equal(commits(), 1)
    db.create('User', { name: 'x' })
    yield* sleep(1000)
    t.equal(commits(), 1)
    db.create('Event', { group: 'g', id: '1' })
    yield* sleep(99)
    t.equal(commits(), 1)
    yield* sleep(2)
    t.equal(commits(), 2)
    t.equal(openDb({ disk: disk.crash(disk.steps.length, () => 0), readOnly: true }).find('User').length, 1)
    db.create('User', { name: 'x' })
    yield* db.flush()
    t.equal(commits(), 3)
    db.create('Mem', { id: '1' })
    yield* db.flush()
    t.equal(commits(), 3)
    t.equal(db.statistics().saves, 0)
    yield* sleep(60_000)
    t.match(db.statistics(), { saves: 1, journalSize: 0, items: 104 })
    db.setJournalParams(60_000, 200)
    db.create('Sent', { id: 'a'.repeat(200) })
    t.equal(db.statistics().saves, 2)
    db.close()
    yield* sleep(1)
    t.strictSame([...disk.files().keys()].sort(), ['test.db', 'test.db.jnl.prev', 'test.db.prev'])
})
