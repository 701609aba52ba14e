import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { sfmt } from '../../../fiber/text/c.js'
import { floatModel, fractionOf, isTie, type Specification, spell } from './printf-model.js'
import { hasPrintf, systemPrintf } from './system-printf.js'

const numbers = fc.oneof(
    fc.double(),
    fc.double({ min: -2e6, max: 2e6 }),
    fc.double({ min: -2, max: 2 }),
    // Decimals as people write them, which are near ties and powers of ten but not at them, and true ties.
    fc
        .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: -8, max: 8 }))
        .map(([n, e]) => Number(`${n}5e${e}`)),
    fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 8 })).map(([n, e]) => n / 2 ** e),
    fc.integer({ min: -25, max: 25 }).map(e => 10 ** e - 10 ** (e - 7)),
    fc.constantFrom(
        0.0001,
        0.00009999999,
        1000000,
        1000000.1,
        999999.9999999,
        1e21,
        1e300,
        5e-324,
        1.005,
        2.675,
        1e9,
        1e9 - 0.5,
    ),
)

const specifications: fc.Arbitrary<Specification> = fc.record({
    flags: fc.array(fc.constantFrom(...'-+ 0#'), { maxLength: 3 }).map(flags => flags.join('')),
    width: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    precision: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
    length: fc.constantFrom('', 'l', 'L'),
    type: fc.constantFrom('f', 'f', 'e', 'E', 'g', 'G'),
})

t.test('format prints floating-point numbers as the model does', async () => {
    fc.assert(
        fc.property(specifications, numbers, (spec, value) => {
            assert.equal(sfmt(spell(spec), value), floatModel(spec, value))
        }),
        { numRuns: 1000 },
    )
})

/** The very number, where a decimal would be read as a nearby one of higher precision. */
function hexadecimal(value: number): string {
    const { numerator, exponent } = fractionOf(value)
    return `${value < 0 || Object.is(value, -0) ? '-' : ''}0x${numerator.toString(16)}p${exponent}`
}

/** Whether the number is exactly between two numbers of so many decimals, written scientifically. */
function isScientificTie(value: number, decimals: number): boolean {
    const exponent = value === 0 ? 0 : Number(Math.abs(value).toExponential(20).split('e')[1])
    return isTie(value, decimals - exponent)
}

t.test('format prints %f and %e as the printf command does', { skip: !hasPrintf && 'No printf command' }, async () => {
    const values = fc.sample(numbers, 150).filter(value => Number.isFinite(value))
    for (const type of ['f', 'e', 'E']) {
        for (const precision of [0, 1, 2, 6, 12]) {
            // The command takes ties to the even digit.
            const isTied = type === 'f' ? isTie : isScientificTie
            const args = values.filter(value => !isTied(value, precision))
            const fields = ['', '12', '-12', '+', '012', ' ', '-+30', '+030', ' 0']
            const formats = fields.map(field => `%${field}.${precision}${type}`)
            const found = args.map(value => formats.map(format => sfmt(format, value)))
            assert.deepEqual(found, systemPrintf(formats, args.map(hexadecimal)))
        }
    }
})

t.test('%f rounds half away from zero, by the exact binary value', async t => {
    t.equal(sfmt('%.0f %.0f %.0f %.0f', 0.5, 1.5, 2.5, -2.5), '1 2 3 -3')
    t.equal(sfmt('%.2f %.2f %.2f', 1.005, 2.675, 0.125), '1.00 2.67 0.13')
    t.equal(sfmt('%.1f %.1f', 0.25, -0.25), '0.3 -0.3')
    t.equal(sfmt('%f', 123456789.1234567), '123456789.123457')
})

t.test('floating-point numbers keep their sign, NaN and infinities their names [D-17]', async t => {
    t.equal(sfmt('%f %f %f', -0.5, -0.0, -1e-9), '-0.500000 -0.000000 -0.000000')
    t.equal(sfmt('%f %e %g %F', Number.NaN, Number.NaN, Number.NaN), 'nan nan nan F')
    t.equal(
        sfmt('%f %E %G', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY),
        'inf -inf -inf',
    )
    t.equal(sfmt('%06f|%-6f|%+f', Number.POSITIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY), '   inf|nan   |+inf')
})

t.test('%g of 0 prints 0 [D-17]', async t => {
    t.equal(sfmt('%g', 0), '0')
    t.equal(sfmt('%.2g|%G', 0, 0), '0.00|0.000000')
})

t.test('a width counts the whole number, and left alignment pads after it [D-17]', async t => {
    t.equal(sfmt('%10f|%-10f|', 1.5, 1.5), '  1.500000|1.500000  |')
    t.equal(sfmt('%-8.1f|%08.1f|%+08.1f', -1.5, -1.5, 1.5), '-1.5    |-00001.5|+00001.5')
})

t.test('%g is fixed in the middle; its precision is decimals, without one trailing zeros go', async t => {
    t.equal(sfmt('%g %g %g %g', 1.5, 100, 0.0001, 1000000), '1.5 100 0.0001 1000000')
    t.equal(sfmt('%g %g %g', 0.00005, 1234567, -2e20), '5e-05 1.234567e+06 -2e+20')
    t.equal(sfmt('%.2g %.3g', 1.5, 1234567), '1.50 1.235e+06')
    t.equal(sfmt('%G %G', 1.5, 1e10), '1.500000 1.000000E+10')
})

t.test('%e has an exponent of at least two digits', async t => {
    t.equal(sfmt('%e %.0e %E %.1e', 12345.678, 5e100, 0, 9.96), '1.234568e+04 5e+100 0.000000E+00 1.0e+01')
})

t.test('floating-point conversions take what else there is', async t => {
    t.equal(sfmt('%.1f %.1f %.1f %.1f', 5n, true, '2.5kg', null), '5.0 1.0 2.5 0.0')
    t.equal(sfmt('%.1f %.1f', {}, 'abc'), '0.0 0.0')
    t.equal(sfmt('%.1f'), '0.0')
})

t.test('many decimals are filled up', async t => {
    t.equal(sfmt('%.120f', 0.5), `0.5${'0'.repeat(119)}`)
    t.equal(sfmt('%.120e', 0.5), `5.${'0'.repeat(120)}e-01`)
    t.equal(sfmt('%.2f', 1e22), '10000000000000000000000.00')
})
