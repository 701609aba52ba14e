import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { sfmt } from '../../../fiber/text/c.js'
import { integerModel, type Specification, spell } from './printf-model.js'
import { hasPrintf, systemPrintf } from './system-printf.js'

const numbers = fc.oneof(
    fc.integer({ min: -300, max: 300 }).map(BigInt),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.constantFrom(
        ...[15n, 16n, 31n, 32n, 53n, 63n, 64n].flatMap(bits => [2n ** bits - 1n, 2n ** bits, -(2n ** bits)]),
    ),
)

const specifications: fc.Arbitrary<Specification> = fc.record({
    flags: fc.array(fc.constantFrom(...`-+ 0#,'`), { maxLength: 4 }).map(flags => flags.join('')),
    width: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    precision: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
    length: fc.constantFrom('', '', 'l', 'll', 'L', 'z', 'h'),
    type: fc.constantFrom('d', 'u', 'x', 'X', 'o'),
})

t.test('format prints whole numbers as the model does, bigints and numbers', async () => {
    fc.assert(
        fc.property(specifications, numbers, (spec, value) => {
            const expected = integerModel(spec, value)
            const format = spell(spec)
            assert.equal(sfmt(format, value), expected)
            assert.equal(sfmt(format, `${value}`), expected, 'as text')
            const number = Number(value)
            assert.equal(sfmt(format, number), integerModel(spec, BigInt(number)))
        }),
        { numRuns: 1000 },
    )
})

t.test(
    'format prints %d, %u, %x, %o as the printf command does',
    { skip: !hasPrintf && 'No printf command' },
    async () => {
        // Left out is what Ioto does otherwise: grouping, ' ' with '+', signs of unsigned numbers, '0' with a precision, '#X', no digits.
        const flagsOf = {
            d: ['', '-', '0', '+', ' ', '+0', '-+'],
            u: ['', '-', '0'],
            x: ['', '-', '0', '#', '#0', '-#'],
            X: ['', '-', '0'],
            o: ['', '-', '0', '#', '#0', '-#'],
        }
        const values = fc.sample(numbers, 40)
        for (const [type, allFlags] of Object.entries(flagsOf)) {
            const formats = allFlags.flatMap(flags => {
                const precisions = flags.includes('0') ? [''] : ['', '.1', '.9', '.22']
                return ['', '12', '25'].flatMap(width =>
                    precisions.map(precision => `%${flags}${width}${precision}l${type}`),
                )
            })
            // The command takes 64 bits: signed ones for %d, for the others also unsigned ones.
            const limit = type === 'd' ? 2n ** 63n : 2n ** 64n
            const args = values.filter(value => value < limit && value >= -(2n ** 63n))
            const found = args.map(value => formats.map(format => sfmt(format, value)))
            assert.deepEqual(found, systemPrintf(formats, args.map(String)))
        }
    },
)

t.test('%d takes numbers, bigints, booleans and numeric strings; all else is 0', async t => {
    for (const [value, text] of [
        [3.99, '3'],
        [-3.99, '-3'],
        [-0.5, '0'],
        [-0, '0'],
        [2 ** 40, '1099511627776'],
        [1e20, '100000000000000000000'],
        [12345678901234567890n, '12345678901234567890'],
        [true, '1'],
        [false, '0'],
        ['42', '42'],
        [' -42.9kg', '-42'],
        ['+9007199254740993', '9007199254740993'],
        ['0x10', '16'],
        ['abc', '0'],
        ['9'.repeat(400), '9007199254740991'],
        [Number.NaN, '0'],
        [Number.POSITIVE_INFINITY, '9007199254740991'],
        [Number.NEGATIVE_INFINITY, '-9007199254740991'],
        [null, '0'],
        [undefined, '0'],
        [{}, '0'],
        [[5], '0'],
        [Symbol('s'), '0'],
        [() => 5, '0'],
    ] as const) {
        t.equal(sfmt('%d', value), text, String(value))
        t.equal(sfmt('%i|', value), `${text}|`)
        t.equal(sfmt('%3d', value), text.padStart(3))
    }
})

t.test('%u, %x and %o print values above 2^63 as unsigned [D-17]', async t => {
    t.equal(sfmt('%u', 2n ** 64n - 1n), '18446744073709551615')
    t.equal(sfmt('%lu', 2 ** 63), '9223372036854775808')
    t.equal(sfmt('%d', 2n ** 63n), '9223372036854775808')
    t.equal(sfmt('%lx', -1), 'ffffffffffffffff')
    t.equal(sfmt('%x %X %o %u', -1, -1, -1, -1), 'ffffffff FFFFFFFF 37777777777 4294967295')
})

t.test('%#d keeps a minus sign [D-17]', async t => {
    t.equal(sfmt('%#d', -5), '-5')
    t.equal(sfmt('%#5d|%#d', -5, 5), '   -5|5')
})

t.test('%h truncates to 16 bits', async t => {
    t.equal(sfmt('%hd %hd %hu %hx', 65537, 32768, -1, 0x12345), '1 -32768 65535 2345')
})

t.test('a precision is the least number of digits, and zero prints one at any', async t => {
    t.equal(sfmt('%.3d|%.0d|%.d|%.0x', 5, 0, 0, 0), '005|0|0|0')
    t.equal(sfmt('%08.3d', 5), '00000005')
})

t.test('%p prints 0x and digits', async t => {
    t.equal(sfmt('%p|%8p|%-6p|%p', 255, 255, 255, 0), '0xff|    0xff|0xff  |0x0')
    t.equal(sfmt('%p %p', null, {}), '0x0 0x0')
    t.equal(sfmt('%p', -1), '0xffffffffffffffff')
})

t.test('thousands separators stand in decimal and octal numbers, not in hexadecimal ones', async t => {
    t.equal(sfmt("%,d %'d %,d", 1234567, -1234, 999), '1,234,567 -1,234 999')
    t.equal(sfmt('%,o %,x', 0o1234567, 0x1234567), '1,234,567 1234567')
})
