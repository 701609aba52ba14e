import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { load, save } from '../../../services/json/index.js'

const value = { name: 'x', list: [1, 2], deep: { a: null } }

t.test('save writes a file that load reads', async t => {
    const directory = t.testdir({})
    for (const name of ['a.json5', 'a.json', 'A.JSON', 'a']) {
        const path = join(directory, name)
        await run(() => save(path, value))
        t.same(await run(() => load(path)), value)
        const text = readFileSync(path, 'utf8')
        t.equal(
            text,
            /json$/i.test(name)
                ? '{\n    "name": "x",\n    "list": [ 1, 2 ],\n    "deep": { "a": null }\n}\n'
                : "{\n    name: 'x',\n    list: [ 1, 2 ],\n    deep: { a: null }\n}\n",
        )
        t.equal(statSync(path).mode & 0o777, 0o644 & ~process.umask())
    }
    t.same(readdirSync(directory).sort(), ['A.JSON', 'a', 'a.json', 'a.json5'], 'and nothing else')
})

t.test('save takes a format, a layout and a mode', async t => {
    const path = join(t.testdir({}), 'a.json')
    await run(() => save(path, value, { format: 'json5', layout: 'line', mode: 0o600 }))
    t.equal(readFileSync(path, 'utf8'), "{name:'x',list:[1,2],deep:{a:null}}\n")
    t.equal(statSync(path).mode & 0o777, 0o600)
})

t.test('save keeps the mode of the file that it replaces', async t => {
    const path = join(t.testdir({ 'a.json5': '{}' }), 'a.json5')
    chmodSync(path, 0o600)
    await run(() => save(path, value))
    t.equal(statSync(path).mode & 0o777, 0o600)
    t.same(await run(() => load(path)), value)
})

t.test('save of undefined writes an empty file', async t => {
    const path = join(t.testdir({}), 'a')
    await run(() => save(path, undefined))
    t.equal(readFileSync(path, 'utf8'), '')
    t.equal(await run(() => load(path)), undefined)
})

t.test('save leaves the old file when the value or the place is of no use', async t => {
    const path = join(t.testdir({ 'a.json': '{"old":1}' }), 'a.json')
    await t.rejects(
        run(() => save(path, { n: 1n })),
        { name: 'JsonError', code: 'JSON_UNWRITABLE' },
    )
    t.equal(readFileSync(path, 'utf8'), '{"old":1}')
    await t.rejects(
        run(() => save(join(path, 'b'), 1)),
        { name: 'FileError', code: 'FILE_NOT_FOUND' },
    )
})
