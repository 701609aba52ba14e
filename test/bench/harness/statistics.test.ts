import fc from 'fast-check'
import t from 'tap'
import { median, spread } from './statistics.js'

t.test('median takes the middle of an odd number and the mean of the middle two of an even one', async t => {
    t.equal(median([3, 1, 2]), 2)
    t.equal(median([4, 1, 3, 2]), 2.5)
    t.equal(median([10, 9, 100]), 10, 'compares as numbers')
    t.ok(Number.isNaN(median([])))
})

t.test('median leaves as many values below as above, whatever the order', async () => {
    fc.assert(
        fc.property(fc.array(fc.integer(), { minLength: 1 }), values => {
            const middle = median(values)
            const below = values.filter(value => value < middle).length
            const above = values.filter(value => value > middle).length
            return Math.max(below, above) <= values.length / 2
        }),
    )
})

t.test('spread is the typical distance from the median, as a share of it', async t => {
    t.equal(spread([100, 100, 100]), 0)
    t.equal(spread([90, 100, 110]), 0.1)
    t.equal(spread([100, 100, 100, 100, 900]), 0, 'one disturbed round does not count')
    t.ok(Number.isNaN(spread([])))
})
