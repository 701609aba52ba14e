import t from 'tap'
import { type Fiber, sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { PART } from '../../../services/db/journal-record.js'
import { readFrames } from '../../../services/db/frames.js'
import { randomOf, stateOf } from './crash.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, quietly } from './schema.js'

quietly(t)

fiberTest(t, 'recover cuts a journal at any byte, and keeps what it cut', function* (t) {
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
    for (let at = 0; at < journal.length; at++) {
        const damaged = Buffer.from(journal)
        damaged[at]! ^= 0x10
        const again = openDb({ disk: new MemoryDisk([...files, ['test.db.jnl', damaged]]) })
        const { lostBytes, problems, replayed } = again.recovery
        if (
            problems.length === 0 ||
            (at < 8 ? replayed !== 5 : lostBytes === 0) ||
            stateOf(again) !== states[replayed]
        ) {
            t.fail(`damaged at ${at}`)
        }
        again.close()
    }
})

t.test('recover falls back to the previous snapshot and both journals when a data file is damaged', async t => {
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
    for (let at = 0; at < image.length; at += at < 8 ? 1 : 5) {
        const damaged = Buffer.from(image)
        damaged[at]! ^= 0x40
        const files = new MemoryDisk([...before, ['test.db', damaged]])
        const again = openDb({ disk: files })
        t.match(again.recovery, { fellBack: true, problems: [/the data file is damaged/] })
        t.equal(stateOf(again), state)
        again.close()
        t.same(files.read('test.db.bad'), damaged)
        files.remove('test.db')
        t.equal(stateOf(openDb({ disk: files })), state, 'the new previous one is whole')
    }
    const headless = Buffer.from(image)
    headless.fill(0xff, 0, 8)
    const whole = openDb({ disk: new MemoryDisk([['test.db', headless]]) })
    t.match(whole.recovery.problems, [/what can be read was taken/])
    t.equal(stateOf(whole), state, 'without a previous one, too')
    whole.close()
    const alone = new MemoryDisk([['test.db', image.subarray(0, image.length - 20)]])
    const rest = openDb({ disk: alone })
    t.match(rest.recovery.problems, [/what can be read was taken/])
    t.equal(stateOf(rest), state)
    rest.close()
})

t.test('recover takes the journals alone when the first data file is damaged', async t => {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('Event', { group: 'g', id: '1' })
    db.create('Sent', { id: '1', n: 1 })
    db.save()
    const formerJournal = disk.read('test.db.jnl.prev')!
    db.update('Sent', { id: '1', n: 2 })
    db.close()
    const files = new Map(disk.files())
    const first = files.get('test.db.prev')!
    for (const damaged of [Buffer.alloc(first.length), first.subarray(0, 50), Buffer.from('# A text of somebody')]) {
        const left = new MemoryDisk([
            ['test.db', damaged],
            ['test.db.jnl.prev', formerJournal],
        ])
        const again = openDb({ disk: left })
        t.match(again.recovery, { fellBack: true, replayed: 2, problems: [/the journals, which have all changes/] })
        t.equal(again.find(null).length, 2)
        again.close()
        t.same(left.read('test.db.bad'), damaged)
        left.remove('test.db')
        t.equal(openDb({ disk: left, readOnly: true }).find(null).length, 2, 'the new previous one is whole')
    }
    // A journal that is not the first has not all of it.
    const later = new MemoryDisk([
        ['test.db', first.subarray(0, first.length - 20)],
        ['test.db.jnl.prev', files.get('test.db.jnl.prev')!],
    ])
    t.match(openDb({ disk: later, readOnly: true }).recovery, { fellBack: false, problems: [/what can be read/] })
})

t.test('recover leaves alone what is none of its files, and what a later version wrote', async t => {
    const later = Buffer.concat([Buffer.from([4, 0]), Buffer.from('iotods'), Buffer.alloc(100, 7)])
    const journal = Buffer.concat([Buffer.from([4, 0]), Buffer.from('iotodj'), Buffer.alloc(100, 7)])
    const refused = (files: [string, Buffer][], message: string): void => {
        const disk = new MemoryDisk(files)
        t.throws(() => openDb({ disk }), { code: 'DB_BAD_VERSION', message })
        t.strictSame([...disk.files()], files, 'nothing was touched')
    }
    refused([['test.db', later]], 'Incorrect database version 4: test.db, wanted 2 or 3')
    refused([['test.db.jnl', journal]], 'Incorrect database journal version 4: test.db.jnl, wanted 2 or 3')
    refused([['test.db', Buffer.from('# A text')]], 'Incorrect database version 8227: test.db, wanted 2 or 3')
    refused(
        [['test.db.jnl', Buffer.from('# A text')]].map(([path, bytes]) => [
            path as string,
            Buffer.concat([bytes as Buffer, bytes as Buffer]),
        ]),
        'Incorrect database journal version 8227: test.db.jnl, wanted 2 or 3',
    )
    const good = new MemoryDisk()
    const db = openDb({ disk: good })
    db.create('Event', { group: 'g', id: '1' })
    db.close()
    const fallen = openDb({
        disk: new MemoryDisk([
            ['test.db', Buffer.alloc(500)],
            ['test.db.prev', good.read('test.db')!],
        ]),
    })
    t.equal(fallen.find('Event').length, 1, 'zeros are damage')
    t.equal(fallen.recovery.fellBack, true)
    fallen.close()
    refused(
        [
            ['test.db', later],
            ['test.db.prev', good.read('test.db')!],
        ],
        'Incorrect database version 4: test.db, wanted 2 or 3',
    )
})

t.test('recover loses nothing when it is stopped while it repairs', async t => {
    const first = new MemoryDisk()
    const db = openDb({ disk: first })
    db.create('Event', { group: 'g', id: '1' })
    db.close()
    const state = stateOf(openDb({ disk: first, readOnly: true }))
    const image = Buffer.from(first.read('test.db')!)
    image[3]! ^= 1
    const worse = Buffer.from(image)
    worse[worse.length - 60]! ^= 1
    const faults: string[] = []
    for (const files of [
        [['test.db', image]],
        [
            ['test.db', worse],
            ['test.db.prev', first.read('test.db')!],
        ],
    ] as [string, Buffer][][]) {
        const disk = new MemoryDisk(files)
        openDb({ disk }).close()
        for (let steps = 0; steps <= disk.steps.length; steps++) {
            for (const share of [0, 0.5, 1]) {
                const left = disk.crash(steps, () => share)
                const again = openDb({ disk: left })
                if (stateOf(again) !== state) {
                    faults.push(`step ${steps}, ${share}`)
                }
                again.close()
            }
        }
    }
    t.strictSame(faults, [])
})

fiberTest(t, 'recover gives a reader a state that there was, whatever the writer does meanwhile', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    const states: string[] = [stateOf(db)]
    let id = 0
    const act = (kind: number): void => {
        if (kind === 0) {
            db.create('Event', { group: 'g', id: `${++id}` })
            states.push(stateOf(db))
        }
        if (kind === 2) {
            db.save()
        }
    }
    for (let plan = 0; plan < 3 ** 6; plan++) {
        const least = states.length - 1
        let rest = plan
        yield* db.flush()
        disk.onRead = () => {
            act(rest % 3)
            act((rest % 3) * 2)
            rest = Math.floor(rest / 3)
        }
        const reader = openDb({ disk, readOnly: true })
        disk.onRead = null
        const found = states.lastIndexOf(stateOf(reader))
        if (found < least || reader.recovery.problems.length > 0) {
            t.fail(`plan ${plan}: state ${found}, wanted from ${least}; ${reader.recovery.problems}`)
        }
        if (id > 20) {
            db.remove('Event', { group: 'g' }, { limit: 15 })
            states.push(stateOf(db))
        }
    }
    // Between the two renames of a save there is no data file.
    db.save()
    const image = disk.read('test.db')!
    const gap = new MemoryDisk([...disk.files()].filter(([path]) => path !== 'test.db'))
    let reads = 0
    gap.onRead = path => {
        if (path === 'test.db' && reads++ === 1) {
            gap.onRead = null
            gap.create('test.db').write(image)
        }
    }
    const reader = openDb({ disk: gap, readOnly: true })
    t.match([stateOf(reader), reader.recovery.fellBack], [states.at(-1), false])
    db.close()
})

fiberTest(t, 'recover takes half a frame for one that is being written, as long as there is a writer', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('Event', { group: 'g', id: '1' })
    yield* db.flush()
    const journal = disk.read('test.db.jnl')!
    const cut = [...disk.files(), ['test.db.jnl', journal.subarray(0, -3)] as const]
    const torn = new MemoryDisk(cut)
    const release = torn.lock('test.db')
    t.match(openDb({ disk: torn, readOnly: true }).recovery, { lostBytes: 0, problems: [] })
    release()
    t.match(openDb({ disk: torn, readOnly: true }).recovery, { lostBytes: journal.length - 3 - 8 })
    db.close()
})

/** A workload of updates that are journaled in part, with saves among them, and all that each item ever was. */
function* makeParts(seed: number): Fiber<{ files: Map<string, Buffer>; was: Map<string, Set<string>>; state: string }> {
    const random = randomOf(seed)
    const below = (most: number): number => Math.floor(random() * most)
    const disk = new MemoryDisk()
    const db = openDb({ disk, maxJournalSize: 1e9 })
    const was = new Map<string, Set<string>>()
    const note = (): void => {
        for (const { key, data } of db) {
            was.set(key, (was.get(key) ?? new Set()).add(JSON.stringify(data)))
        }
    }
    for (let i = 0; i < 80; i++) {
        const id = `${below(4)}`
        const kind = below(20)
        if (db.get('User', { id }) === null) {
            db.create('User', { id, name: 'n'.repeat(below(9)), age: i, obj: {} })
        } else if (kind === 0) {
            db.remove('User', { id })
        } else if (kind === 1) {
            db.save()
        } else if (kind === 2) {
            yield* db.flush()
        } else {
            // Each time another of its properties, alone.
            db.update('User', {
                id,
                ...(kind % 3 === 0
                    ? { age: i }
                    : kind % 3 === 1
                      ? { any: undefined, ok: i % 2 === 0 }
                      : { name: `${i}` }),
            })
        }
        note()
    }
    yield* db.flush()
    const files = new Map(Array.from(disk.files(), ([path, bytes]) => [path, Buffer.from(bytes)]))
    const state = stateOf(db)
    db.close()
    return { files, was, state }
}

const DATA_FILES = ['test.db', 'test.db.prev', 'test.db.jnl', 'test.db.jnl.prev']

fiberTest(
    t,
    'recover never makes an item that there never was, whatever is damaged, and tells what is lost',
    function* (t) {
        let parts = 0
        let lost = 0
        let orphans = 0
        for (let seed = 1; seed <= 12; seed++) {
            const { files, was, state } = yield* makeParts(seed)
            const random = randomOf(seed + 1000)
            parts += readFrames(files.get('test.db.jnl')!).frames.filter(({ payload }) =>
                (payload as number[][]).some(record => (record[2]! & PART) !== 0),
            ).length
            for (let round = 0; round < 60; round++) {
                // Two files at least, mostly the snapshot and the one before it.
                const damaged = DATA_FILES.filter((_, i) => i < 2 || (round & (i - 1)) !== 0)
                const disk = new MemoryDisk(
                    Array.from(files, ([path, bytes]) => {
                        const copy = Buffer.from(bytes)
                        if (damaged.includes(path) && copy.length > 0) {
                            copy[Math.floor(random() * copy.length)]! ^= 1 << Math.floor(random() * 8)
                        }
                        return [path, copy]
                    }),
                )
                let again: ReturnType<typeof openDb>
                try {
                    again = openDb({ disk })
                } catch (error) {
                    if ((error as { code: string }).code !== 'DB_BAD_VERSION') {
                        throw error
                    }
                    continue
                }
                const { problems } = again.recovery
                for (const { key, data } of again) {
                    if (was.get(key)?.has(JSON.stringify(data)) !== true) {
                        t.fail(`seed ${seed}, round ${round}: ${key} was never ${JSON.stringify(data)}`)
                    }
                }
                if (stateOf(again) !== state) {
                    lost++
                    if (problems.length === 0) {
                        t.fail(`seed ${seed}, round ${round}: something is lost, and nobody is told`)
                    }
                }
                orphans += problems.some(problem => problem.includes('were not applied')) ? 1 : 0
                const found = stateOf(again)
                again.close()
                const last = openDb({ disk, readOnly: true })
                if (stateOf(last) !== found || last.recovery.problems.length > 0) {
                    t.fail(`seed ${seed}, round ${round}: it is not whole after that`)
                }
            }
        }
        t.ok(parts > 10 && lost > 50 && orphans > 5, `it is tried: ${parts} ${lost} ${orphans}`)
    },
)

fiberTest(t, 'recover tells of changes that the journal lacks because it could not be written', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk })
    db.create('User', { id: '1', name: 'a', age: 1 })
    db.save()
    db.update('User', { id: '1', age: 2 })
    yield* db.flush()
    disk.isBroken = true
    db.update('User', { id: '1', name: 'b' })
    yield* sleep(1)
    // The journal has failed: this one goes nowhere but to the next save.
    db.update('User', { id: '1', ok: true })
    disk.isBroken = false
    db.save()
    db.update('User', { id: '1', age: 3 })
    yield* db.flush()
    const files = [...disk.files()]
    const image = Buffer.from(disk.read('test.db')!)
    db.close()
    image.fill(0, 30)
    const again = openDb({ disk: new MemoryDisk([...files, ['test.db', image]]) })
    t.match(again.get('User', { id: '1' })?.data, { name: 'b', age: 2, ok: undefined })
    t.match(again.recovery.problems, [
        /the data file is damaged; the previous one/,
        /1 frame of the journal are missing before \.jnl/,
        /changes of an item \("user#1"\) were not applied, since what they change is lost/,
    ])
    again.close()
})

fiberTest(t, 'recover takes what is left of two damaged snapshots together', function* (t) {
    const disk = new MemoryDisk()
    const db = openDb({ disk, maxJournalSize: 1e9 })
    const long = 'x'.repeat(1000)
    for (let i = 0; i < 600; i++) {
        db.create('User', { id: `${1000 + i}`, name: long, obj: {} })
    }
    db.save()
    db.update('User', { id: '1001', age: 1 })
    db.update('User', { id: '1599', age: 1 })
    db.save()
    db.update('User', { id: '1001', ok: true })
    db.update('User', { id: '1599', ok: true })
    yield* db.flush()
    const files = new Map(disk.files())
    db.close()
    const cut = (name: string, at: number): [string, Buffer] => [name, files.get(name)!.subarray(0, at)]
    const open = (...damaged: [string, Buffer][]) =>
        openDb({ disk: new MemoryDisk([...files, ...damaged]), readOnly: true })
    const length = files.get('test.db')!.length
    for (const [now, before, count] of [
        [100, length - 50, 400],
        [length - 50, 100, 400],
        [300_000, length - 300_000, 224],
        [100, 100, 0],
    ] as const) {
        const left = open(cut('test.db', now), cut('test.db.prev', before))
        t.match(left.recovery.problems[0], /what can be read was taken/)
        t.ok(left.find('User').length >= count, `${now} ${before}: ${left.find('User').length}`)
        for (const id of ['1001', '1599']) {
            const data = left.get('User', { id })?.data
            t.ok(
                data === undefined || (data.name === long && data.age === 1 && data.ok === true),
                `${now} ${before} ${id}`,
            )
        }
    }
})
