import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { MAXINT, MAXINT64 } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

const factors: readonly (readonly [string, number])[] = [
    ...['min', 'mins', 'minute', 'minutes'].map(unit => [unit, 60] as const),
    ...['hr', 'hrs', 'hour', 'hours'].map(unit => [unit, 3600] as const),
    ...['day', 'days'].map(unit => [unit, 86400] as const),
    ...['week', 'weeks'].map(unit => [unit, 604800] as const),
    ...['month', 'months'].map(unit => [unit, 2592000] as const),
    ...['year', 'years'].map(unit => [unit, 31536000] as const),
    ...['k', 'kb'].map(unit => [unit, 1024] as const),
    ...['m', 'mb'].map(unit => [unit, 1048576] as const),
    ...['g', 'gb'].map(unit => [unit, 1073741824] as const),
    ...['', 's', 'sec', 'secs', 'seconds', 'b', 'byte', 'bytes', 'ms', 'h', 'd', 'parsec'].map(
        unit => [unit, 1] as const,
    ),
]

t.test('svalue multiplies by the unit', async t => {
    for (const [unit, factor] of factors) {
        for (const text of [`5${unit}`, `5 ${unit}`, ` 5 ${unit.toUpperCase()} `]) {
            t.equal(c.svalue(text), 5 * factor, text)
        }
    }
})

t.test('svalue stays within the limits, whatever the number', async () => {
    fc.assert(
        fc.property(
            fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
            fc.constantFrom(...factors),
            (n, [unit, factor]) => {
                const limit = BigInt(MAXINT64)
                const clip = (value: bigint): bigint => (value > limit ? limit : value < -limit ? -limit : value)
                assert.equal(c.svalue(`${n} ${unit}`), Number(clip(clip(n) * BigInt(factor))))
            },
        ),
    )
})

t.test('svalue takes the whole part of a number alone', async t => {
    t.equal(c.svalue('1.5k'), 1024)
    t.equal(c.svalue('10ms'), 10)
    t.equal(c.svalue('k'), 0)
    t.equal(c.svalue('abc'), 0)
})

t.test('svalue knows words for ever and without end', async t => {
    for (const word of ['unlimited', 'infinite', ' Unlimited ', 'INFINITELY']) {
        t.equal(c.svalue(word), MAXINT64)
    }
    for (const word of ['never', 'forever', ' Never']) {
        t.equal(c.svalue(word), 7260757200000)
    }
})

t.test('svalue gives 0 for NULL and for 80 bytes or more', async t => {
    t.equal(c.svalue(null), 0)
    t.equal(c.svalue(''), 0)
    t.equal(c.svalue(`5${' '.repeat(78)}`), 5)
    t.equal(c.svalue(`5${' '.repeat(79)}`), 0)
    t.equal(c.svalue(`5 min ${'é'.repeat(40)}`), 0)
})

t.test('svaluei stays within 32 bits', async t => {
    t.equal(c.svaluei('5 mins'), 300)
    t.equal(c.svaluei('unlimited'), MAXINT)
    t.equal(c.svaluei('-100 gb'), -MAXINT - 1)
    t.equal(c.svaluei(null), 0)
})
