import fc from 'fast-check'
import t from 'tap'
import { RBuf } from '../../../fiber/collection/c.js'
import * as face from '../../../services/json/c.js'
import { walkTable, withoutTable } from '../../checks/c-table/index.js'

t.test('services/json/c.ts has every row of json.tsv', { skip: withoutTable('json') }, async t => {
    t.strictSame(walkTable('json', 'services/json/c.ts'), [])
})

t.test('services/json/c.ts has the constants with the values of C', async t => {
    const values: Partial<Record<keyof typeof face, number>> = {
        JSON_OBJECT: 0x1,
        JSON_ARRAY: 0x2,
        JSON_COMMENT: 0x4,
        JSON_STRING: 0x8,
        JSON_PRIMITIVE: 0x10,
        JSON_REGEXP: 0x20,
        JSON_STRICT_PARSE: 0x1,
        JSON_PASS_VALUE: 0x2,
        JSON_COMPACT: 0x10,
        JSON_DOUBLE_QUOTES: 0x20,
        JSON_ENCODE: 0x40,
        JSON_EXPAND: 0x80,
        JSON_MULTILINE: 0x100,
        JSON_ONE_LINE: 0x200,
        JSON_QUOTE_KEYS: 0x400,
        JSON_SINGLE_QUOTES: 0x800,
        JSON_KEY: 0x1000,
        JSON_DEBUG: 0x2000,
        JSON_BARE: 0x4000,
        JSON_EXPANDING: 0x8000,
        JSON_EXPECT_KEY: 0x10000,
        JSON_EXPECT_COMMA: 0x20000,
        JSON_EXPECT_VALUE: 0x40000,
        JSON_PARSE_FLAGS: 0xff000,
        JSON_JS: 0x800,
        JSON_JSON: 0x460,
        JSON_JSON5: 0x800,
        JSON_HUMAN: 0x910,
        JSON_PRETTY: 0x910,
        JSON_QUOTES: 0x20,
        JSON_STRICT: 0x461,
        JSON_COMBINE: 0x1,
        JSON_OVERWRITE: 0x2,
        JSON_APPEND: 0x4,
        JSON_REPLACE: 0x8,
        JSON_CCREATE: 0x10,
        JSON_REMOVE_UNDEF: 0x20,
        ME_JSON_MAX_NODES: 100000,
        ME_JSON_MAX_RECURSION: 32,
        JSON_MAX_LINE_LENGTH: 120,
        JSON_DEFAULT_INDENT: 4,
    }
    t.match(face, values)
})

/** What a port may hand over where it should not. */
const strange = fc.oneof(
    fc.constantFrom<unknown>(
        null,
        undefined,
        0,
        -1,
        1,
        2,
        0.5,
        Number.NaN,
        Infinity,
        2 ** 40,
        '',
        'a',
        'b[0]',
        'b.$.x',
        '${a}',
        '%d %s',
        '{a:[1,{b:2}]}',
        true,
        Symbol('s'),
        {},
        Object.create(null),
        [],
        () => 0,
        Buffer.from('bytes'),
        { value: 0 },
    ),
    fc.constant(0).map(() => new RBuf(16)),
    fc.constant(0).map(() => face.jsonParse('{a:1,b:[x,{y:/r/}],c:null,d:undefined}')),
    fc.constant(0).map(() => face.jsonAlloc()),
    fc.constant(0).map(() => face.jsonGetNode(face.jsonParse('{a:{b:1}}'), 0, 'a')),
)

/** All but the classes, what writes to the standard output, and what changes how others render. */
const functions = Object.entries(face).filter(
    ([name, value]) =>
        typeof value === 'function' && !/^(Json|JsonNode|jsonPrint|jsonSetIndent|jsonSetMaxLength)$/.test(name),
)

for (const [name, fn] of functions) {
    t.test(`${name} takes all sorts of arguments without a crash`, async t => {
        fc.assert(
            fc.property(fc.array(strange, { maxLength: 7 }), args => {
                if (name === 'jsonSave' && typeof args[3] === 'string') {
                    args[3] = '/nonexistent/directory/file'
                }
                if (name === 'jsonSetTrigger') {
                    args[1] = () => 0
                }
                ;(fn as (...args: unknown[]) => unknown)(...args)
            }),
            { numRuns: 300 },
        )
        t.pass()
    })
}
