import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { sfmt } from '../../../fiber/text/c.js'

t.test('a flag after the width breaks a specification; the rest is text', async t => {
    t.equal(sfmt('%20,d', 5), ',d')
    t.equal(sfmt('%5-d|%d', 7), '-d|7')
})

t.test('a digit after a length letter breaks a specification', async t => {
    t.equal(sfmt('%l5d %d', 7), '5d 7')
})

t.test('a percent sign within a specification begins a new one', async t => {
    t.equal(sfmt('%5%d', 7), '7')
    t.equal(sfmt('%-%5d', 7), '    7')
    t.equal(sfmt('%5%%d', 7), '%d')
})

t.test('two percent signs print one', async t => {
    t.equal(sfmt('100%%'), '100%')
    t.equal(sfmt('%%%d%%', 5), '%5%')
})

t.test('an unknown letter prints itself and takes no argument', async t => {
    t.equal(sfmt('%n%S%b%d', 5), 'nSb5')
    t.equal(sfmt('%5y %d', 5), 'y 5')
    t.equal(sfmt('%é%😀%d', 5), 'é😀5')
})

t.test('an incomplete specification at the end prints nothing', async t => {
    for (const format of ['%', '%-', '%5', '%5.', '%5.2', '%5.2l', '%*', '%.*']) {
        t.equal(sfmt(`a${format}`, 1, 2), 'a', format)
    }
})

t.test('stars take the next arguments, also those of broken specifications', async t => {
    t.equal(sfmt('%*d|%-*d|%*d', 4, 1, 4, 2, -4, 3), '   1|2   |3   ')
    t.equal(sfmt('%.*f|%.*s', 1, 2.55, 2, 'abc'), '2.5|ab')
    t.equal(sfmt('%*.*f', 8, 2, 2.71), '    2.71')
    t.equal(sfmt('%.*f', -1, 2.5), '2.500000', 'a negative precision is none')
    t.equal(sfmt('%*y%d', 4, 5), 'y5')
    t.equal(sfmt('%*%d', 4, 5), '5')
    t.equal(sfmt('%5*d', 4), '*d')
    t.equal(sfmt('%*d|%.*d'), '0|0')
})

t.test('a point alone is a precision of 0', async t => {
    t.equal(sfmt('%.f %.s|%.d', 2.7, 'abc', 5), '3 |5')
})

t.test('flags stand in any order', async t => {
    t.equal(sfmt('%+-5d|%-+5d|%0+5d|%+05d', 1, 1, 1, 1), '+1   |+1   |+0001|+0001')
    t.equal(sfmt('% +d|%+ d', 1, 1), ' 1| 1', 'blank wins over plus')
    t.equal(sfmt('%-05d|', 1), '1    |', 'minus wins over zero')
    t.equal(sfmt('%+u', 1), '+1')
})

t.test('widths and precisions beyond the limit are cut', async t => {
    const limit = 1 << 20
    t.equal(sfmt('%99999999999d', 5).length, limit)
    t.equal(sfmt('%*d', 2 ** 53, 5).length, limit)
    t.equal(sfmt('%*d', -(2 ** 40), 5).length, limit)
    t.equal(sfmt('%.*d', Number.POSITIVE_INFINITY, 5).length, limit)
    t.equal(sfmt('%.99999999f', 1.5).length, limit + 2)
})

t.test('format takes any text as format, and any arguments', async () => {
    const piece = fc.constantFrom(...`%%%%%dsfgcxuo*.-+ 0#,'5lhLzn`, 'é', '😀', '\ud800')
    const value = fc.oneof(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
    )
    fc.assert(
        fc.property(fc.array(piece, { maxLength: 20 }), fc.array(value, { maxLength: 5 }), (pieces, args) => {
            assert.equal(typeof sfmt(pieces.join(''), ...args), 'string')
        }),
        { numRuns: 300 },
    )
})
