import t from 'tap'
import { MemoryDisk } from './memory-disk.js'
import { codeOf, openDb, quietly } from './schema.js'

quietly(t)

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
