import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readFile } from '../../../fiber/file/index.js'
import { run } from '../../../fiber/index.js'

t.test('readFile takes a file of as many bytes as are permitted, and none with more', async t => {
    const path = join(t.testdir({ a: '12345', empty: '' }), 'a')
    t.equal((await run(readFile, path, 5)).toString(), '12345')
    await t.rejects(run(readFile, path, 4), {
        code: 'FILE_TOO_LARGE',
        message: `Cannot read ${path}: it has 5 bytes, wanted at most 4`,
    })
    t.equal((await run(readFile, join(path, '..', 'empty'), 0)).length, 0)
})

t.test('readFile takes large files', async t => {
    const content = Buffer.alloc(100_000, 'text ')
    t.ok((await run(readFile, join(t.testdir({ a: content }), 'a'))).equals(content))
})

const zeros = '/dev/zero'

t.test(
    'readFile does not read without an end',
    { skip: existsSync(zeros) ? false : `There is no ${zeros}` },
    async t => {
        await t.rejects(run(readFile, zeros, 100_000), {
            code: 'FILE_TOO_LARGE',
            message: 'Cannot read /dev/zero: it has more than 100000 bytes, wanted at most 100000',
        })
    },
)

const memory = '/proc/self/status'

t.test(
    'readFile takes files without a size',
    { skip: existsSync(memory) ? false : `There is no ${memory}` },
    async t => {
        t.match((await run(readFile, memory)).toString(), /^Name:/)
    },
)
