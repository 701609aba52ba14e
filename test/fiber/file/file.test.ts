import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { FileError, openFile, run, sleep, spawn } from '../../../fiber/index.js'

const dir = mkdtempSync(join(tmpdir(), 'file-'))
t.teardown(() => rmSync(dir, { recursive: true }))
const path = join(dir, 'a.txt')
writeFileSync(path, 'hello world')
symlinkSync(path, join(dir, 'link.txt'))

t.test('openFile gives a file of which parts can be read', async t => {
    await run(function* () {
        const file = yield* openFile(path)
        try {
            t.equal((yield* file.stat()).size, 11)
            const buf = Buffer.alloc(5)
            t.equal(yield* file.read(buf, 6), 5)
            t.equal(buf.toString(), 'world')
            t.equal(yield* file.read(buf, 11), 0)
        } finally {
            file.close()
        }
    })
})

t.test('openFile says what is wrong with a path', async t => {
    const attempt = (name: string, followLink?: boolean) =>
        run(function* () {
            return yield* openFile(join(dir, name), followLink)
        })
    await t.rejects(attempt('gone'), {
        name: 'FileError',
        code: 'FILE_NOT_FOUND',
        message: /^Cannot open .*gone: ENOENT/,
    })
    await t.rejects(attempt('a.txt/b'), { code: 'FILE_NOT_FOUND' })
    await t.rejects(attempt('a\0b'), { code: 'FILE_NOT_FOUND' })
    await t.rejects(attempt('x'.repeat(5000)), { code: 'FILE_NOT_FOUND' })
    await t.rejects(attempt('link.txt', false), { code: 'FILE_NOT_FOUND' })
    const file = await attempt('link.txt')
    file.close()
})

t.test('openFile shows the calls of the fiber in its error', async t => {
    function* inner() {
        yield* openFile(join(dir, 'gone'))
    }
    const error = await run(function* outer() {
        try {
            yield* inner()
        } catch (error) {
            return error
        }
        return null
    })
    t.ok(error instanceof FileError)
    t.match((error as Error).stack, /inner[\s\S]*outer/)
})

t.test('File.close waits in the background for a read that is under way', async t => {
    await run(function* () {
        const file = yield* openFile(path)
        const buf = Buffer.alloc(11)
        const reader = spawn(function* () {
            return yield* file.read(buf, 0)
        })
        yield* sleep(0)
        file.close()
        file.close()
        t.equal(yield* reader.join(), 11)
        t.equal(buf.toString(), 'hello world')
    })
})

t.test('File.read of a closed file fails', async t => {
    await t.rejects(
        run(function* () {
            const file = yield* openFile(path)
            file.close()
            yield* file.read(Buffer.alloc(1), 0)
        }),
        { code: 'FILE_CLOSED' },
    )
})

t.test('openFile closes a file that comes after its fiber was cancelled', async t => {
    await run(function* () {
        for (let i = 0; i < 3000; i++) {
            const task = spawn(function* () {
                yield* openFile(path)
            })
            yield* sleep(0)
            task.cancel()
        }
    })
    t.pass('3000 files did not use up the descriptors')
})
