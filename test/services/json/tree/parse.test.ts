import { join } from 'node:path'
import t from 'tap'
import { type Ref, ref } from '../../../../fiber/compat/index.js'
import { clearLogFilter, setLogFilter, setLogHandler } from '../../../../fiber/index.js'
import {
    JFMT,
    JSON_STRICT,
    JSON_STRICT_PARSE,
    Json,
    jsonAlloc,
    jsonConvert,
    jsonConvertBuf,
    jsonFmtToString,
    jsonFree,
    jsonGet,
    jsonGetError,
    jsonLock,
    jsonParse,
    jsonParseFile,
    jsonParseFmt,
    jsonParseKeep,
    jsonParseString,
    jsonParseText,
    jsonPrint,
} from '../../../../services/json/c.js'
import { checkTree } from './check-tree.js'

t.test('jsonAlloc gives an empty tree', async t => {
    const json = jsonAlloc()
    t.match(json, { count: 0, lineNumber: 1, lock: false, error: null, path: null, userFlags: 0 })
    jsonFree(json)
    jsonFree(null)
})

t.test('jsonParse gives a tree, or NULL', async t => {
    const json = jsonParse("// comment\n{ a: 1.0e10, 'b c': [ /r/, fast, undefined ], }")!
    t.equal(json.toString(), "{a:1.0e10,'b c':[/r/,'fast',undefined]}")
    t.equal(json.lineNumber, 2)
    checkTree(json)
    for (const text of ['', null, undefined, 0, ' // nothing'] as const) {
        t.equal(jsonParse(text)!.count, 0)
    }
    t.equal(jsonParse('{'), null)
    t.equal(jsonParse('{}', JSON_STRICT_PARSE)!.count, 1)
    t.equal(jsonParse('{a:1}', JSON_STRICT_PARSE), null)
    t.equal(jsonParse('{a:1}', JSON_STRICT), null)
    t.equal(jsonParse('', JSON_STRICT_PARSE), null)
})

t.test('jsonParseKeep gives NULL for NULL', async t => {
    t.equal(jsonParseKeep(null, 0), null)
    t.equal(jsonParseKeep('', 0)!.count, 0)
    t.equal(jsonParseKeep('{a:1}', 0)!.count, 2)
})

/** A text that is wrong, and what C says of it. */
const errors: readonly (readonly [text: string, flags: number, error: string])[] = [
    ['{a:1\n b:2}', 0, 'JSON Parse Error: Comma expected\nAt line 2. Near:\nb:2}\n'],
    ['{a:1', 0, 'JSON Parse Error: Unclosed brace/bracket\nAt line 1. Near:\n\n'],
    ['[1}', 0, 'JSON Parse Error: Mismatched brace/bracket\nAt line 1. Near:\n}\n'],
    ['{"a":1,\n"b":}', 0, 'JSON Parse Error: Missing property value\nAt line 2. Near:\n}\n'],
    ['\n\n/* x', 0, 'JSON Parse Error: Cannot find end of comment started on line 3\nAt line 3. Near:\n/* x\n'],
    ['{"a":01}', 1, 'JSON Parse Error: Invalid primitive token\nAt line 1. Near:\n01}\n'],
    ['', 1, 'JSON Parse Error: Empty JSON document\nAt line 1. Near:\n\n'],
    ['{a:1}{b:2}', 0, 'JSON Parse Error: Invalid primitive\nAt line 1. Near:\n{b:2}\n'],
]

for (const [text, flags, error] of errors) {
    t.test(`jsonParseString tells what is wrong with ${JSON.stringify(text)}`, async t => {
        const message: Ref<string | null> = ref(null)
        t.equal(jsonParseString(text, message, flags), null)
        t.equal(message.value, error)
        const json = jsonAlloc()
        t.equal(jsonParseText(json, text, flags), -14)
        t.equal(jsonGetError(json), error)
        t.equal(json.count, 0)
    })
}

t.test('jsonParseString resets the message', async t => {
    const message: Ref<string | null> = ref('old')
    t.ok(jsonParseString('{}', message, 0))
    t.equal(message.value, null)
    t.ok(jsonParseString('{}', null, 0))
})

t.test('jsonParseText parses into an empty tree only', async t => {
    const json = jsonAlloc()
    t.equal(jsonParseText(null, '{}', 0), -6)
    t.equal(jsonParseText(json, null, 0), -6)
    t.equal(jsonParseText(json, '{a:1}', 0), 0)
    t.equal(jsonParseText(json, '{b:1}', 0), -14)
    t.match(json.error, /has nodes/)
    t.equal(json.toString(), '{a:1}')
    const locked = jsonAlloc()
    jsonLock(locked)
    t.equal(jsonParseText(locked, '{}', 0), -14)
    t.equal(jsonGetError(null), null)
})

t.test('jsonParseText keeps the first error of a tree', async t => {
    const json = jsonAlloc()
    jsonParseText(json, '{', 0)
    const { error } = json
    jsonParseText(json, ']', 0)
    t.equal(json.error, error)
    t.equal(jsonParseText(json, '{a:1}', 0), 0)
    t.equal(jsonGet(json, 0, 'a', null), '1')
})

t.test('jsonParseText takes as many nodes as the limit', async t => {
    const json = jsonAlloc()
    json.maxNodes = 3
    t.equal(jsonParseText(json, '[1,2,3]', 0), -32)
    t.match(json.error, /^JSON Parse Error: Too many elements in json text\nAt line 1\. Near:\n3\]\n$/)
    t.equal(jsonParseText(json, '[1,2]', 0), 0)
    t.equal(jsonParse(`[${'1,'.repeat(100_000)}]`), null)
    t.equal(jsonParse(`[${'1,'.repeat(99_999)}]`)!.count, 100_000)
})

t.test('jsonParseFmt formats first', async t => {
    t.equal(jsonParseFmt('{a:%d,b:%s}', 5, "'x'")!.toString(), "{a:5,b:'x'}")
    t.equal(jsonParseFmt('{%s', 'a'), null)
    t.equal(jsonParseFmt(null), null)
})

t.test('jsonParseFile names the file in its errors', async t => {
    const directory = t.testdir({ good: '{a:1}', bad: '{\n a:1\n', bom: '\ufeff{a:1}' })
    const message: Ref<string | null> = ref('old')
    const good = join(directory, 'good')
    const json = jsonParseFile(good, message, 0)!
    t.equal(json.path, good)
    t.equal(json.toString(), '{a:1}')
    t.equal(message.value, null)
    t.equal(jsonParseFile(join(directory, 'bom'), null, 0)!.toString(), '{a:1}')
    const bad = join(directory, 'bad')
    t.equal(jsonParseFile(bad, message, 0), null)
    t.equal(message.value, `JSON Parse Error: Unclosed brace/bracket\nIn file '${bad}' at line 3. Near => \n`)
    const none = join(directory, 'none')
    t.equal(jsonParseFile(none, message, 0), null)
    t.equal(message.value, `Cannot open: "${none}"`)
    for (const path of ['', null] as const) {
        message.value = 'old'
        t.equal(jsonParseFile(path, message, 0), null)
        t.equal(message.value, null)
    }
    t.throws(() => Json.parseFile(none), {
        code: 'JSON_CANNOT_READ',
        message: `Cannot open: "${none}"`,
        cause: { code: 'ENOENT' },
    })
    t.throws(() => Json.parseFile(bad), { code: 'JSON_UNCLOSED', path: bad, line: 3, column: 1 })
})

t.test('jsonConvert gives strict JSON on one line', async t => {
    t.equal(jsonConvert("{a:'%s',b:[%d]}", 'x', 5), '{"a":"x","b":[5]}')
    t.equal(jsonFmtToString('{a:%d}', 1), '{"a":1}')
    t.equal(jsonConvert(''), null)
    t.equal(jsonConvert('{%s', 'a'), null)
    t.equal(jsonConvert(null), null)
})

t.test('jsonConvertBuf gives a text that does not parse as it is formatted', async t => {
    const buf = ref('')
    t.equal(jsonConvertBuf(buf, 4, '{a:%d}', 12345), '{"a":12345}')
    t.equal(buf.value, '{"a":12345}')
    t.equal(jsonConvertBuf(buf, 100, '{a:%d', 1), '{a:1')
    t.equal(buf.value, '{a:1')
    t.equal(jsonConvertBuf(null, 100, '[]'), '[]')
    t.equal(JFMT(buf, '[%s]', 'x'), '["x"]')
    t.equal(buf.value, '["x"]')
})

t.test('jsonParse traces what is wrong', async t => {
    const lines: string[] = []
    const former = setLogHandler((type, source, message) => lines.push(`${type} ${source} ${message}`))
    t.teardown(() => {
        setLogHandler(former)
        clearLogFilter()
    })
    setLogFilter('all', 'all')
    jsonParse('{')
    t.strictSame(lines, ['trace json JSON Parse Error: Unclosed brace/bracket\nAt line 1. Near:\n\n'])
})

t.test('jsonPrint writes to the standard output', async t => {
    const written = t.capture(process.stdout, 'write')
    jsonPrint(jsonParse('{a:[1]}'))
    jsonPrint(null)
    t.strictSame(
        written().map(call => call.args[0]),
        ['{\n    a: [ 1 ]\n}\n\n'],
    )
})

t.test('Json.parse throws the error of the parser', async t => {
    t.throws(() => Json.parse('{a:1 b:2}'), { name: 'JsonError', code: 'JSON_NO_COMMA', line: 1, column: 6, text: 'b' })
    t.equal(Json.parse(null).count, 0)
})

t.test('parseTree takes no more levels than maxDepth', async t => {
    const json = new Json()
    json.maxDepth = 2
    t.throws(() => json.parseText('{a: [{}]}'), { code: 'JSON_TOO_DEEP' })
    t.equal(json.count, 0)
    json.parseText('{a: [1]}')
    t.equal(json.get('a[0]'), '1')
})
