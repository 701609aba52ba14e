import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_MEMORY, ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'

t.test('rSnprintf and rVsnprintf give the whole length and store what fits', async t => {
    const buf = ref('old')
    t.equal(c.rSnprintf(buf, 10, '%s', 'abc'), 3)
    t.equal(buf.value, 'abc')
    t.equal(c.rSnprintf(buf, 3, '%s', 'abc'), 3)
    t.equal(buf.value, 'ab')
    t.equal(c.rVsnprintf(buf, 4, '%s', ['éé']), 4)
    t.equal(buf.value, 'é')
    t.equal(c.rVsnprintf(buf, 1, '%d', [5]), 1)
    t.equal(buf.value, '')
})

t.test('rSnprintf without a buffer or size is a bad argument', async t => {
    const buf = ref('old')
    t.equal(c.rSnprintf(buf, 0, 'a'), R_ERR_BAD_ARGS)
    t.equal(c.rSnprintf(buf, -1, 'a'), R_ERR_BAD_ARGS)
    t.equal(c.rSnprintf(null, 5, 'a'), R_ERR_BAD_ARGS)
    t.equal(buf.value, 'old')
    t.equal(c.rSnprintf(buf, 5, null), 0)
})

t.test('rVsaprintf stores all, up to its limit', async t => {
    const buf = ref<string | null>('old')
    t.equal(c.rVsaprintf(buf, 0, '%s', ['abc']), 3)
    t.equal(buf.value, 'abc')
    t.equal(c.rVsaprintf(buf, 2, '%s', ['é']), 2)
    t.equal(buf.value, 'é')
    t.equal(c.rVsaprintf(buf, 2, '%s', ['abc']), R_ERR_MEMORY)
    t.equal(buf.value, null)
    t.equal(c.rVsaprintf(null, 0, 'a', []), R_ERR_BAD_ARGS)
})
