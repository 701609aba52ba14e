import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import t from 'tap'
import {
    fileExists,
    makeDirectory,
    makeTemporaryFile,
    openTemporaryFile,
    removeFile,
    removeTree,
    renameFile,
    syncDirectory,
} from '../../../fiber/file/index.js'
import { type Blocking, run } from '../../../fiber/index.js'
import { asRoot, testDirectory } from './directory.js'

const at = testDirectory()
const wait = <T>(blocking: Blocking<T>): Promise<T> => run(() => blocking)

t.test('removeFile removes files, and renameFile replaces them', async t => {
    writeFileSync(at('a'), 'a')
    writeFileSync(at('b'), 'b')
    await wait(renameFile(at('a'), at('b')))
    t.equal(readFileSync(at('b'), 'utf8'), 'a')
    await wait(removeFile(at('b')))
    t.strictSame(readdirSync(at()), [])
    await t.rejects(wait(removeFile(at('b'))), { code: 'FILE_NOT_FOUND', message: /^Cannot remove .*b: ENOENT/ })
    await t.rejects(wait(renameFile(at('a'), at('b'))), { code: 'FILE_NOT_FOUND' })
})

t.test('makeDirectory makes those above, and removeTree removes what is below', async t => {
    await wait(makeDirectory(at('x/y/z'), 0o700))
    await wait(makeDirectory(at('x/y/z')))
    t.equal(statSync(at('x/y')).mode & 0o777, 0o700)
    writeFileSync(at('x/y/file'), '')
    await t.rejects(wait(makeDirectory(at('x/y/file'))), { code: 'FILE_EXISTS' })
    symlinkSync(at(), at('x/link'))
    await wait(removeTree(at('x')))
    await wait(removeTree(at('x')))
    t.strictSame(readdirSync(at()), [])
})

t.test('fileExists follows links, and tells what it cannot tell', async t => {
    mkdirSync(at('dir'))
    symlinkSync('nowhere', at('dangling'))
    t.strictSame(await Promise.all(['dir', 'none', 'dangling', 'dir/x/y'].map(name => wait(fileExists(at(name))))), [
        true,
        false,
        false,
        false,
    ])
    t.equal(await wait(fileExists('a\0b')), false)
})

t.test('fileExists throws for a directory that is locked', { skip: asRoot }, async t => {
    mkdirSync(at('locked'), { mode: 0 })
    await t.rejects(wait(fileExists(at('locked/file'))), { code: 'FILE_ACCESS' })
})

t.test('syncDirectory takes a directory that is there', async t => {
    await wait(syncDirectory(at()))
    await t.rejects(wait(syncDirectory(at('none'))), { code: 'FILE_NOT_FOUND' })
})

t.test('makeTemporaryFile makes an empty file that only its owner can read, each with a name of its own', async t => {
    const names = await Promise.all(Array.from({ length: 20 }, () => wait(makeTemporaryFile(at(), 'pre'))))
    t.equal(new Set(names).size, 20)
    for (const name of names) {
        t.match(name, /\/pre-[A-Za-z0-9]{6}\.tmp$/)
        t.equal(statSync(name).mode & 0o777, 0o600)
        t.equal(statSync(name).size, 0)
    }
    const usual = await wait(makeTemporaryFile())
    t.match(usual, /^\/tmp\/tmp-/)
    await wait(removeFile(usual))
    t.notOk(existsSync(usual))
    await t.rejects(wait(makeTemporaryFile(at('none'))), { code: 'FILE_NOT_FOUND' })
})

t.test('openTemporaryFile gives the file, open for reading and writing', async t => {
    const file = await wait(openTemporaryFile(at(), 'pre'))
    t.match(file.path, /\/pre-[A-Za-z0-9]{6}\.tmp$/)
    t.equal(statSync(file.path).mode & 0o777, 0o600)
    await wait(file.write('text'))
    const buf = Buffer.alloc(4)
    t.equal(await wait(file.read(buf, 0)), 4)
    t.equal(`${buf}`, 'text')
    file.close()
    await wait(removeFile(file.path))
})
