import t from 'tap'
import { ref } from '../../../fiber/compat/index.js'
import {
    rAddDirectory,
    rBasename,
    rDirname,
    rGetFileExt,
    rGetFilePath,
    rIsFileAbs,
    rJoinFile,
    rJoinFileBuf,
} from '../../../fiber/file/c.js'
import { clearDirectories } from '../../../fiber/file/index.js'

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
