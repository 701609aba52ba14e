import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { setLogHandler, sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Db, type DbOptions } from '../../../services/db/index.js'
import { crashFault, stateOf, work } from './crash.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, schema } from './schema.js'

// Damaged files are reported as errors.
const handler = setLogHandler(() => {})
t.teardown(() => setLogHandler(handler))

const codeOf = (call: () => unknown): unknown => {
    try {
        call()
        return null
    } catch (error) {
        return (error as { code?: string }).code
    }
}

fiberTest(t, 'Storage loses no acknowledged change and applies none by halves, wherever it crashes', function* (t) {
    const done = yield* work(50, 1)
    const faults: string[] = []
    for (let steps = 0; steps <= done.disk.steps.length; steps++) {
        for (let seed = 0; seed < 4; seed++) {
            const fault = crashFault(done, steps, steps * 4 + seed)
            if (fault !== null) {
                faults.push(fault)
            }
        }
    }
    // The commits of the databases that were opened end by themselves.
    yield* sleep(0)
    t.strictSame(faults.slice(0, 3), [])
    t.ok(done.disk.steps.length > 100)
})

fiberTest(t, 'Storage cuts a journal at any byte, and keeps what it cut', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const states = [stateOf(db)]
    for (let i = 0; i < 5; i++) {
        db.create('Event', { group: 'g', id: `${i}` })
        states.push(stateOf(db))
        yield* db.flush()
    }
    const journal = disk.read('test.db.jnl')!
    const files = [...disk.files()]
    db.close()
    let whole = 0
    for (let length = 0; length <= journal.length; length++) {
        const cut = new MemoryDisk([...files, ['test.db.jnl', journal.subarray(0, length)]])
        const again = openDb({ disk: cut })
        const { lostBytes, problems, replayed } = again.recovery
        if (stateOf(again) !== states[replayed]) {
            t.fail(`cut at ${length}`)
        }
        if (lostBytes > 0) {
            t.match(problems[0], /^\.jnl was cut at byte \d+: \d+ bytes are no whole record/)
            t.equal(cut.read('test.db.jnl.bad')?.length, lostBytes)
        } else {
            whole++
        }
        again.close()
    }
    t.equal(whole, 8 + 1 + 5, 'a part of the head is an empty journal')
    for (let at = 2; at < journal.length; at += 7) {
        const damaged = Buffer.from(journal)
        damaged[at]! ^= 0x10
        const disk = new MemoryDisk([...files, ['test.db.jnl', damaged]])
        if (at < 8) {
            t.equal(
                codeOf(() => openDb({ disk })),
                'DB_BAD_VERSION',
            )
        } else {
            const again = openDb({ disk })
            t.ok(again.recovery.lostBytes > 0)
            t.equal(stateOf(again), states[again.recovery.replayed])
            again.close()
        }
    }
})

t.test('Storage falls back to the previous snapshot and both journals when a data file is damaged', async t => {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const add = (id: string): void => void db.create('Event', { group: 'g', id })
    add('1')
    db.save()
    add('2')
    db.save()
    add('3')
    db.close()
    const state = stateOf(openDb({ disk, readOnly: true }))
    const image = disk.read('test.db')!
    const before = [...disk.files()]
    for (let at = 0; at < image.length; at += 5) {
        const damaged = Buffer.from(image)
        damaged[at]! ^= 0x40
        const files = new MemoryDisk([...before, ['test.db', damaged]])
        if (at < 8) {
            t.equal(
                codeOf(() => openDb({ disk: files })),
                'DB_BAD_VERSION',
            )
            continue
        }
        const again = openDb({ disk: files })
        t.match(again.recovery, { fellBack: true, problems: [/the data file is damaged/] })
        t.equal(stateOf(again), state)
        again.close()
        t.same(files.read('test.db.bad'), damaged)
        files.remove('test.db')
        t.equal(stateOf(openDb({ disk: files })), state, 'the new previous one is whole')
    }
    const alone = new MemoryDisk([['test.db', image.subarray(0, image.length - 20)]])
    const rest = openDb({ disk: alone })
    t.match(rest.recovery.problems, [/what can be read was taken/])
    t.equal(stateOf(rest), state)
    rest.close()
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

t.test('Db opens the files of Ioto C, and writes them', async t => {
    const text = (value: string, end = ''): Buffer => {
        const bytes = Buffer.from(value + end)
        const length = Buffer.alloc(4)
        length.writeUInt32LE(bytes.length)
        return Buffer.concat([length, bytes])
    }
    const record = (...texts: string[]): Buffer => {
        const parts = Buffer.concat(texts.map(each => text(each, '\0')))
        const size = Buffer.alloc(4)
        size.writeUInt32LE(texts.join('').length + 3)
        return Buffer.concat([size, parts])
    }
    const one = "{id:'1',sk:'event#g#1',_type:'Event',group:'g',gs1pk:'event',n:1e3,obj:{a:[1,'it\\'s']}}"
    const two = "{id:'2',sk:'event#g#2',_type:'Event',group:'g',gs1pk:'event'}"
    const data = Buffer.concat([Buffer.from([2, 0]), text('event#g#1'), text(one), text('event#g#2'), text(two)])
    const journal = Buffer.concat([
        Buffer.from([2, 0]),
        record('create', 'Event', two.replaceAll('2', '3')),
        record('update', 'Event', '{bad'),
        record('remove', 'Event', two),
    ])
    const disk = new MemoryDisk([
        ['test.db', data],
        ['test.db.jnl', Buffer.concat([journal, Buffer.from([9, 9])])],
    ])
    const db = openDb({ disk })
    t.match(db.recovery, { imported: true, replayed: 2, lostBytes: 2 })
    t.strictSame(
        db.find('Event').map(({ key }) => key),
        ['event#g#1', 'event#g#3'],
        'D-1',
    )
    t.equal(db.get('Event', { group: 'g', id: '1' })?.field('obj.a[1]'), "it's")
    db.remove('Event', { group: 'g', id: '3' })
    db.exportC('c.db')
    t.equal(
        disk.read('c.db')?.toString('latin1'),
        Buffer.concat([Buffer.from([2, 0]), text('event#g#1'), text(one.replace('1e3', '1000'))]).toString('latin1'),
    )
    db.close()
    t.strictSame(openDb({ disk }).recovery, {
        replayed: 0,
        imported: false,
        fellBack: false,
        lostBytes: 0,
        problems: [],
    })
    const cut = openDb({ disk: new MemoryDisk([['test.db', data.subarray(0, -3)]]) })
    t.equal(cut.find('Event').length, 1, 'D-21')
    cut.close()
    t.equal(
        codeOf(() => openDb({ disk: new MemoryDisk([['test.db', Buffer.from([9, 0, 1])]]) })),
        'DB_BAD_VERSION',
    )
    t.equal(openDb({ disk: new MemoryDisk([['test.db', Buffer.alloc(0)]]) }).find(null).length, 0)
})

t.test('Db.open migrates, keeps the file before, and changes nothing if that fails', async t => {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('Event', { group: 'a', id: '1' })
    db.create('Event', { group: 'b', id: '2' })
    db.close()
    const next = { ...schema, version: '1.10.0' }
    const open = (migrations: DbOptions['migrations']): Db =>
        Db.open('test.db', next, { disk, migrations: migrations! }) as unknown as Db
    const before = disk.files()
    t.throws(
        () =>
            open({
                '1.2.0': () => {
                    throw new Error('no')
                },
            }),
        {
            code: 'DB_MIGRATION',
            message: 'Cannot migrate "event#a#1" to version 1.2.0: no',
        },
    )
    t.throws(() => open({ '1.2.0': data => [data, data] }), { code: 'DB_MIGRATION' })
    t.same(disk.files().get('test.db'), before.get('test.db'))
    const steps: string[] = []
    const after = open({
        '1.10.0': data => {
            steps.push('1.10.0')
            return data.group === 'a' ? { ...data, color: 'x' } : null
        },
        '1.2.0': data => [
            { ...data, group: data.group },
            { ...data, sk: `${data.sk}+`, group: 'a' },
        ],
        '2.0.0': () => null,
        '1.0.0': () => null,
    })
    t.strictSame(
        after.find(null).map(({ key, data }) => [key, data.color]),
        [
            ['event#a#1', 'x'],
            ['event#a#1+', 'x'],
            ['event#b#2+', 'x'],
        ],
    )
    t.equal(steps.length, 4)
    after.close()
    t.ok(disk.exists('test.db.1.0.0'))
    const same = open({ '1.10.0': () => null })
    t.equal(same.find(null).length, 3, 'once')
    same.close()
})

t.test('Db.open keeps a second one out, on a real disk', async t => {
    const path = join(t.testdir({}), 'x.db')
    const db = Db.open(path, schema)
    t.throws(() => Db.open(path, schema), { code: 'DB_BUSY', message: `Database is in use: ${path}` })
    db.create('Event', { group: 'g', id: '1' })
    const reader = Db.open(path, schema, { readOnly: true })
    reader.create('Event', { group: 'g', id: '2' })
    reader.save()
    reader.close()
    db.close()
    t.notOk(existsSync(`${path}.lock`))
    t.strictSame(readdirSync(join(path, '..')).sort(), ['x.db', 'x.db.jnl.prev'])
    writeFileSync(`${path}.lock`, '4194999 1 - dead\n')
    const again = Db.open(path, schema)
    t.equal(again.find(null).length, 1)
    t.match(readFileSync(`${path}.lock`, 'utf8'), new RegExp(`^${process.pid} `))
    again.close()
    writeFileSync(`${path}.lock`, `${process.pid} 1 - reused\n`)
    Db.open(path, schema, { reset: true }).close()
    t.throws(() => Db.open(join(path, 'none/x.db'), schema), { code: 'DB_CANNOT_OPEN' })
    t.equal(
        codeOf(() => Db.open(join(t.testdirName, 'none/x.db'), schema)),
        'DB_CANNOT_OPEN',
    )
})
