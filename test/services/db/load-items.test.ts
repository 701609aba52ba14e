import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dataItems, readDataFile } from '../../../services/db/index.js'
import { openDb } from './schema.js'

t.test('Db.load makes the items of a file that are not there, and names the one that cannot be made', async t => {
    const file = join(t.testdir({}), 'items.json5')
    const db = openDb()
    writeFileSync(file, "{User: [{id: '1', name: 'joe'}], Event: {a: {group: 'g', id: '1'}}}")
    db.load(file)
    db.load(file)
    t.strictSame(
        db.find(null).map(({ key }) => key),
        ['event#g#1', 'user#1'],
    )
    writeFileSync(file, "{User: [{id: '2', name: 'ann'}, {id: '3'}, {id: '4', name: 'x'}]}")
    t.throws(() => db.load(file), {
        code: 'DB_CANNOT_LOAD',
        message: 'Cannot create item for {id:\'3\'}. Missing required property "name"',
        cause: { code: 'DB_REQUIRED' },
    })
    t.equal(db.find('User').length, 2, 'what was made before stays')
    db.close()
})

t.test('dataItems goes through lists and objects, and refuses all else; readDataFile names the place', async t => {
    t.strictSame(
        [...dataItems({ A: [{ a: 1 }], B: { x: { b: 1 } }, C: [] })],
        [
            ['A', { a: 1 }],
            ['B', { b: 1 }],
        ],
    )
    for (const value of [null, 5, 'x', [{}], { A: 5 }, { A: [null] }, { A: [[]] }]) {
        t.throws(() => [...dataItems(value)], { code: 'DB_CANNOT_LOAD' })
    }
    const file = join(t.testdir({ 'bad.json5': '{A: [' }), 'bad.json5')
    t.throws(() => readDataFile(file), { code: 'DB_CANNOT_READ', message: /bad\.json5:1:6/ })
    t.throws(() => readDataFile(`${file}.none`), { code: 'DB_CANNOT_READ', message: /ENOENT/ })
})
