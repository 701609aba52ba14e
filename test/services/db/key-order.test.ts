import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { compareWide, isWide } from '../../../services/db/key-order.js'

t.test('compareWide orders as the bytes of UTF-8 do, and so does < where no key is wide', async t => {
    const text = fc.string({ unit: 'binary', maxLength: 6 })
    fc.assert(
        fc.property(text, text, (a, b) => {
            const order = Buffer.compare(Buffer.from(a), Buffer.from(b))
            assert.equal(Math.sign(compareWide(a, b)), order)
            if (!isWide(a) && !isWide(b)) {
                assert.equal(a < b ? -1 : a > b ? 1 : 0, order)
            }
        }),
        { numRuns: 200 },
    )
    t.ok('\uffff' > '\u{1f600}' && compareWide('\uffff', '\u{1f600}') < 0, 'where the two differ')
    t.strictSame(['a', '\uffff', 'a\u{1f600}'].map(isWide), [false, false, true])
})
