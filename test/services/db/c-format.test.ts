import t from 'tap'
import { MemoryDisk } from './memory-disk.js'
import { codeOf, openDb, quietly } from './schema.js'

quietly(t)

/** A text as C writes it. */
function text(value: string, end = ''): Buffer {
    const bytes = Buffer.from(value + end)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return Buffer.concat([length, bytes])
}

/** A record of a journal of C. */
function record(...texts: string[]): Buffer {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(texts.join('').length + 3)
    return Buffer.concat([size, ...texts.map(each => text(each, '\0'))])
}

t.test('Db opens the files of Ioto C, and writes them', async t => {
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

t.test('readCData and readCJournal take what is whole of files that are cut or damaged at any byte', async t => {
    const itemOf = (id: number): string => `{id:'${id}',sk:'event#g#${id}',_type:'Event',group:'g',gs1pk:'event'}`
    const items = [1, 2, 3].map(id => Buffer.concat([text(`event#g#${id}`), text(itemOf(id))]))
    const data = Buffer.concat([Buffer.from([2, 0]), ...items])
    const records = [4, 5].map(id => record('create', 'Event', itemOf(id)))
    const journal = Buffer.concat([Buffer.from([2, 0]), ...records])
    const faults: string[] = []
    for (let length = 2; length < data.length; length++) {
        const disk = new MemoryDisk([['test.db', data.subarray(0, length)]])
        const db = openDb({ disk })
        const whole = Math.floor((length - 2) / items[0]!.length)
        const isEnd = length === 2 + whole * items[0]!.length
        if (db.find('Event').length !== whole || (db.recovery.problems.length === 0) !== isEnd) {
            faults.push(`data cut at ${length}`)
        }
        if (!isEnd && disk.read('test.db.bad')?.length !== length) {
            faults.push(`no .bad of ${length}`)
        }
        db.close()
    }
    for (let length = 2; length < journal.length; length++) {
        const disk = new MemoryDisk([
            ['test.db', data],
            ['test.db.jnl', journal.subarray(0, length)],
        ])
        const db = openDb({ disk })
        const whole = Math.floor((length - 2) / records[0]!.length)
        if (db.find('Event').length !== 3 + whole) {
            faults.push(`journal cut at ${length}`)
        }
        db.close()
    }
    for (let at = 2; at < data.length; at++) {
        for (const bit of [1, 0x80]) {
            const damaged = Buffer.from(data)
            damaged[at]! ^= bit
            const db = openDb({ disk: new MemoryDisk([['test.db', damaged]]) })
            // One of three items may be lost, or differ; lengths that are wrong lose what follows, and are told.
            if (db.find(null).length < 2 && db.recovery.problems.length === 0) {
                faults.push(`damaged at ${at}`)
            }
            db.close()
        }
    }
    t.strictSame(faults, [])
    const long = Buffer.concat([Buffer.from([2, 0]), text('k'.repeat(1024)), text('{}')])
    const refused = openDb({ disk: new MemoryDisk([['test.db', long]]) })
    t.equal(refused.find(null).length, 0, 'a key of more than 1023 bytes')
    t.match(refused.recovery.problems, [/damaged/])
    refused.close()
})
