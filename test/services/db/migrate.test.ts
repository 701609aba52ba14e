import t from 'tap'
import { Db, type DbOptions } from '../../../services/db/index.js'
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
