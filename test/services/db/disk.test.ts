import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import { nodeDisk } from '../../../services/db/index.js'

fiberTest(t, 'nodeDisk writes, commits, renames and removes real files', function* (t) {
    const folder = t.testdir({})
    const path = join(folder, 'a')
    t.strictSame([nodeDisk.read(path), nodeDisk.exists(path)], [null, false])
    writeFileSync(path, 'something longer that was there')
    const file = nodeDisk.create(path)
    file.write(Buffer.from('one '))
    file.sync()
    yield* file.commit(Buffer.from('two'))
    file.close()
    t.equal(nodeDisk.read(path)?.toString(), 'one two')
    nodeDisk.rename(path, `${path}b`)
    nodeDisk.syncDirectory(path)
    t.strictSame(readdirSync(folder), ['ab'])
    nodeDisk.remove(`${path}b`)
    nodeDisk.remove(`${path}b`)
    t.strictSame(readdirSync(folder), [])
    t.throws(() => nodeDisk.read(folder), { code: 'EISDIR' })
    t.throws(() => nodeDisk.rename(path, folder), { code: 'ENOENT' })
    const secret = nodeDisk.create(path)
    secret.close()
    t.equal(statSync(path).mode & 0o077, 0, 'nobody else reads it')
    t.equal(readFileSync(path, 'utf8'), '')
})

fiberTest(t, 'nodeDisk tells of a commit that fails', function* (t) {
    const file = nodeDisk.create(join(t.testdir({}), 'a'))
    file.close()
    let code: unknown
    try {
        yield* file.commit(Buffer.from('x'))
    } catch (error) {
        code = (error as NodeJS.ErrnoException).code
    }
    t.equal(code, 'EBADF')
})

t.test('nodeDisk locks a path for one', async t => {
    const path = join(t.testdir({}), 'x.db')
    t.notOk(nodeDisk.isLocked(path))
    const unlock = nodeDisk.lock(path)
    t.ok(nodeDisk.isLocked(path))
    t.throws(() => nodeDisk.lock(path), { code: 'DB_BUSY' })
    unlock()
    t.notOk(nodeDisk.isLocked(path))
    nodeDisk.lock(path)()
})
