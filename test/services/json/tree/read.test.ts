import t from 'tap'
import {
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_PRIMITIVE,
    JSON_REGEXP,
    JSON_STRING,
    Json,
    jsonGet,
    jsonGetBool,
    jsonGetChildNode,
    jsonGetClone,
    jsonGetDate,
    jsonGetDouble,
    jsonGetId,
    jsonGetInt,
    jsonGetLength,
    jsonGetNode,
    jsonGetNodeId,
    jsonGetNum,
    jsonGetRef,
    jsonGetType,
    jsonGetUserFlags,
    jsonGetValue,
    jsonParse,
    jsonSetUserFlags,
} from '../../../../services/json/c.js'

const MAX = Number.MAX_SAFE_INTEGER

/** A tree with one value, as a string. */
function of(text: string): Json {
    return Json.fromObject({ v: text })
}

const json = jsonParse(`{
    string: 'text', empty: '', number: 1.0e10, yes: true, no: false, nil: null, undef: undefined, word: 'null',
    object: { a: 1, b: 2 }, array: [ 1, [ 2 ], 3 ], re: /a\\/b/, none: {},
}`)!

t.test('jsonGet gives the text of a node, and the default for what is not there and for null', async t => {
    t.equal(jsonGet(json, 0, 'string', 'x'), 'text')
    t.equal(jsonGet(json, 0, 'empty', 'x'), '')
    t.equal(jsonGet(json, 0, 'number', 'x'), '1.0e10')
    t.equal(jsonGet(json, 0, 'yes', 'x'), 'true')
    t.equal(jsonGet(json, 0, 'nil', 'x'), 'x')
    t.equal(jsonGet(json, 0, 'word', 'x'), 'null')
    t.equal(jsonGet(json, 0, 'undef', 'x'), 'undefined')
    t.equal(jsonGet(json, 0, 'object', 'x'), '{}')
    t.equal(jsonGet(json, 0, 'array', 'x'), '[]')
    t.equal(jsonGet(json, 0, 're', 'x'), 'a\\/b')
    t.equal(jsonGet(json, 0, 'missing', 'x'), 'x')
    t.equal(jsonGet(json, 0, 'missing', null), null)
    t.equal(jsonGet(json, 0, 'missing', 0), null)
    t.equal(jsonGet(json, 999, 'string', 'x'), 'x')
    t.equal(jsonGet(null, 0, 'string', 'x'), 'x')
    t.equal(jsonGet(0, 0, 'string', undefined), null)
    t.equal(jsonGet(json, 0, null, 'x'), '{}')
    t.equal(jsonGet(json, 0, 0, 'x'), '{}')
    t.equal(jsonGetRef(json, 0, 'string', 'x'), 'text')
    t.equal(jsonGetClone(json, 0, 'string', 'x'), 'text')
    t.equal(jsonGetClone(json, 0, 'missing', null), null)
})

t.test('jsonGetBool is true for 1 and true only', async t => {
    for (const text of ['1', 'true']) {
        t.equal(jsonGetBool(of(text), 0, 'v', false), true)
    }
    for (const text of ['0', 'false', 'yes', '2', 'undefined', 'TRUE', ' 1', '', 'null']) {
        t.equal(jsonGetBool(of(text), 0, 'v', true), false)
    }
    t.equal(jsonGetBool(json, 0, 'object', true), false)
    t.equal(jsonGetBool(json, 0, 'nil', true), true)
    t.equal(jsonGetBool(json, 0, 'missing', true), true)
    t.equal(jsonGetBool(json, 0, 'missing', 1 as unknown as boolean), true)
    t.equal(jsonGetBool(null, 0, 'missing', false), false)
})

t.test('jsonGetInt reads a leading integer in 32 bits', async t => {
    const rows: readonly (readonly [string, number])[] = [
        ['12abc', 12],
        ['1.9', 1],
        ['true', 0],
        ['abc', 0],
        ['', 0],
        ['0x10', 0],
        ['5 mins', 5],
        ['-7', -7],
        ['+7', 7],
        ['  42', 42],
        ['2147483647', 2147483647],
        ['2147483648', -2147483648],
        ['4294967296', 0],
        ['4294967301', 5],
        ['-4294967301', -5],
        ['9007199254740993', 1],
        ['9223372036854775807', -1],
        ['9223372036854775808', -1],
        ['99999999999999999999999', -1],
        ['-99999999999999999999999', 0],
        ['00000000000000000000000000012', 12],
    ]
    for (const [text, value] of rows) {
        t.equal(jsonGetInt(of(text), 0, 'v', 3), value, text)
    }
    t.equal(jsonGetInt(json, 0, 'object', 3), 0)
    t.equal(jsonGetInt(json, 0, 'missing', 2 ** 40), 2 ** 40)
    t.equal(jsonGetInt(json, 0, 'nil', 3), 3)
})

t.test('jsonGetNum reads a leading integer of any size', async t => {
    t.equal(jsonGetNum(of('4294967296'), 0, 'v', 0), 4294967296)
    t.equal(jsonGetNum(of('-4294967296x'), 0, 'v', 0), -4294967296)
    t.equal(jsonGetNum(of('99999999999999999999999'), 0, 'v', 0), MAX)
    t.equal(jsonGetNum(of('x'), 0, 'v', 5), 0)
    t.equal(jsonGetNum(json, 0, 'missing', 1234567890123456), 1234567890123456)
})

t.test('getBigInt reads 64 bits to the last digit', async t => {
    t.equal(of('9223372036854775807').getBigInt('v'), 9223372036854775807n)
    t.equal(of('-9223372036854775808x').getBigInt('v'), -9223372036854775808n)
    t.equal(of('9223372036854775808').getBigInt('v'), 9223372036854775807n)
    t.equal(of('-99999999999999999999').getBigInt('v'), -9223372036854775808n)
    t.equal(of('x').getBigInt('v', 7n), 0n)
    t.equal(of('x').getBigInt('w', 7n), 7n)
})

t.test('jsonGetDouble reads a leading number', async t => {
    t.equal(jsonGetDouble(of('1.5e3x'), 0, 'v', 0), 1500)
    t.equal(jsonGetDouble(of('-.5'), 0, 'v', 0), -0.5)
    t.equal(jsonGetDouble(of('true'), 0, 'v', 7), 0)
    t.equal(jsonGetDouble(json, 0, 'missing', 0.123456789), 0.123456789)
})

t.test('jsonGetValue reads numbers with units', async t => {
    const rows: readonly (readonly [string, number])[] = [
        ['5 mins', 300],
        ['1 hr', 3600],
        ['2 days', 172800],
        ['1 week', 604800],
        ['1 month', 2592000],
        ['1 year', 31536000],
        ['1kb', 1024],
        ['5m', 5242880],
        ['20MB', 20971520],
        ['1g', 1073741824],
        ['7 secs', 7],
        ['7', 7],
        ['unlimited', MAX],
        ['infinite', MAX],
        ['never', 7260757200000],
        ['9007199254740991 gb', MAX],
    ]
    for (const [text, value] of rows) {
        t.equal(jsonGetValue(of(text), 0, 'v', '1'), value, text)
    }
    t.equal(jsonGetValue(json, 0, 'missing', '2 mins'), 120)
    t.equal(jsonGetValue(json, 0, 'missing', null), 0)
    t.equal(jsonGetValue(null, 0, 'missing', '1k'), 1024)
    t.equal(json.getValue('missing', '1k'), 1024)
})

t.test('jsonGetDate reads digits as milliseconds and all else as ISO 8601', async t => {
    const rows: readonly (readonly [string, number])[] = [
        ['0', 0],
        ['1762810108123', 1762810108123],
        ['-5', -5],
        ['+5', 5],
        ['2025-11-10T21:28:28.123Z', 1762810108123],
        ['2025-11-10T21:28:28.123999999999Z', 1762810108123],
        ['2025-11-10T22:28:28+01:00', 1762810108000],
        ['2025-11-10T22:28:28+01', 1762810108000],
        ['2025-11-10T20:28:28-0100', 1762810108000],
        ['2025-11-10T21:28:28', -1],
        ['2025-11-10', -1],
        ['2025-11-10T21:28:28Zx', -1],
        ['1899-11-10T21:28:28Z', -1],
        ['2025-13-10T21:28:28Z', -1],
        ['12 ', -1],
        [' 12', -1],
        ['-', -1],
        ['', -1],
        ['yesterday', -1],
    ]
    for (const [text, value] of rows) {
        t.equal(jsonGetDate(of(text), 0, 'v', 7), value, text)
    }
    t.equal(jsonGetDate(json, 0, 'missing', 7), 7)
    t.equal(jsonGetDate(null, 0, 'missing', 7), 7)
})

t.test('jsonGetId and jsonGetNode find nodes, jsonGetNodeId finds ids', async t => {
    const id = jsonGetId(json, 0, 'array[1]')
    const node = jsonGetNode(json, 0, 'array[1]')!
    t.equal(json.nodes[id], node)
    t.equal(jsonGetNodeId(json, node), id)
    t.equal(jsonGetNodeId(jsonParse('{}'), node), -1)
    t.equal(jsonGetNodeId(json, null), -1)
    t.equal(jsonGetId(json, 0, 'x'), -25)
    t.equal(jsonGetId(null, 0, 'x'), -25)
    t.equal(jsonGetId(json, id, null), id)
    t.equal(jsonGetId(json, 999, null), -25)
    t.equal(jsonGetNode(json, 0, 'x'), null)
    t.equal(jsonGetNode(null, 0, 'x'), null)
})

t.test('jsonGetNodeId of a node that was removed is -1', async t => {
    const tree = jsonParse('{a:{b:1},c:2}')!
    const a = jsonGetNode(tree, 0, 'a')!
    const b = jsonGetNode(tree, 0, 'a.b')!
    const c = jsonGetNode(tree, 0, 'c')!
    tree.remove('a')
    t.equal(jsonGetNodeId(tree, a), -1)
    t.equal(jsonGetNodeId(tree, b), -1)
    t.equal(jsonGetNodeId(tree, c), 1)
    t.equal(a.last, -1)
    t.equal(c.last, 2)
})

t.test('jsonGetChildNode gives the nth child', async t => {
    const array = jsonGetId(json, 0, 'array')
    t.equal(jsonGetChildNode(json, array, 0)!.value, '1')
    t.equal(jsonGetChildNode(json, array, 1)!.type, JSON_ARRAY)
    t.equal(jsonGetChildNode(json, array, 2)!.value, '3')
    t.equal(jsonGetChildNode(json, array, 3), null)
    t.equal(jsonGetChildNode(json, array, -1), null)
    t.equal(jsonGetChildNode(json, 999, 0), null)
    t.equal(jsonGetChildNode(null, 0, 0), null)
    t.equal(jsonGetChildNode(json, 1, 0), null)
    t.equal(jsonGetChildNode(json, array, 0.5), null)
})

t.test('jsonGetType gives the type', async t => {
    t.equal(jsonGetType(json, 0, 'string'), JSON_STRING)
    t.equal(jsonGetType(json, 0, 'number'), JSON_PRIMITIVE)
    t.equal(jsonGetType(json, 0, 'object'), JSON_OBJECT)
    t.equal(jsonGetType(json, 0, 'array'), JSON_ARRAY)
    t.equal(jsonGetType(json, 0, 're'), JSON_REGEXP)
    t.equal(jsonGetType(json, jsonGetId(json, 0, 'array'), null), JSON_ARRAY)
    t.equal(jsonGetType(json, 0, ''), -6)
    t.equal(jsonGetType(json, 0, 'missing'), -6)
    t.equal(jsonGetType(json, 99, null), -6)
    t.equal(jsonGetType(null, 0, null), -6)
})

t.test('jsonGetLength counts direct children', async t => {
    t.equal(jsonGetLength(json, 0, 'array'), 3)
    t.equal(jsonGetLength(json, 0, 'object'), 2)
    t.equal(jsonGetLength(json, 0, 'none'), 0)
    t.equal(jsonGetLength(json, 0, 'string'), 0)
    t.equal(jsonGetLength(json, 0, null), 12)
    t.equal(jsonGetLength(json, 0, 'missing'), -25)
    t.equal(jsonGetLength(null, 0, null), -25)
})

t.test('jsonSetUserFlags keeps eight bits', async t => {
    const tree = jsonParse('{}')
    t.equal(jsonGetUserFlags(tree), 0)
    jsonSetUserFlags(tree, 0x1ff)
    t.equal(jsonGetUserFlags(tree), 0xff)
    t.equal(jsonGetUserFlags(null), 0)
})
