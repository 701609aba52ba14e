import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_CANT_OPEN, ref } from '../../../fiber/compat/index.js'
import {
    R_WALK_DEPTH_FIRST,
    R_WALK_DIRS,
    R_WALK_FILES,
    R_WALK_HIDDEN,
    R_WALK_MISSING,
    R_WALK_RELATIVE,
    rAddDirectory,
    rBasename,
    rDirname,
    rGetFileExt,
    rGetFilePath,
    rGetFiles,
    rGetFilesEx,
    rIsFileAbs,
    rJoinFile,
    rJoinFileBuf,
    rMatchFile,
    rWalkDir,
} from '../../../fiber/file/c.js'
import { clearDirectories } from '../../../fiber/file/index.js'
import { testDirectory } from './directory.js'

const at = testDirectory()

t.test('rGetFilePath expands a leading name once', async t => {
    t.teardown(() => clearDirectories())
    rAddDirectory('state', '/var/state')
    rAddDirectory('db', '@state/db')
    rAddDirectory('state', '/other')
    for (const [path, expected] of [
        ['@db/file', '/var/state/db/file'],
        ['@state', '/other'],
        ['@foo/x', 'foo/x'],
        ['@foo', 'foo'],
        ['@state//root', '/root'],
        ['@state/../x', '/other/../x'],
        ['a/@state', 'a/@state'],
        ['', ''],
    ] as const) {
        t.equal(rGetFilePath(path), expected, path)
    }
    t.equal(rGetFilePath(null), null)
    t.doesNotThrow(() => rAddDirectory('x', null))
})

t.test('rJoinFile joins with exactly one slash', async t => {
    for (const [base, other, expected] of [
        ['a', 'b', 'a/b'],
        ['a/', 'b', 'a/b'],
        ['a', '/b', '/b'],
        ['a', '', 'a'],
        ['a', '.', 'a'],
        ['', 'b', 'b'],
        ['.', 'b', 'b'],
        ['a', '../b', 'a/../b'],
        [null, null, ''],
        [null, 'b', 'b'],
    ] as const) {
        t.equal(rJoinFile(base, other), expected, `${base} ${other}`)
    }
    const buf = ref('')
    t.equal(rJoinFileBuf(buf, 4, '.', 'b'), './b')
    t.equal(buf.value, './b')
    t.equal(rJoinFileBuf(buf, 3, 'a', 'b'), null)
})

t.test('rBasename, rDirname, rGetFileExt and rIsFileAbs look at the text only', async t => {
    for (const [path, base, directory, extension] of [
        ['a/b.txt', 'b.txt', 'a', 'txt'],
        ['a/', '', '', null],
        ['/', '/', '', null],
        ['a/b/', '', 'a', null],
        ['/a', 'a', '', null],
        ['a', 'a', '', null],
        ['a//b', 'b', 'a/', null],
        ['a.d/log', 'log', 'a.d', 'd/log'],
    ] as const) {
        t.equal(rBasename(path), base, path)
        t.equal(rDirname(path), directory, path)
        t.equal(rGetFileExt(path), extension, path)
    }
    t.equal(rBasename(null), '')
    t.equal(rDirname(null), null)
    t.equal(rGetFileExt(null), null)
    t.ok(rIsFileAbs('/a'))
    t.notOk(rIsFileAbs('a'))
    t.notOk(rIsFileAbs(null))
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

t.test('rWalkDir passes argument and flags, and what the callback throws', async t => {
    const seen: unknown[] = []
    rWalkDir(at('w'), 'a.txt', (...args) => seen.push(args), 'arg', R_WALK_FILES)
    t.strictSame(seen, [['arg', at('w/a.txt'), R_WALK_FILES]])
    const error = Object.assign(new Error('own'), { syscall: 'own' })
    const fails = () => {
        throw error
    }
    t.throws(() => rWalkDir(at('w'), '*', fails, null, 0), error)
    t.equal(
        rWalkDir(at('w'), `${at('w')}/sub/*`, () => 0, null, R_WALK_FILES),
        1,
        'an absolute pattern ignores the directory',
    )
})

t.test('rWalkDir does not look where nothing can match, and tells a directory that vanishes', async t => {
    mkdirSync(at('v/a'), { recursive: true })
    mkdirSync(at('v/b'))
    const vanish = () => {
        rmSync(at('v/b'), { recursive: true, force: true })
        return 0
    }
    t.equal(rWalkDir(at('v'), 'a', vanish, null, 0), 0)
    mkdirSync(at('v/b'))
    t.equal(rWalkDir(at('v'), '**', vanish, null, 0), R_ERR_CANT_OPEN)
})

t.test('rGetFilesEx adds to a list, and makes one', async t => {
    const list = rGetFiles(at('w'), 'a.txt', 0)
    t.equal(rGetFilesEx(list, at('w'), 'b.txt', 0), list)
    t.strictSame([...list], [at('w/a.txt'), at('w/b.txt')])
    t.strictSame([...rGetFilesEx(null, at('none'), '*', 0)], [])
})

t.test('rMatchFile takes NULL', async t => {
    t.ok(rMatchFile('a/b.txt', '**/*.txt'))
    t.notOk(rMatchFile(null, '*'))
    t.notOk(rMatchFile('a', null))
})
