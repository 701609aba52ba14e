import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
    type Blocking,
    type CreateOptions,
    createFile,
    FileError,
    openFile,
    run,
    sleep,
    spawn,
} from '../../../fiber/index.js'
import { noFull } from './directory.js'

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

t.test('createFile makes, empties or keeps a file', async t => {
    const name = join(dir, 'created')
    const with1 = (options: CreateOptions, data: string, position?: number) =>
        run(function* () {
            const file = yield* createFile(name, options)
            try {
                t.equal(yield* file.write(data, position), Buffer.byteLength(data))
                yield* file.sync()
            } finally {
                file.close()
            }
        })
    await with1({ content: 'new', mode: 0o600 }, 'first é')
    t.equal(readFileSync(name, 'utf8'), 'first é')
    t.equal(statSync(name).mode & 0o777, 0o600)
    await t.rejects(with1({ content: 'new' }, 'x'), {
        code: 'FILE_EXISTS',
        message: /^Cannot create .*created: EEXIST/,
    })
    await with1({ content: 'keep' }, 'F')
    t.equal(readFileSync(name, 'utf8'), 'First é')
    await with1({ content: 'keep', append: true }, '!')
    await with1({ content: 'keep' }, 'X', 3)
    t.equal(readFileSync(name, 'utf8'), 'FirXt é!')
    await with1({}, 'new')
    t.equal(readFileSync(name, 'utf8'), 'new')
})

t.test('File writes one piece after the other, reads what it wrote, and is cut', async t => {
    const name = join(dir, 'written')
    await run(function* () {
        const file = yield* createFile(name)
        try {
            yield* file.write('one ')
            yield* file.write(Buffer.from('two'))
            yield* file.write('')
            const buf = Buffer.alloc(20)
            t.equal(yield* file.read(buf, 0), 7)
            t.equal(buf.toString('utf8', 0, 7), 'one two')
            yield* file.truncate(3)
            yield* file.truncate(5)
        } finally {
            file.close()
        }
        t.equal(readFileSync(name, 'utf8'), 'one\0\0')
        for (const operation of [file.write('x'), file.sync(), file.truncate(0)]) {
            try {
                yield* operation as Blocking<unknown>
                t.fail('an error was expected')
            } catch (error) {
                t.match(error, { code: 'FILE_CLOSED' })
            }
        }
    })
})

t.test('File tells a full disk', { skip: noFull }, async t => {
    const file = await run(() => createFile('/dev/full', { content: 'keep' }))
    await t.rejects(
        run(() => file.write('text')),
        { code: 'FILE_FULL' },
    )
    file.close()
})

t.test('createFile makes no file at the end of a link unless it may', async t => {
    const attempt = (name: string, followLink: boolean) =>
        run(function* () {
            const file = yield* createFile(join(dir, name), { followLink })
            file.close()
        })
    symlinkSync(join(dir, 'made.txt'), join(dir, 'dangling'))
    await t.rejects(attempt('dangling', false), { code: 'FILE_NOT_FOUND' })
    t.notOk(existsSync(join(dir, 'made.txt')))
    await attempt('dangling', true)
    t.ok(existsSync(join(dir, 'made.txt')))
})
