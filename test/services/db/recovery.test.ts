import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import { stateOf } from './crash.js'
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
