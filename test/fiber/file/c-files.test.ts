import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { rGetOsError } from '../../../fiber/compat/c.js'
import { R_ERR_BAD_ARGS, R_ERR_CANT_FIND, R_ERR_CANT_OPEN, ref } from '../../../fiber/compat/index.js'
import {
    R_WALK_DEPTH_FIRST,
    R_WALK_DIRS,
    R_WALK_FILES,
    R_WALK_HIDDEN,
    R_WALK_MISSING,
    R_WALK_RELATIVE,
    rAccessFile,
    rBackupFile,
    rCopyFile,
    rFileExists,
    rFlushFile,
    rGetAppDir,
    rGetCwd,
    rGetFileSize,
    rGetFiles,
    rGetTempFile,
    rReadFile,
    rReadFileData,
    rWalkDir,
    rWriteFile,
} from '../../../fiber/file/c.js'
import { copyFile, durableWrite, readFile, readText, writeFile } from '../../../fiber/file/index.js'
import { run } from '../../../fiber/index.js'

const directory = mkdtempSync(join(tmpdir(), 'ioto-file-'))
t.teardown(() => rmSync(directory, { recursive: true }))
const at = (name: string) => join(directory, name)

t.test('rReadFile and rWriteFile count bytes', async t => {
    const length = ref(-1)
    t.equal(rReadFile(at('none'), length), null)
    t.equal(length.value, -1)
    t.equal(rGetOsError(), 2)
    t.equal(rWriteFile(at('a'), 'é!', undefined, 0), 3)
    t.equal(rReadFile(at('a'), length), 'é!')
    t.equal(length.value, 3)
    t.equal(rWriteFile(at('a'), 'text', 2, 0o600), 2)
    t.equal(rReadFile(at('a')), 'te')
    t.same(rReadFileData(at('a')), Buffer.from('te'))
    t.equal(rWriteFile(at('none/a'), 'x', 1, 0), R_ERR_CANT_OPEN)
    t.equal(rWriteFile(null, 'x'), R_ERR_BAD_ARGS)
    t.equal(rReadFile(null), null)
    t.equal(rCopyFile(at('a'), at('b'), 0), 2)
    t.equal(rCopyFile(at('none'), at('b'), 0), R_ERR_CANT_OPEN)
    t.ok(rReadFile('/proc/self/status')!.length > 10, 'a file whose size is told as 0')
})

t.test('rFileExists, rGetFileSize, rAccessFile, rFlushFile', async t => {
    rWriteFile(at('size'), '12345')
    t.ok(rFileExists(at('size')))
    t.notOk(rFileExists(at('none')))
    t.notOk(rFileExists(null))
    t.equal(rGetFileSize(at('size')), 5)
    t.equal(rGetFileSize(at('none')), R_ERR_CANT_FIND)
    t.equal(rAccessFile(at('size'), 4), 0)
    t.equal(rAccessFile(at('none'), 0), -1)
    t.equal(rFlushFile(openSync(at('size'), 'r+')), 0)
    t.equal(rFlushFile(-1), -1)
    t.equal(rGetCwd(), process.cwd())
    t.ok(existsSync(rGetAppDir()))
})

t.test('rBackupFile looks for the extension in the last segment only [D-22]', async t => {
    mkdirSync(at('x.d'))
    for (let i = 0; i < 4; i++) {
        rWriteFile(at('x.d/log'), String(i))
        t.equal(rBackupFile(at('x.d/log'), 3), 0)
    }
    t.equal(rReadFile(at('x.d/log-0')), '3')
    t.equal(rReadFile(at('x.d/log-2')), '1')
    t.notOk(rFileExists(at('x.d/log-3')))
    t.equal(rBackupFile(at('none'), 3), R_ERR_BAD_ARGS)
})

t.test('rGetTempFile makes an empty file of mode 0600', async t => {
    const path = rGetTempFile(directory, 'pre')!
    t.match(path, /\/pre-[A-Za-z0-9]{6}\.tmp$/)
    t.equal(statSync(path).mode & 0o777, 0o600)
    t.equal(rGetTempFile(at('none'), null), null)
})

t.test('rWalkDir reports what matches, sorted, with every flag', async t => {
    for (const name of ['w', 'w/sub', 'w/sub/deep', 'w/.hid']) {
        mkdirSync(at(name))
    }
    for (const name of ['w/b.txt', 'w/a.txt', 'w/sub/c.txt', 'w/sub/deep/d.bin', 'w/.hid/e.txt', 'w/..f.txt']) {
        writeFileSync(at(name), '')
    }
    symlinkSync(at('w/sub'), at('w/link'))
    const walk = (pattern: string, flags: number, dir = at('w')) => {
        const found: string[] = []
        const count = rWalkDir(dir, pattern, (_arg: null, path) => found.push(path), null, flags | R_WALK_RELATIVE)
        return `${count}: ${found.join(' ')}`
    }
    t.equal(walk('*', 0), '3: a.txt b.txt link sub')
    t.equal(walk('**', R_WALK_FILES), '5: a.txt b.txt link sub/c.txt sub/deep/d.bin')
    t.equal(walk('**', R_WALK_DIRS), '0: sub sub/deep')
    t.equal(walk('**', R_WALK_DIRS | R_WALK_DEPTH_FIRST), '0: sub/deep sub')
    t.equal(walk('**/*.txt', R_WALK_HIDDEN), '5: ..f.txt .hid/e.txt a.txt b.txt sub/c.txt')
    t.equal(walk('sub/*', R_WALK_FILES), '1: sub/c.txt')
    t.equal(walk('sub/*', R_WALK_FILES, `${at('w')}/`), '1: sub/c.txt', 'a slash at the end eats nothing [D-20]')
    t.equal(walk('none/*', 0), `${R_ERR_CANT_OPEN}: `)
    t.equal(walk('none/*', R_WALK_MISSING), '0: ')
    t.equal(
        rWalkDir('', '*', () => 0, null, 0),
        R_ERR_BAD_ARGS,
    )
    t.equal(
        rWalkDir(at('w'), '*', () => -7, null, 0),
        -7,
    )
    t.same([...rGetFiles(at('w'), '*.txt', 0)], [at('w/a.txt'), at('w/b.txt')])
})

t.test('durableWrite replaces a file whole, and leaves nothing beside it', async t => {
    mkdirSync(at('dur'))
    await run(function* () {
        yield* durableWrite(at('dur/a'), 'one', { mode: 0o600 })
        yield* durableWrite(at('dur/a'), Buffer.from('two'))
        t.equal(yield* readText(at('dur/a')), 'two')
        try {
            yield* durableWrite(at('dur/none/a'), 'x')
            t.fail('an error was expected')
        } catch (error) {
            t.match(error, { code: 'FILE_NOT_FOUND' })
        }
    })
    t.equal([...rGetFiles(at('dur'), '*', R_WALK_HIDDEN)].length, 1)
})

t.test('readFile, writeFile and copyFile suspend and tell what is wrong', async t => {
    await run(function* () {
        yield* writeFile(at('r'), 'text')
        yield* copyFile(at('r'), at('r2'))
        t.equal((yield* readFile(at('r2'))).toString(), 'text')
        for (const [operation, code] of [
            [readFile(at('none')), 'FILE_NOT_FOUND'],
            [readFile(at('r'), 3), 'FILE_TOO_LARGE'],
            [writeFile(at('none/x'), ''), 'FILE_NOT_FOUND'],
            [copyFile(at('none'), at('x')), 'FILE_NOT_FOUND'],
        ] as const) {
            try {
                yield* operation
                t.fail(`${code} was expected`)
            } catch (error) {
                t.match(error, { code })
            }
        }
    })
    t.equal(readFileSync(at('r'), 'utf8'), 'text')
})
