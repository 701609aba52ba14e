import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readConfig } from '../../../../services/agent/config/read-config.js'
import { textOf } from '../../../../services/agent/config/text-of.js'

/** A file with this content. */
function file(t: Test, content: string | Buffer): string {
    return join(t.testdir({ 'a.json5': content }), 'a.json5')
}

t.test('readConfig gives the object of a file, and the place of each value', async t => {
    const text = "// comment\n{ a: 1, 'b c': [true, null,], d: { e: .5,\n f: fast, }, }\n"
    const path = file(t, text)
    const { value, places } = readConfig(path, 'web')!
    t.same(value, { a: 1, 'b c': [true, null], d: { e: 0.5, f: 'fast' } })
    const at = (where: string) => {
        const { source, line, column, root } = places.find(where).place
        t.same([source, root], [path, 'web'])
        return [line, column]
    }
    t.same(at('a'), [2, 6])
    t.same(at('b c[1]'), [2, 23])
    t.same(at('d.f'), [3, 5])
    t.same(at('d.gone'), [2, 34], 'of what is not there: the place of what is around it')
    t.same(readConfig(file(t, '\ufeff{}'))!.value, {}, 'a byte order mark is permitted')
    t.same(readConfig(file(t, "{ 'ü': 'ß€😀' }"))!.value, { ü: 'ß€😀' })
    t.same(readConfig(file(t, '// nothing'))!.value, {}, 'so is an empty file')
    t.same(Object.keys(readConfig(file(t, '{ __proto__: { a: 1 } }'))!.value), ['__proto__'])
})

t.test('readConfig gives null where no file is', async t => {
    t.equal(readConfig(join(t.testdir({}), 'gone.json5')), null)
    t.equal(readConfig(join(t.testdir({ file: '' }), 'file', 'gone.json5')), null)
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
        const path = file(t, text)
        const message = `Cannot parse configuration ${path}${where}`
        t.throws(() => readConfig(path), { name: 'AgentError', code: 'AGENT_CONFIG_SYNTAX', message })
    })
}

t.test('readConfig refuses a file that is not UTF-8', async t => {
    const path = file(t, Buffer.from([0x7b, 0xff, 0x7d]))
    const message = `Cannot parse configuration ${path}: it is not UTF-8`
    t.throws(() => readConfig(path), { code: 'AGENT_CONFIG_SYNTAX', message })
})

t.test('readConfig takes a file of 1 MB and none that is larger, however large', async t => {
    const megabyte = 1024 * 1024
    const full = `{ a: '${' '.repeat(megabyte - 9)}' }`
    t.equal(full.length, megabyte)
    t.match(readConfig(file(t, full))!.value, { a: / / })
    const path = file(t, `${full} `)
    const message = `Cannot parse configuration ${path}: it is larger than 1048576 bytes`
    t.throws(() => readConfig(path), { code: 'AGENT_CONFIG_SYNTAX', message })
    const endless = join(t.testdir({}), 'endless.json5')
    symlinkSync('/dev/zero', endless)
    t.throws(() => readConfig(endless), { code: 'AGENT_CONFIG_SYNTAX', message: /larger than 1048576 bytes$/ })
})

t.test('readConfig says what the system says of a file that cannot be read', async t => {
    const path = t.testdir({})
    t.throws(() => readConfig(path), {
        code: 'AGENT_CONFIG_MISSING',
        message: `Cannot read configuration ${path}: EISDIR: illegal operation on a directory`,
    })
})

t.test('textOf shows values for people', async t => {
    t.equal(textOf('a'), "'a'")
    t.equal(textOf(Infinity), 'Infinity')
    t.equal(textOf({ a: [1] }), '{a:[1]}')
    t.equal(textOf(undefined), 'undefined')
    t.equal(textOf('x'.repeat(100)).length, 83)
})
