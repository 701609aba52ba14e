import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { hashFile } from '../../../fiber/file/index.js'
import { run, sleep, spawn, threadStatistics } from '../../../fiber/index.js'
import { testDirectory } from './directory.js'

const at = testDirectory()

t.test('hashFile hashes a large file on another thread, while fibers go on', async t => {
    const data = Buffer.alloc(20_000_000, 'pattern')
    writeFileSync(at('large'), data)
    let turns = 0
    const other = spawn(function* () {
        for (;;) {
            turns++
            yield* sleep(1)
        }
    })
    const done = threadStatistics().done
    t.equal(await run(() => hashFile(at('large'))), createHash('sha256').update(data).digest('hex'))
    t.equal(await run(() => hashFile(at('large'), 'md5')), createHash('md5').update(data).digest('hex'))
    other.cancel()
    t.ok(turns > 2)
    t.equal(threadStatistics().done, done + 2)
})

t.test('hashFile takes empty files, and tells what is wrong', async t => {
    writeFileSync(at('empty'), '')
    t.match(await run(() => hashFile(at('empty'))), /^e3b0c44298fc1c14/)
    await t.rejects(
        run(() => hashFile(at('none'))),
        { name: 'FileError', code: 'FILE_NOT_FOUND', message: /^Cannot hash .*none: ENOENT/ },
    )
    await t.rejects(
        run(() => hashFile(at('empty'), 'no such hash')),
        { code: 'FILE_FAILED' },
    )
})
