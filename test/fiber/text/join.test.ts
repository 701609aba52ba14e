import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_WONT_FIT, ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'
import { encode, nasty, sizeOf, sizes } from './unicode.js'

t.test('sjoin and its relatives join up to the first NULL after the first', async t => {
    t.equal(c.sjoin('a', 'b', 'c', null), 'abc')
    t.equal(c.sjoin('a', 'b', 'c'), 'abc')
    t.equal(c.sjoin(null, 'b', null, 'c'), 'b')
    t.equal(c.sjoin('a', 0, 'c'), 'a')
    t.equal(c.sjoin(null), '')
    t.equal(c.sjoinv('a', ['b', 'c', null, 'd']), 'abc')
    t.equal(c.sjoinv('a', null), 'a')
    t.equal(c.srejoin('a', 'b', null, 'c'), 'ab')
    t.equal(c.srejoinv('a', ['b']), 'ab')
})

t.test('sjoinfmt appends formatted text', async t => {
    t.equal(c.sjoinfmt('a', '-%d', 5), 'a-5')
    t.equal(c.sjoinfmt(null, '%s', 'x'), 'x')
    t.equal(c.sjoinfmt('a', null), 'a')
})

t.test('sjoinArgs joins with the whole separator and drops nothing [D-16]', async t => {
    t.equal(c.sjoinArgs(3, ['a', 'bb', 'ccc'], null), 'abbccc', 'C cuts the last argument')
    t.equal(c.sjoinArgs(3, ['a', 'bb', 'ccc']), 'abbccc')
    t.equal(c.sjoinArgs(3, ['a', 'bb', 'ccc'], ', '), 'a, bb, ccc', 'C leaves a rest of the separator')
    t.equal(c.sjoinArgs(2, ['a', 'bb', 'ccc'], ' '), 'a bb')
    t.equal(c.sjoinArgs(9, ['a', null, 'c'], '-'), 'a--c')
    t.equal(c.sjoinArgs(-1, ['a'], ' '), '')
    t.equal(c.sjoinArgs(1, null, ' '), '')
})

t.test('sjoinbuf stores both, or the first alone if both do not fit', async t => {
    fc.assert(
        fc.property(nasty, nasty, sizes, (a, b, size) => {
            const buf = ref('old')
            const result = c.sjoinbuf(buf, size, a, b)
            const [first, both] = [encode(a).length, encode(a + b).length]
            const room = sizeOf(size)
            assert.equal(result, room === 0 ? R_ERR_BAD_ARGS : both < room ? both : R_ERR_WONT_FIT)
            assert.equal(buf.value, both < room ? a + b : first < room ? a : 'old')
        }),
    )
    t.equal(c.sjoinbuf(null, 10, 'a', 'b'), R_ERR_BAD_ARGS)
    const buf = ref('')
    t.equal(c.sjoinbuf(buf, 10, null, 'b'), 1)
    t.equal(buf.value, 'b')
})
