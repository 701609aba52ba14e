import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { copyFile, readFile, readText, writeFile } from '../../../fiber/file/index.js'
import { type Blocking, run } from '../../../fiber/index.js'
import { noFull, testDirectory } from './directory.js'

const at = testDirectory()
const noProc = existsSync('/proc/self/status') ? false : 'there is no /proc here'
const wait = <T>(blocking: Blocking<T>): Promise<T> => run(() => blocking)

t.test('readFile, writeFile and copyFile suspend and tell what is wrong', async t => {
    await wait(writeFile(at('r'), 'text'))
    await wait(copyFile(at('r'), at('r2')))
    t.equal((await wait(readFile(at('r2')))).toString(), 'text')
    t.equal(await wait(readText(at('r2'))), 'text')
    for (const [operation, code] of [
        [readFile(at('none')), 'FILE_NOT_FOUND'],
        [readFile(at('r'), 3), 'FILE_TOO_LARGE'],
        [writeFile(at('none/x'), ''), 'FILE_NOT_FOUND'],
        [copyFile(at('none'), at('x')), 'FILE_NOT_FOUND'],
        [readFile(at('')), 'FILE_FAILED'],
    ] as const) {
        await t.rejects(wait(operation as Blocking<unknown>), { name: 'FileError', code })
    }
})

t.test('readFile takes files of every size around its pieces', async t => {
    for (const size of [0, 1, 2, 16_383, 16_384, 16_385, 100_000]) {
        const data = Buffer.alloc(size, 'abc')
        writeFileSync(at('sized'), data)
        t.ok((await wait(readFile(at('sized')))).equals(data), `${size}`)
        t.ok((await wait(readFile(at('sized'), size))).equals(data), `${size} is the limit`)
    }
})

t.test('readFile reads what tells no size, to its limit', { skip: noProc }, async t => {
    t.match(await wait(readText('/proc/self/status')), /^Name:/)
    await t.rejects(wait(readFile('/dev/zero', 100_000)), {
        code: 'FILE_TOO_LARGE',
        message: /more than 100000 bytes, wanted at most 100000/,
    })
    t.equal((await wait(readFile('/dev/null'))).length, 0)
})

t.test('readFile of a file that grows meanwhile gives no more than its limit', async t => {
    writeFileSync(at('grows'), 'x'.repeat(10))
    const reading = wait(readFile(at('grows'), 20))
    appendFileSync(at('grows'), 'x'.repeat(100))
    const result = await reading.then(
        data => data.length,
        error => error.code,
    )
    t.ok(result === 10 || result === 'FILE_TOO_LARGE' || result === 11, String(result))
})

t.test('writeFile replaces the content, with a mode for a new file', async t => {
    await wait(writeFile(at('w'), 'x'.repeat(1000), 0o600))
    await wait(writeFile(at('w'), Buffer.from('short')))
    t.equal(readFileSync(at('w'), 'utf8'), 'short')
    t.equal(statSync(at('w')).mode & 0o777, 0o600)
})

t.test('writeFile tells a full disk', { skip: noFull }, async t => {
    await t.rejects(wait(writeFile('/dev/full', 'text')), { code: 'FILE_FULL', message: /ENOSPC/ })
})
