import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../../fiber/index.js'
import { readConfig, textOf } from '../../../services/agent/read-config.js'

/** Reads a file with this content. */
function reading(t: Test, content: string | Buffer): { path: string; result: Promise<unknown> } {
    const path = join(t.testdir({ 'a.json5': content }), 'a.json5')
    return { path, result: run(readConfig, path) }
}

t.test('readConfig gives the object of a file', async t => {
    const text = "// comment\n{ a: 1, 'b c': [true, null,], d: { e: .5, f: fast, }, }\n"
    t.same(await reading(t, text).result, { a: 1, 'b c': [true, null], d: { e: 0.5, f: 'fast' } })
    t.same(await reading(t, '\ufeff{}').result, {}, 'a byte order mark is permitted')
    t.same(await reading(t, "{ 'ü': 'ß€😀' }").result, { ü: 'ß€😀' })
    t.same(await reading(t, '// nothing').result, {}, 'so is an empty file')
})

t.test('readConfig gives null where no file is', async t => {
    t.equal(await run(readConfig, join(t.testdir({}), 'gone.json5')), null)
    t.equal(await run(readConfig, join(t.testdir({ file: '' }), 'file', 'gone.json5')), null)
})

const wrong: Record<string, [text: string, where: string]> = {
    'a missing comma': ['{\n    a: 1\n    b: 2\n}', ':3:5: found "b", wanted "," or a closing bracket'],
    'a text without an end': ["{ a: 1,\r\n  b: 'c\r\n }", ':2:6: found "\'", wanted a closing quote for it'],
    'a name without a value': ['{\n\n  listen\n}', ':4:1: found "}", wanted ":"'],
    'an end too early': ['{ a: [1, 2', ':1:11: found the end of the text, wanted "]" for the "[" of line 1'],
    'something behind the end': ['{ }\n{ }', ':2:1: found "{", wanted the end of the text'],
    'a list': ['[1]', ':1:1: found [1], wanted an object'],
    'a word': ['Infinity', ":1:1: found 'Infinity', wanted an object"],
    null: ['null', ':1:1: found null, wanted an object'],
    'a long text': [JSON.stringify('x'.repeat(500)), `:1:1: found '${'x'.repeat(79)}..., wanted an object`],
}

for (const [name, [text, where]] of Object.entries(wrong)) {
    t.test(`readConfig names file, line and column of ${name}`, async t => {
        const { path, result } = reading(t, text)
        await t.rejects(result, {
            name: 'AgentError',
            code: 'AGENT_CONFIG_SYNTAX',
            message: `Cannot parse configuration ${path}${where}`,
        })
    })
}

t.test('readConfig refuses a file that is not UTF-8', async t => {
    const { path, result } = reading(t, Buffer.from([0x7b, 0xff, 0x7d]))
    const message = `Cannot parse configuration ${path}: it is not UTF-8`
    await t.rejects(result, { code: 'AGENT_CONFIG_SYNTAX', message })
})

t.test('readConfig takes a file of 1 MB and none that is larger, however large', async t => {
    const megabyte = 1024 * 1024
    const full = `{ a: '${' '.repeat(megabyte - 9)}' }`
    t.equal(full.length, megabyte)
    t.match(await reading(t, full).result, { a: / / })
    const { path, result } = reading(t, `${full} `)
    const message = `Cannot parse configuration ${path}: it is larger than 1048576 bytes`
    await t.rejects(result, { code: 'AGENT_CONFIG_SYNTAX', message })
    const endless = join(t.testdir({}), 'endless.json5')
    symlinkSync('/dev/zero', endless)
    await t.rejects(run(readConfig, endless), { code: 'AGENT_CONFIG_SYNTAX', message: /larger than 1048576 bytes$/ })
})

t.test('readConfig says what the system says of a file that cannot be read', async t => {
    const path = t.testdir({})
    await t.rejects(run(readConfig, path), {
        code: 'AGENT_CONFIG_MISSING',
        message: `Cannot read configuration ${path}: EISDIR: illegal operation on a directory`,
        cause: { code: 'FILE_FAILED' },
    })
})

t.test('textOf shows values for people', async t => {
    t.equal(textOf('a'), "'a'")
    t.equal(textOf(Infinity), 'Infinity')
    t.equal(textOf({ a: [1] }), '{a:[1]}')
    t.equal(textOf(undefined), 'undefined')
    t.equal(textOf('x'.repeat(100)).length, 83)
})
