import { readFileSync } from 'node:fs'
import t from 'tap'
import { type JsonError, type JsonErrorCode, jsonErrors, parseInto } from '../../../services/json/index.js'
import { trace } from './trace.js'

/** What a text is refused for: code, line, column, offending text. */
function fault(text: string, strict = false): string {
    try {
        trace(text, { strict })
        return 'none'
    } catch (error) {
        const { code, line, column, text: found } = error as JsonError
        return `${code} ${line}:${column} ${found}`.trim()
    }
}

t.test('parseInto tells names, values and places in the order of the text', async t => {
    t.same(trace('{a: 1, "b c": [true, \'x\', /\\d+/]}'), [
        '{ @0',
        'primitive a: 1 @4',
        '[ b c: @14',
        'primitive true @15',
        'string x @21',
        'regexp \\d+ @27',
        'close @31',
        'close @32',
    ])
})

t.test('parseInto tells primitives as they are written', async t => {
    for (const word of [
        '1.0e10',
        '-0',
        '+1',
        '.5',
        '-.5',
        '5.',
        '1e+5',
        '1E-5',
        '007',
        '1.e2',
        'undefined',
        'null',
        'false',
    ]) {
        t.same(trace(word), [`primitive ${word} @0`])
        t.same(trace(`[${word}]`)[1], `primitive ${word} @1`)
    }
})

t.test('parseInto takes bare words that are no primitives for strings', async t => {
    const words = [
        'fast',
        't',
        'tru',
        'no',
        'nulls',
        '5m',
        '12-34',
        '1.2.3',
        '2024-01-02',
        '--1',
        '-',
        '0x42',
        'NaN',
        'Infinity',
    ]
    for (const word of [...words, '1e5x', '1e', 'a.b', 'a-b', '_', '1_000']) {
        t.same(trace(word), [`string ${word} @0`])
    }
})

t.test('parseInto takes bare words and any string as names', async t => {
    for (const name of ['a-b', 'c.d', '1', '_', '-', 'true', '1.2.3', 'a'.repeat(100)]) {
        t.same(trace(`{${name}:1}`)[1], `primitive ${name}: 1 @${name.length + 2}`)
    }
    for (const quote of ['"', "'", '`']) {
        t.same(trace(`{${quote}a: [${quote} : 1}`)[1], 'primitive a: [: 1 @10')
        t.same(trace(`{${quote}${quote}:1}`)[1], 'primitive : 1 @4')
        t.same(trace(`{${quote}a\\nb${quote}:x}`)[1], 'string a\nb: x @8')
    }
})

t.test('parseInto tells duplicate names as often as they occur', async t => {
    t.same(trace('{a:1,a:2}').slice(1, 3), ['primitive a: 1 @3', 'primitive a: 2 @7'])
})

t.test('parseInto ignores extra commas, colons, blanks and comments in relaxed mode', async t => {
    t.same(trace('[,1,,2,]'), ['[ @0', 'primitive 1 @2', 'primitive 2 @5', 'close @7'])
    t.same(trace('{,a:1,,b:2,,}').length, 4)
    t.same(trace('{a::1}')[1], 'primitive a: 1 @4')
    t.same(trace('\t\r\n {a : : 1 } ,, \n').length, 3)
    t.same(trace('// x\n/* { */{/**/a/**/:/**/1/**/}//')[1], 'primitive a: 1 @27')
    t.same(trace('[1 // one\r, 2]').length, 4, 'a line ends in CR too')
    t.same(trace('\ufeff[]'), ['[ @1', 'close @2'], 'a byte order mark is skipped')
    for (const empty of ['', ' ', '// x', '/**/', '\0', '\ufeff']) {
        t.same(trace(empty), [])
    }
})

t.test('parseInto ends a relaxed text at NUL', async t => {
    t.same(trace('[1]\0]]]'), ['[ @0', 'primitive 1 @1', 'close @2'])
    t.equal(fault("['a\0']"), "JSON_OPEN_STRING 1:2 '")
    t.equal(fault('[1\0]'), 'JSON_UNCLOSED 1:3')
    t.equal(fault('[1/*\0*/]'), 'JSON_OPEN_COMMENT 1:3 /')
    t.equal(fault('[/a\0/]'), 'JSON_OPEN_REGEXP 1:2 /')
    t.equal(fault('["\\u00\0"]'), 'JSON_SHORT_UNICODE 1:3 \\u')
    t.equal(fault(`"${'a'.repeat(100)}\0"`), 'JSON_OPEN_STRING 1:1 "')
    t.equal(fault('[1]\0', true), 'JSON_CONTROL_CHARACTER 1:4 \0')
})

t.test('parseInto decodes the escapes of strings', async t => {
    t.same(trace('"\\\'\\"\\`\\/\\\\\\b\\f\\n\\r\\t"'), ['string \'"`/\\\b\f\n\r\t @0'])
    t.same(trace('"\\u00e9\\u20AC\\ud83d\\ude00\\u0000"'), ['string \u00e9\u20ac\u{1f600}\0 @0'])
    t.same(trace(`"${'a'.repeat(50)}\\n${'b'.repeat(50)}"`), [`string ${'a'.repeat(50)}\n${'b'.repeat(50)} @0`])
})

t.test('parseInto keeps line breaks and tabs of strings in relaxed mode', async t => {
    for (const quote of ['"', "'", '`']) {
        t.same(trace(`${quote}a\n\r\n\tb\${c}${quote}`), ['string a\n\r\n\tb${c} @0'])
    }
})

t.test('parseInto takes long strings between short ones, with and without escapes', async t => {
    const long = 'x'.repeat(100)
    const text = `['a', '${long}', '\\n', "${long}\\'${long}", '${long}']`
    t.same(
        trace(text)
            .slice(1, -1)
            .map(line => line.replace(/ @\d+$/, '')),
        ['string a', `string ${long}`, 'string \n', `string ${long}'${long}`, `string ${long}`],
    )
})

t.test('parseInto ends a regular expression at the slash that follows no backslash', async t => {
    t.same(trace('/a\\/b/'), ['regexp a\\/b @1'])
    t.same(trace('/[/'), ['regexp [ @1'], 'classes are nothing special')
    t.same(trace('{a:/\\\\/b/}')[1], 'regexp a: \\\\/b @4')
})

t.test('parseInto takes any value as a document', async t => {
    for (const text of ['{}', '[]', '"a"', "'a'", '`a`', '1', 'word', '/x/', 'null']) {
        t.not(trace(text).length, 0)
        t.not(trace(` ${text} // end`).length, 0)
    }
})

const relaxed: Record<string, [code: JsonErrorCode | 'none', place?: string]> = {
    ']': ['JSON_UNMATCHED', '1:1 ]'],
    '[]]': ['JSON_UNMATCHED', '1:3 ]'],
    '{a:[1}': ['JSON_MISMATCHED', '1:6 }'],
    '[{a:1]': ['JSON_MISMATCHED', '1:6 ]'],
    '{a:1': ['JSON_UNCLOSED', '1:5'],
    '{a:{': ['JSON_UNCLOSED', '1:5'],
    '[\n[1,\n': ['JSON_UNCLOSED', '3:1'],
    '{a': ['JSON_UNCLOSED', '1:3'],
    '{a:{}{}}': ['JSON_UNEXPECTED_OPEN', '1:6 {'],
    '[1[2]]': ['JSON_UNEXPECTED_OPEN', '1:3 ['],
    '{a}': ['JSON_NO_VALUE', '1:3 }'],
    '{a:}': ['JSON_NO_VALUE', '1:4 }'],
    '{a:,b:1}': ['JSON_NO_VALUE', '1:4 ,'],
    '{a,b:1}': ['JSON_NO_VALUE', '1:3 ,'],
    '{a b}': ['JSON_NO_VALUE', '1:4 b'],
    '{a 1}': ['JSON_NO_VALUE', '1:4 1'],
    '{a {}}': ['JSON_NO_VALUE', '1:4 {'],
    "{a 'b'}": ['JSON_NO_VALUE', "1:4 '"],
    '{:1}': ['JSON_NO_NAME', '1:2 :'],
    '{a:1:2}': ['JSON_NO_NAME', '1:5 :'],
    '[1:2]': ['JSON_NO_NAME', '1:3 :'],
    '[:': ['JSON_NO_NAME', '1:2 :'],
    ':': ['JSON_NO_NAME', '1:1 :'],
    '{[1]}': ['JSON_NO_NAME', '1:2 ['],
    '{/x/:1}': ['JSON_NO_NAME', '1:2 /'],
    ',1': ['JSON_STRAY_COMMA', '1:1 ,'],
    '1,': ['JSON_STRAY_COMMA', '1:2 ,'],
    ',[]': ['JSON_STRAY_COMMA', '1:1 ,'],
    '[1 2]': ['JSON_NO_COMMA', '1:4 2'],
    "['a' 'b']": ['JSON_NO_COMMA', "1:6 '"],
    '[/a/ /b/]': ['JSON_NO_COMMA', '1:6 /'],
    '{a:1 b:2}': ['JSON_NO_COMMA', '1:6 b'],
    '{a:/x/i}': ['JSON_NO_COMMA', '1:7 i'],
    '{a:b/c}': ['JSON_NO_COMMA', '1:5 /'],
    '{a:b@c}': ['JSON_NO_COMMA', '1:5 @'],
    '{a:10:30}': ['JSON_NO_NAME', '1:6 :'],
    '{a@b:1}': ['JSON_NO_COMMA', '1:3 @'],
    '[12+3]': ['JSON_NO_COMMA', '1:4 +'],
    '{}{}': ['JSON_SECOND_VALUE', '1:3 {'],
    '{a:1}{b:2}': ['JSON_SECOND_VALUE', '1:6 {'],
    '[] 1': ['JSON_SECOND_VALUE', '1:4 1'],
    '1 2': ['JSON_SECOND_VALUE', '1:3 2'],
    'a b': ['JSON_SECOND_VALUE', '1:3 b'],
    "'a' 'b'": ['JSON_SECOND_VALUE', "1:5 '"],
    '/x/i': ['JSON_SECOND_VALUE', '1:4 i'],
    '@': ['JSON_NO_TOKEN', '1:1 @'],
    '[$x]': ['JSON_NO_TOKEN', '1:2 $'],
    '{é:1}': ['JSON_NO_TOKEN', '1:2 é'],
    '[#]': ['JSON_NO_TOKEN', '1:2 #'],
    '[+]': ['JSON_NO_TOKEN', '1:2 +'],
    '[+a]': ['JSON_NO_TOKEN', '1:2 +'],
    '{+a:1}': ['JSON_NO_TOKEN', '1:2 +'],
    '[.]': ['JSON_BAD_DOT', '1:2 .'],
    '{.5:1}': ['JSON_BAD_DOT', '1:2 .'],
    '[a..b]': ['JSON_BAD_DOT', '1:4 .'],
    '[a-.b]': ['JSON_BAD_DOT', '1:4 .'],
    '[a_.b]': ['JSON_BAD_DOT', '1:4 .'],
    '{a..b:1}': ['JSON_BAD_DOT', '1:4 .'],
    '[.5.5]': ['JSON_BAD_DOT', '1:2 .'],
    '[a\x01]': ['JSON_CONTROL_CHARACTER', '1:3 \x01'],
    '{\x7f:1}': ['JSON_CONTROL_CHARACTER', '1:2 \x7f'],
    '{}\x0b': ['JSON_CONTROL_CHARACTER', '1:3'],
    '[1,\n2/*\n': ['JSON_OPEN_COMMENT', '2:2 /'],
    '/*/': ['JSON_OPEN_COMMENT', '1:1 /'],
    "{a:\n'b\n}": ['JSON_OPEN_STRING', "2:1 '"],
    '{"a': ['JSON_OPEN_STRING', '1:2 "'],
    '"\\': ['JSON_OPEN_STRING', '1:1 "'],
    '"\\"': ['JSON_OPEN_STRING', '1:1 "'],
    '/ab\\/': ['JSON_OPEN_REGEXP', '1:1 /'],
    '"a\\x41"': ['JSON_BAD_ESCAPE', '1:3 \\x'],
    '"\\v"': ['JSON_BAD_ESCAPE', '1:2 \\v'],
    '"\\0"': ['JSON_BAD_ESCAPE', '1:2 \\0'],
    '"\\\n"': ['JSON_BAD_ESCAPE', '1:2 \\'],
    '"\\u12g4"': ['JSON_BAD_HEX', '1:6 g4'],
    '"\\u+123"': ['JSON_BAD_HEX', '1:4 +'],
    '"\\u12': ['JSON_SHORT_UNICODE', '1:2 \\u'],
    "[\n'\u{1f600}', @]": ['JSON_NO_TOKEN', '2:6 @'],
    "['a\nb\r\nc\rd', @]": ['JSON_NO_TOKEN', '4:5 @'],
    '{}\ufeff': ['JSON_SECOND_VALUE', '1:3'],
}

for (const [text, [code, place]] of Object.entries(relaxed)) {
    t.test(`parseInto refuses ${JSON.stringify(text)} with ${code}`, async t => {
        t.equal(fault(text), `${code} ${place}`.trim())
    })
}

const strict: Record<string, string> = {
    '': 'JSON_EMPTY 1:1',
    ' \n': 'JSON_EMPTY 2:1',
    '[1,]': 'JSON_TRAILING_COMMA 1:4 ]',
    '{"a":1,}': 'JSON_TRAILING_COMMA 1:8 }',
    '[,1]': 'JSON_EXTRA_COMMA 1:2 ,',
    '[1,,2]': 'JSON_EXTRA_COMMA 1:4 ,',
    '{,}': 'JSON_EXTRA_COMMA 1:2 ,',
    '{},': 'JSON_STRAY_COMMA 1:3 ,',
    '{a:1}': 'JSON_BARE_NAME 1:2 a',
    '{1:1}': 'JSON_BARE_NAME 1:2 1',
    '[a]': 'JSON_BAD_TOKEN 1:2 a',
    '[undefined]': 'JSON_BAD_TOKEN 1:2 undefined',
    '[01]': 'JSON_BAD_TOKEN 1:2 01',
    '[-01]': 'JSON_BAD_TOKEN 1:2 -01',
    '[1.]': 'JSON_BAD_TOKEN 1:2 1',
    '[1.e1]': 'JSON_BAD_TOKEN 1:2 1',
    '[.5]': 'JSON_BAD_TOKEN 1:2 .',
    '[+1]': 'JSON_BAD_TOKEN 1:2 +',
    '[-]': 'JSON_BAD_TOKEN 1:2 -',
    '[/x/]': 'JSON_BAD_TOKEN 1:2 /',
    '[]//': 'JSON_COMMENT 1:3 /',
    '/**/1': 'JSON_COMMENT 1:1 /',
    "['a']": "JSON_QUOTE 1:2 '",
    '{`a`:1}': 'JSON_QUOTE 1:2 `',
    '{"a"::1}': 'JSON_NO_NAME 1:6 :',
    '["\\\'"]': "JSON_BAD_ESCAPE 1:3 \\'",
    '["\\`"]': 'JSON_BAD_ESCAPE 1:3 \\`',
    '["a\tb"]': 'JSON_BAD_ESCAPE 1:4 \t',
    '["\\n\n"]': 'JSON_BAD_ESCAPE 1:5 \n',
    '{"a\n":1}': 'JSON_BAD_ESCAPE 1:4 \n',
    '\ufeff1': 'JSON_NO_TOKEN 1:1 \ufeff',
    [`["${'a'.repeat(50)}\n"]`]: 'JSON_BAD_ESCAPE 1:53 \n',
    [`["${'a'.repeat(50)}`]: 'JSON_OPEN_STRING 1:2 "',
    '{"a":{"b":1},}': 'JSON_TRAILING_COMMA 1:14 }',
    '{"a":{}, b:1}': 'JSON_BARE_NAME 1:10 b',
}

for (const [text, expected] of Object.entries(strict)) {
    t.test(`parseInto refuses ${JSON.stringify(text)} in strict mode with ${expected.split(' ')[0]}`, async t => {
        t.equal(fault(text, true), expected.trim())
    })
}

t.test('parseInto takes what is RFC 8259 in strict mode', async t => {
    for (const text of [
        '{}',
        '[]',
        '["a"]',
        '{"a":{"b":[]}}',
        '"a"',
        '-0.5e+10',
        ' null ',
        '"\\ud800"',
        '{"a":1,"a":2}',
        '0',
    ]) {
        t.same(trace(text, { strict: true }), trace(text))
    }
    const long = 'a'.repeat(100)
    t.same(trace(`"${long}"`, { strict: true }), [`string ${long} @0`])
    t.same(trace(`"${long}\\n"`, { strict: true }), [`string ${long}\n @0`])
})

t.test('parseInto names the bracket that is not closed and its line', async t => {
    const message = 'Cannot parse JSON:3:1: found the end of the text, wanted "]" for the "[" of line 2'
    t.throws(() => trace('{a:\n[1,\n'), { name: 'JsonError', message, wanted: '"]" for the "[" of line 2' })
})

t.test('parseInto names the file, if there is one', async t => {
    t.throws(() => trace('{a:1\n b:2}', { path: '/etc/a.json5' }), {
        message: 'Cannot parse /etc/a.json5:2:2: found "b", wanted "," or a closing bracket',
        path: '/etc/a.json5',
        offset: 6,
        reason: 'found "b", wanted "," or a closing bracket',
    })
})

t.test('parseInto limits how deep containers are nested, to 1000 by default', async t => {
    t.equal(trace('['.repeat(1000) + ']'.repeat(1000)).length, 2000)
    t.equal(fault('['.repeat(1001)), 'JSON_TOO_DEEP 1:1001 [')
    t.equal(trace('[{a:[]},[]]', { depth: 3 }).length, 8)
    t.throws(() => trace('[{a:[[]]}]', { depth: 3 }), { code: 'JSON_TOO_DEEP', offset: 5, wanted: 'at most 3 levels' })
    const depth = 1_000_000
    t.equal(trace('['.repeat(depth) + ']'.repeat(depth), { depth }).length, 2 * depth, 'without recursion')
})

t.test('parseInto lets a receiver throw', async t => {
    const fail = () => {
        throw new RangeError('enough')
    }
    const receiver = { open: fail, close: fail, string: fail, primitive: fail, regexp: fail }
    for (const text of ['{', '[', 'a', '1', '/a/']) {
        t.throws(() => parseInto(text, receiver), { message: 'enough' })
    }
})

t.test('parseInto has a test for each of its errors', async t => {
    const tested = new Set([
        ...Object.values(relaxed).map(([code]) => code),
        ...Object.values(strict).map(line => line.split(' ')[0]),
        'JSON_TOO_DEEP',
    ])
    const source = ['parser', 'scanner'].map(name => readFileSync(`services/json/${name}.ts`, 'utf8')).join('')
    const raised = new Set(Array.from(source.matchAll(/'(JSON_\w+)'/g), match => match[1]))
    t.same([...tested].sort(), [...raised].sort())
    t.same(
        [...raised].filter(code => !Object.hasOwn(jsonErrors, code!)),
        [],
    )
})
