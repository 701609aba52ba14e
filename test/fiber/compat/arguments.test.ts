import t from 'tap'
import { bytesOf, flagsOf, numberOf, placeOf, ref, stringOf, wholeOf } from '../../../fiber/compat/index.js'

const strange = [null, undefined, 'text', {}, [], Symbol('s'), Object.create(null), () => 5]

t.test('numberOf takes numbers, bigints and booleans; all else is NaN', async t => {
    t.same([5, 5n, true, -0.5, Infinity].map(numberOf), [5, 5, 1, -0.5, Infinity])
    for (const value of strange) {
        t.ok(Number.isNaN(numberOf(value)))
        t.equal(flagsOf(value), 0)
    }
})

t.test('wholeOf cuts fractions, stays within what is exact, and never gives -0', async t => {
    t.equal(wholeOf(5.9), 5)
    t.equal(wholeOf(-5.9), -5)
    t.ok(Object.is(wholeOf(-0.5), 0))
    t.equal(wholeOf(Infinity), Number.MAX_SAFE_INTEGER)
    t.equal(wholeOf(-1e300), Number.MIN_SAFE_INTEGER)
    t.equal(wholeOf(2n ** 200n), Number.MAX_SAFE_INTEGER)
    for (const value of [...strange, Number.NaN]) {
        t.equal(wholeOf(value), 0)
        t.equal(wholeOf(value, -1), -1)
    }
})

t.test('stringOf and bytesOf are null for what is neither text nor bytes', async t => {
    t.equal(stringOf(''), '')
    t.equal(stringOf(0), null)
    const bytes = Buffer.from('bytes')
    t.equal(bytesOf(bytes), bytes)
    t.same(bytesOf('é'), Buffer.from('é'))
    t.equal(bytesOf(['a']), null)
    t.equal(bytesOf(null), null)
})

t.test('placeOf knows places for results', async t => {
    const place = ref(5)
    t.equal(placeOf(place), place)
    for (const value of [...strange, 0] as never[]) {
        t.equal(placeOf(value), null)
    }
})
