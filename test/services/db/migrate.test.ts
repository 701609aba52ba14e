import t from 'tap'
import { Db, type DbOptions } from '../../../services/db/index.js'
import { compareVersions } from '../../../services/db/migrate.js'
import { MemoryDisk } from './memory-disk.js'
import { openDb, schema } from './schema.js'

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

t.test('Db.open migrates once, also when an older program has been back meanwhile', async t => {
    const disk = new MemoryDisk()
    const open = (version: string): Db => {
        const migrations: DbOptions['migrations'] = { '1.1.0': data => ({ ...data, n: Number(data.n) * 2 }) }
        return Db.open('test.db', { ...schema, version }, { disk, migrations }) as unknown as Db
    }
    let db = open('1.0.0')
    db.create('Sent', { id: '1', n: 1 })
    db.close()
    for (const version of ['1.1.0', '1.0.0', '1.1.0']) {
        db = open(version)
        t.equal(db.get('Sent', { id: '1' })?.data.n, 2, version)
        db.setField('Sent', 'text', version, { id: '1' })
        db.close()
    }
})

t.test('compareVersions compares by numbers', async t => {
    const order = ['latest', '0.0.1', '0.2', '0.10.0', '1.0.0', '1.0.1', '10']
    t.strictSame([...order].reverse().sort(compareVersions), order)
    t.equal(compareVersions('1.0', '1.0.0'), 0)
})
