import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../../fiber/index.js'
import { load } from '../../../services/json/index.js'

function file(t: Test, content: string | Buffer): string {
    return join(t.testdir({ 'a.json': content }), 'a.json')
}

t.test('load gives the value of a file', async t => {
    t.same(await run(() => load(file(t, '{a: 1, b: fast}'))), { a: 1, b: 'fast' })
    t.same(await run(() => load(file(t, '\ufeff{a: "ß€😀"}'))), { a: 'ß€😀' })
    t.equal(await run(() => load(file(t, ''))), undefined)
    t.same(await run(() => load(file(t, '{a:0x10}'), { mode: 'json5' })), { a: 16 })
})

t.test('load names the file in errors', async t => {
    const path = file(t, '{\n a: 1 b: 2}')
    await t.rejects(
        run(() => load(path)),
        { name: 'JsonError', path, message: `Cannot parse ${path}:2:7: found "b", wanted "," or a closing bracket` },
    )
    const strict = file(t, '\ufeff{}')
    await t.rejects(
        run(() => load(strict, { mode: 'strict' })),
        { code: 'JSON_NO_TOKEN', path: strict, line: 1, column: 1 },
    )
    const broken = file(t, Buffer.from([0x22, 0xff, 0x22]))
    await t.rejects(
        run(() => load(broken)),
        { code: 'JSON_NOT_UTF8', message: `Cannot parse ${broken}: it is not UTF-8` },
    )
})

t.test('load throws a FileError for a file that is not there, or too large', async t => {
    await t.rejects(
        run(() => load(join(t.testdir({}), 'gone.json'))),
        { name: 'FileError', code: 'FILE_NOT_FOUND' },
    )
    await t.rejects(
        run(() => load(file(t, '[1,2]'), { size: 4 })),
        { name: 'FileError', code: 'FILE_TOO_LARGE' },
    )
    t.same(await run(() => load(file(t, '[1,2]'), { size: 5 })), [1, 2])
})
