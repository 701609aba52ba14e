import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'

const tails = fc.constantFrom('', ' ', 'x', 'e', 'e+', '..', '-', 'é', '😀')

/** digits * 2^exponent as decimal text, exactly: halves are fives and tenths. */
function exactDecimal(digits: bigint, exponent: number): string {
    return exponent < 0 ? `${digits * 5n ** BigInt(-exponent)}e${exponent}` : `${digits << BigInt(exponent)}`
}

t.test('stof reads back what JavaScript prints, whatever follows', async t => {
    fc.assert(
        fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), tails, (number, tail) => {
            const tailless = /[e.]/.test(`${number}`) && tail === '..' ? '' : tail
            assert.ok(Object.is(c.stof(` ${Object.is(number, -0) ? '-0' : number}${tailless}`), number))
        }),
    )
    for (const [text, value] of [
        ['1e5', 1e5],
        ['1E-5', 1e-5],
        ['1e', 1],
        ['1e+', 1],
        ['1e+x', 1],
        ['.5', 0.5],
        ['5.', 5],
        ['5.e2', 500],
        ['+.5e1x', 5],
        ['.', 0],
        ['.e5', 0],
        ['e5', 0],
        ['-', 0],
        ['1.2.3', 1.2],
        ['\t\n 7', 7],
        ['1e999', Number.POSITIVE_INFINITY],
        ['-1e999', Number.NEGATIVE_INFINITY],
        ['1e-999', 0],
        ['1_000', 1],
        ['0b11', 0],
        ['Infinity', Number.POSITIVE_INFINITY],
        ['-inf', Number.NEGATIVE_INFINITY],
        ['INFINITE', Number.POSITIVE_INFINITY],
        ['in', 0],
        ['nan(5)', Number.NaN],
        ['-NaN', Number.NaN],
        ['na', 0],
    ] as const) {
        t.ok(Object.is(c.stof(text), value), text)
    }
    t.ok(Object.is(c.stof('-0'), -0))
    t.ok(Object.is(c.stof('-abc'), 0))
})

t.test('stof reads hexadecimal numbers and rounds them once, to even', async t => {
    const exponents = fc.oneof(fc.integer({ min: -1200, max: 1100 }), fc.integer({ min: -1150, max: -1060 }))
    fc.assert(
        fc.property(fc.bigInt({ min: 0n, max: 2n ** 90n }), exponents, tails, (digits, exponent, tail) => {
            const expected = Number(exactDecimal(digits, exponent))
            assert.equal(c.stof(`0x${digits.toString(16)}p${exponent}${tail === '-' ? '' : tail}`), expected)
        }),
        { numRuns: 500 },
    )
    for (const [text, value] of [
        ['0x1.8p3', 12],
        ['-0X1.8P+3', -12],
        ['0x.8', 0.5],
        ['0x8.', 8],
        ['0xff', 255],
        ['0x', 0],
        ['0x.', 0],
        ['0xg', 0],
        ['0x1p', 1],
        ['0x1p+', 1],
        ['0x1e5', 0x1e5],
        ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
        ['0x1p1024', Number.POSITIVE_INFINITY],
        ['0x1p99999999999999999999', Number.POSITIVE_INFINITY],
        ['0x1p-99999999999999999999', 0],
        ['0x1p-1074', Number.MIN_VALUE],
        ['0x0.8p-1074', 0],
        ['0x0.80001p-1074', Number.MIN_VALUE],
        ['0x1.00000000000008p0', 1],
        ['0x1.000000000000080000000000001p0', 1 + 2 ** -52],
    ] as const) {
        t.ok(Object.is(c.stof(text), value), text)
    }
    t.equal(c.stof(`0x0.${'0'.repeat(100_000)}8p400001`), 1)
    t.equal(c.stof(`0x1${'0'.repeat(100_000)}p-400000`), 1)
})

t.test('stof and stod differ in NULL alone', async t => {
    t.equal(c.stof(null), 0)
    t.ok(Number.isNaN(c.stod(null)))
    t.ok(Number.isNaN(c.stod(0)))
    t.equal(c.stof(''), 0)
    t.equal(c.stod(''), 0)
    t.equal(c.stod('1.5 kg'), 1.5)
})
