import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { lockFile, lockOwner } from '../../../fiber/index.js'

t.test('lockFile lets one in, names it to others, and does not count dead ones', async t => {
    const folder = t.testdir({})
    const lock = join(folder, 'x.lock')
    const release = lockFile(lock)
    t.throws(() => lockFile(lock), {
        code: 'FILE_LOCKED',
        message: `Cannot lock ${lock}: process ${process.pid} has it`,
    })
    t.equal(lockOwner(lock), process.pid)
    release()
    t.equal(lockOwner(lock), null)
    for (const dead of ['4194999 1 - dead\n', `${process.pid} 1 - reused\n`, 'no number\n', '']) {
        writeFileSync(lock, dead)
        t.equal(lockOwner(lock), null)
        lockFile(lock)()
    }
    t.strictSame(readdirSync(folder), [], 'nothing is left')
    t.throws(() => lockFile(join(folder, 'none/x.lock')), { code: 'FILE_NOT_FOUND' })
})
