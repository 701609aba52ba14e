import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Db } from '../../../services/db/index.js'
import { codeOf, schema } from './schema.js'

t.test('Db.open keeps a second one out, on a real disk', async t => {
    const path = join(t.testdir({}), 'x.db')
    const db = Db.open(path, schema)
    t.throws(() => Db.open(path, schema), {
        code: 'DB_BUSY',
        message: `Database is in use: ${path}, this process, ${process.pid}, has it open for writing`,
    })
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
