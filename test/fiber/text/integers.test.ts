import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { MAXINT64, ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

const whole = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -50, max: 50 }))

t.test('sitosx gives upper case digits in radix 2 to 16, else decimal', async t => {
    fc.assert(
        fc.property(whole, fc.integer({ min: 2, max: 16 }), (n, radix) => {
            assert.equal(c.sitosx(n, radix), BigInt(n).toString(radix).toUpperCase())
            assert.equal(c.sitos(n), `${BigInt(n)}`)
        }),
    )
    t.equal(c.sitosx(255, 16), 'FF')
    t.equal(c.sitosx(-255, 16), '-FF')
    for (const radix of [0, -5, 1, 17, 2.5, Number.NaN]) {
        t.equal(c.sitosx(20, radix), '20', `radix ${radix}`)
    }
})

t.test('sitos takes what is no whole number', async t => {
    t.equal(c.sitos(-0), '0')
    t.equal(c.sitos(-2.9), '-2')
    t.equal(c.sitos(-0.5), '0')
    t.equal(c.sitos(1e22), '10000000000000000000000')
    t.equal(c.sitos(Number.NaN), '0')
    t.equal(c.sitos(Number.POSITIVE_INFINITY), `${MAXINT64}`)
    t.equal(c.sitos(null as unknown as number), '0')
    t.equal(c.sitos('5' as unknown as number), '0')
})

t.test('sitosbuf stores what fits with the end of a C string', async t => {
    const buf = ref('old')
    t.equal(c.sitosbuf(buf, 3, 255, 10), null)
    t.equal(buf.value, 'old')
    t.equal(c.sitosbuf(buf, 4, 255, 10), '255')
    t.equal(buf.value, '255')
    t.equal(c.sitosbuf(buf, 0, 1, 10), null)
    t.equal(c.sitosbuf(buf, -1, 1, 10), null)
    t.equal(c.sitosbuf(null, 9, 1, 10), null)
})

t.test('stoix reads white space, a sign and digits, and stops at the first other character', async () => {
    fc.assert(
        fc.property(
            fc.constantFrom('', ' ', '\t\n\v\f\r '),
            fc.constantFrom('', '+', '-'),
            fc.bigInt({ min: 0n, max: 2n ** 70n }),
            fc.integer({ min: 2, max: 36 }),
            fc.constantFrom('', ' ', '.', '-', '~', 'é', '😀'),
            (space, sign, value, radix, tail) => {
                const end = ref('')
                const limited = value > BigInt(MAXINT64) ? MAXINT64 : Number(value)
                const digits = value.toString(radix)
                const expected = sign === '-' && limited > 0 ? -limited : limited
                for (const spelled of [digits, digits.toUpperCase(), `00${digits}`]) {
                    assert.equal(c.stoix(space + sign + spelled + tail, end, radix), expected)
                    assert.equal(end.value, tail)
                }
            },
        ),
    )
})

t.test('stoix recognises the radix for 0, and a prefix for 16', async t => {
    for (const [text, radix, value, rest] of [
        ['0x1fG', 0, 31, 'G'],
        ['0X1F', 0, 31, ''],
        ['-0x10', 0, -16, ''],
        ['017', 0, 15, ''],
        ['08', 0, 0, '8'],
        ['0', 0, 0, ''],
        ['0xg', 0, 0, 'xg'],
        ['12', 0, 12, ''],
        ['0x1f', 16, 31, ''],
        ['1f', 16, 31, ''],
        ['0x1f', 10, 0, 'x1f'],
        ['017', 10, 17, ''],
    ] as const) {
        const end = ref('')
        t.equal(c.stoix(text, end, radix), value, `${text} in radix ${radix}`)
        t.equal(end.value, rest)
    }
})

t.test('stoix gives the whole string back where there is no number, nothing for NULL', async t => {
    const end = ref('old')
    t.equal(c.stoix(null, end, 10), 0)
    t.equal(c.stoix('', end, 10), 0)
    t.equal(end.value, 'old')
    t.equal(c.stoix(' -x', end, 10), 0)
    t.equal(end.value, ' -x')
    for (const radix of [1, 37, -1, 2.5, Number.NaN]) {
        t.equal(c.stoix('11', end, radix), 0)
        t.equal(end.value, '11')
    }
    t.equal(c.stoix('11', null, 10), 11)
})

t.test('stoi reads decimal numbers, within the limits', async t => {
    t.equal(c.stoi(' -42abc'), -42)
    t.ok(Object.is(c.stoi('-0'), 0))
    t.equal(c.stoi('abc'), 0)
    t.equal(c.stoi('--5'), 0)
    t.equal(c.stoi(null), 0)
    t.equal(c.stoi('9223372036854775807'), MAXINT64)
    t.equal(c.stoi('-99999999999999999999'), -MAXINT64)
    t.equal(c.stoi('9'.repeat(100_000)), MAXINT64)
})
