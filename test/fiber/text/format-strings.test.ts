import t from 'tap'
import { ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

t.test('sfmt and sfmtv format into a new string', async t => {
    t.equal(c.sfmt('%s-%d', 'a', 5), 'a-5')
    t.equal(c.sfmtv('%s-%d', ['a', 5]), 'a-5')
    t.equal(c.sfmt(null), '')
    t.equal(c.sfmtv(0, []), '')
})

t.test('sfmtbuf and sfmtbufv store what fits, and give NULL if it was cut', async t => {
    const buf = ref('old')
    t.equal(c.sfmtbuf(buf, 4, '%s', 'abc'), 'abc')
    t.equal(buf.value, 'abc')
    t.equal(c.sfmtbuf(buf, 4, '%s', 'abcd'), null)
    t.equal(buf.value, 'abc')
    t.equal(c.sfmtbufv(buf, 5, '%s', ['aéé']), null)
    t.equal(buf.value, 'aé')
    t.equal(c.sfmtbufv(buf, 1, '%s', ['']), '')
    t.equal(buf.value, '')
    t.equal(c.sfmtbuf(buf, 0, 'a'), null)
    t.equal(c.sfmtbuf(buf, -5, 'a'), null)
    t.equal(c.sfmtbuf(null, 5, 'a'), null)
})

t.test('SFMT stores all', async t => {
    const buf = ref('old')
    t.equal(c.SFMT(buf, '%5000d', 1).length, 5000)
    t.equal(buf.value.length, 5000)
    t.equal(c.SFMT(null, 'a'), 'a')
})

t.test('SDEF gives its argument', async t => {
    t.equal(c.SDEF('text'), 'text')
})
