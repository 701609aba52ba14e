import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../../fiber/index.js'
import { readJson5, textOf } from '../../../services/agent/read-json5.js'

/** Reads a file with this content. */
function reading(t: Test, content: string | Buffer): { path: string; result: Promise<unknown> } {
    const path = join(t.testdir({ 'a.json5': content }), 'a.json5')
    return { path, result: run(readJson5, path) }
}

t.test('readJson5 gives the object of a file', async t => {
    const text = "// comment\n{ a: 1, 'b c': [true, null,], d: { e: .5, f: +Infinity, }, }\n"
    t.same(await reading(t, text).result, { a: 1, 'b c': [true, null], d: { e: 0.5, f: Infinity } })
    t.same(await reading(t, '\ufeff{}').result, {}, 'a byte order mark is permitted')
    t.same(await reading(t, "{ ü: 'ß€😀' }").result, { ü: 'ß€😀' })
})

t.test('readJson5 gives null where no file is', async t => {
    t.equal(await run(readJson5, join(t.testdir({}), 'gone.json5')), null)
    t.equal(await run(readJson5, join(t.testdir({ file: '' }), 'file', 'gone.json5')), null)
})

const wrong: Record<string, [text: string, where: string]> = {
    'an empty file': ['', ':1:1: invalid end of input'],
    'a comma too many': ['{\n    a: 1,,\n}', ":2:10: invalid character ','"],
    'a text without an end': ["{ a: 'b\n }", ":1:8: invalid character '\\n'"],
    'a text without an end in a later line': ["{ a: 1,\r\n  b: 'c\r\n }", ":2:8: invalid character '\\r'"],
    'a name without a value': ['{\n\n  listen\n}', ":4:1: invalid character '}'"],
    'an end too early': ['{ a: [1, 2', ':1:11: invalid end of input'],
    'something behind the end': ['{ }\n{ }', ":2:1: invalid character '{'"],
    'a list': ['[1]', ':1:1: found [1], wanted an object'],
    'a number': ['Infinity', ':1:1: found Infinity, wanted an object'],
    null: ['null', ':1:1: found null, wanted an object'],
    'a long text': [JSON.stringify('x'.repeat(500)), `:1:1: found '${'x'.repeat(79)}..., wanted an object`],
}

for (const [name, [text, where]] of Object.entries(wrong)) {
    t.test(`readJson5 names file, line and column of ${name}`, async t => {
        const { path, result } = reading(t, text)
        await t.rejects(result, {
            name: 'AgentError',
            code: 'AGENT_CONFIG_SYNTAX',
            message: `Cannot parse configuration ${path}${where}`,
        })
    })
}

t.test('readJson5 refuses a file that is not UTF-8', async t => {
    const { path, result } = reading(t, Buffer.from([0x7b, 0xff, 0x7d]))
    const message = `Cannot parse configuration ${path}: it is not UTF-8`
    await t.rejects(result, { code: 'AGENT_CONFIG_SYNTAX', message })
})

t.test('readJson5 takes a file of 1 MB and none that is larger, however large', async t => {
    const megabyte = 1024 * 1024
    const full = `{ a: '${' '.repeat(megabyte - 9)}' }`
    t.equal(full.length, megabyte)
    t.match(await reading(t, full).result, { a: / / })
    const { path, result } = reading(t, `${full} `)
    const message = `Cannot parse configuration ${path}: it is larger than 1048576 bytes`
    await t.rejects(result, { code: 'AGENT_CONFIG_SYNTAX', message })
    const endless = join(t.testdir({}), 'endless.json5')
    symlinkSync('/dev/zero', endless)
    await t.rejects(run(readJson5, endless), { code: 'AGENT_CONFIG_SYNTAX', message: /larger than 1048576 bytes$/ })
})

t.test('readJson5 says what the system says of a file that cannot be read', async t => {
    const path = t.testdir({})
    await t.rejects(run(readJson5, path), {
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
