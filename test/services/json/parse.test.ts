import fc from 'fast-check'
import JSON5 from 'json5'
import t from 'tap'
import { parse } from '../../../services/json/index.js'

t.test('parse gives plain values for what people write', async t => {
    const text = `
        // configuration
        {
            name: 'x', mode: fast, version: 1.2.3, "quoted": \`text\`,
            numbers: [1, -2, +3, .5, 5., 1.0e10, -1e-2, 0042, 12345678901, -0]
            /* no comma is wanted before the end */
            , flags: { on: true, off: false, none: null, not: undefined, },
            pattern: /^[a-z]+$/,
        }`
    t.same(parse(text), {
        name: 'x',
        mode: 'fast',
        version: '1.2.3',
        quoted: 'text',
        numbers: [1, -2, 3, 0.5, 5, 1e10, -0.01, 42, 12345678901, -0],
        flags: { on: true, off: false, none: null, not: undefined },
        pattern: /^[a-z]+$/,
    })
    t.ok(Object.hasOwn(parse('{a:undefined}') as object, 'a'))
    t.ok(Object.is((parse('[-0]') as number[])[0], -0))
})

t.test('parse gives undefined for a text without a value, and any value for a document', async t => {
    for (const text of ['', ' \n', '// nothing', '/* */', '\0']) {
        t.equal(parse(text), undefined)
    }
    t.equal(parse('word'), 'word')
    t.equal(parse(' 17 '), 17)
    t.equal(parse('"a"'), 'a')
    t.equal(parse('null'), null)
})

t.test('parse lets the last of duplicate names count', async t => {
    for (const mode of ['relaxed', 'strict', 'json5'] as const) {
        t.same(parse('{"a":1,"b":2,"a":3}', { mode }), { a: 3, b: 2 })
    }
})

t.test('parse makes ordinary properties of all names', async t => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '0', '']
    const text = `{${names.map(name => `"${name}":{"polluted":true}`).join()}}`
    for (const mode of ['relaxed', 'strict', 'json5'] as const) {
        const value = parse(text, { mode }) as Record<string, unknown>
        t.same(new Set(Object.keys(value)), new Set(names))
        t.equal(Object.getPrototypeOf(value), Object.prototype)
        t.equal((value as { polluted?: boolean }).polluted, undefined)
        t.equal(({} as { polluted?: boolean }).polluted, undefined)
    }
    t.same(Object.keys(parse('{__proto__:null,__proto__:1}') as object), ['__proto__'])
})

t.test('parse refuses regular expressions that JavaScript does not take', async t => {
    t.throws(() => parse('{a:\n/[/}'), {
        code: 'JSON_BAD_REGEXP',
        line: 2,
        column: 1,
        message: 'Cannot parse JSON:2:1: found "/", wanted a regular expression of JavaScript',
        cause: { name: 'SyntaxError' },
    })
})

t.test('parse in strict mode says where the text is not JSON', async t => {
    t.throws(() => parse('{\n  "a": 1,\n}', { mode: 'strict', path: 'a.json' }), {
        name: 'JsonError',
        code: 'JSON_TRAILING_COMMA',
        message: 'Cannot parse a.json:3:1: found "}", wanted a name',
    })
    t.throws(() => parse('', { mode: 'strict' }), { code: 'JSON_EMPTY' })
})

t.test('parse in JSON5 mode says where the text is not JSON5', async t => {
    t.same(parse("{a: 0x10, b: +Infinity, ü: 'a\\\nb'}", { mode: 'json5' }), { a: 16, b: Infinity, ü: 'ab' })
    const places: Record<string, string> = {
        '{a:\n 08}': '2:3: found "8"',
        "{a: 'b\n}": '1:7: found "\\n"',
        '[1, 2': '1:6: found the end of the text',
        '{ }\n{ }': '2:1: found "{"',
        '[\u{1f600}]': '1:2: found "\u{1f600}"',
        '': '1:1: found the end of the text',
    }
    for (const [text, place] of Object.entries(places)) {
        t.throws(() => parse(text, { mode: 'json5' }), {
            code: 'JSON_BAD_JSON5',
            message: `Cannot parse JSON:${place}, wanted JSON5`,
            cause: { name: 'SyntaxError' },
        })
    }
})

t.test('parse limits depth and size in all modes', async t => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    for (const mode of ['relaxed', 'strict', 'json5'] as const) {
        t.ok(parse(nested(1000), { mode }))
        t.throws(() => parse(nested(1001), { mode }), { code: 'JSON_TOO_DEEP' })
        t.ok(parse('[{"a":["]]","\\"[[["]}]', { mode, depth: 3 }))
        t.throws(() => parse('[{"a":["[",[]]}]', { mode, depth: 3 }), { code: 'JSON_TOO_DEEP' })
        t.ok(parse('[1]', { mode, size: 3 }))
        t.throws(() => parse('[1] ', { mode, size: 3, path: 'a' }), {
            code: 'JSON_TOO_LARGE',
            message: 'Cannot parse a: it has 4 characters, wanted at most 3',
        })
    }
})

t.test('parse gives what JSON.parse gives for JSON', async t => {
    fc.assert(
        fc.property(fc.json({ stringUnit: 'binary' }), fc.nat(3), (text, indent) => {
            const value: unknown = JSON.parse(text)
            const pretty = JSON.stringify(value, null, indent)
            t.strictSame(parse(pretty), value)
            // Nothing that is built in takes this.
            t.strictSame(parse(`/**/${pretty}`), value)
            t.strictSame(parse(pretty, { mode: 'strict' }), value)
            // Of these two the package complains on the console.
            if (!/[\u2028\u2029]/.test(pretty)) {
                t.strictSame(parse(pretty, { mode: 'json5' }), value)
            }
        }),
    )
})

t.test('parse reads on by its own rules what has begun as JSON', async t => {
    t.strictSame(parse('{"a": 1, // one\n "b": [1, 2,],}'), { a: 1, b: [1, 2] })
    t.strictSame(parse(' [ "a", b ]'), ['a', 'b'])
    t.throws(() => parse('{"a": [1, {b:}]}'), {
        code: 'JSON_NO_VALUE',
        message: 'Cannot parse JSON:1:14: found "}", wanted a value',
    })
    t.throws(() => parse(`${'['.repeat(9)}"a"${']'.repeat(9)}`, { depth: 8 }), { code: 'JSON_TOO_DEEP' })
    t.throws(() => parse(`["a", ${'['.repeat(9)}"a"${']'.repeat(9)}]`, { depth: 8 }), { code: 'JSON_TOO_DEEP' })
})

t.test('parse gives what the package json5 gives for what both know', async t => {
    // Without $, which JSON5 has in names, and characters for which it has escapes of its own.
    const stringUnit = fc.constantFrom(...'abz019_-+ \'"`\\/.:{}[],\n\t\b\u{1f600}')
    fc.assert(
        fc.property(fc.jsonValue({ stringUnit }), fc.nat(3), (value, indent) => {
            const text = JSON5.stringify(value, null, indent)
            t.strictSame(parse(text), JSON5.parse(text))
            t.strictSame(parse(text, { mode: 'json5' }), JSON5.parse(text))
        }),
    )
})

t.test('parse gives the number that is nearest to its digits', async t => {
    const digits = fc.stringMatching(/^[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,3})?$/)
    fc.assert(fc.property(digits, text => Object.is(parse(text), Number(text))))
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(fc.property(doubles, value => parse(String(value)) === value))
    for (const text of [
        '9007199254740993',
        '0.1',
        '1.005',
        '123456789012345',
        '0.000001',
        '-0.0',
        '999999999999999.9',
        '5.',
        '-.5',
    ]) {
        t.ok(Object.is(parse(text), Number(text)), text)
    }
})
