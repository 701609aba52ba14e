import t from 'tap'
import { format } from '../../../fiber/text/index.js'

t.test('format puts text and values together', async t => {
    t.equal(format('%s %d %5.2f', ['abc', 42, 4.567]), 'abc 42  4.57')
    t.equal(format('no values', [1, 2]), 'no values')
    t.equal(format('', []), '')
})

t.test('format gives an empty string for a NULL format', async t => {
    for (const nothing of [null, undefined, 0] as const) {
        t.equal(format(nothing, ['a']), '')
    }
    t.equal(format(5 as unknown as string, []), '')
})

t.test('format takes missing arguments for NULL and 0', async t => {
    t.equal(format('%s %d %.1f', []), 'null 0 0.0')
    t.equal(format('%s %d', ['a']), 'a 0')
    t.equal(format('%d', null as unknown as unknown[]), '0')
})

t.test('format keeps formats apart, however many there are', async t => {
    for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 2000; i++) {
            if (format(`${i}: %d`, [i]) !== `${i}: ${i}`) {
                t.fail(`format ${i}`)
            }
        }
    }
    const long = 'x'.repeat(10_000)
    t.equal(format(`${long}%d`, [1]), `${long}1`)
})
