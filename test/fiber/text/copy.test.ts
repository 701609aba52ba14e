import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_WONT_FIT, ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'
import { charactersOf, encode, nasty, sizeOf, sizes } from './unicode.js'

/** The characters that lie between two bytes as a whole. */
function between(text: string, first: number, end: number): string {
    let at = 0
    return [...text]
        .filter((_, i) => {
            const start = at
            at += (charactersOf(text)[i] as number[]).length
            return start >= first && at <= end
        })
        .join('')
}

t.test('slen counts bytes', async t => {
    t.equal(c.slen('é'), 2)
    t.equal(c.slen(null), 0)
    t.equal(c.slen(0), 0)
    fc.assert(fc.property(nasty, text => assert.equal(c.slen(text), encode(text).length)))
})

t.test('sclone, scloneNull and scloneDefined differ in what becomes of nothing', async t => {
    t.same([c.sclone('a'), c.sclone(''), c.sclone(null), c.sclone(0)], ['a', '', '', ''])
    t.same([c.scloneNull('a'), c.scloneNull(''), c.scloneNull(undefined)], ['a', '', null])
    t.same([c.scloneDefined('a'), c.scloneDefined(''), c.scloneDefined(null)], ['a', null, null])
})

t.test('snclone and ssub cut by bytes and drop characters that are cut', async t => {
    fc.assert(
        fc.property(nasty, sizes, sizes, (text, offset, n) => {
            assert.equal(c.snclone(text, n), between(text, 0, sizeOf(n)))
            assert.equal(c.ssub(text, offset, n), between(text, sizeOf(offset), sizeOf(offset) + sizeOf(n)))
        }),
    )
    t.equal(c.snclone('aé', 2), 'a')
    t.equal(c.snclone(null, 3), '')
    t.equal(c.ssub('abcdef', 2, 3), 'cde')
    t.equal(c.ssub('éab', 1, 3), 'ab')
    t.equal(c.ssub('abc', 7, 1), '')
    t.equal(c.ssub(null, 0, 1), null)
})

t.test('scopy and sncopy store what leaves room for the end of a C string', async t => {
    const dest = ref('old')
    t.equal(c.scopy(dest, 4, 'abcd'), R_ERR_WONT_FIT)
    t.equal(dest.value, 'old')
    t.equal(c.scopy(dest, 5, 'abcd'), 4)
    t.equal(dest.value, 'abcd')
    t.equal(c.scopy(dest, 3, 'éé'), R_ERR_WONT_FIT)
    t.equal(c.scopy(dest, 5, 'éé'), 4)
    t.equal(c.scopy(dest, 1, null), 0)
    t.equal(dest.value, '')
    t.equal(c.sncopy(dest, 4, 'abcdef', 3), 3)
    t.equal(dest.value, 'abc')
    t.equal(c.sncopy(dest, 4, 'abcdef', 4), R_ERR_WONT_FIT)
    t.equal(c.sncopy(dest, 4, 'ab', 9), 2)
    t.equal(c.sncopy(dest, 4, 'ab', -1), 0)
    t.equal(dest.value, '')
})

t.test('sncat appends and gives the new length', async t => {
    const dest = ref('ab')
    t.equal(c.sncat(dest, 5, 'cd'), 4)
    t.equal(dest.value, 'abcd')
    t.equal(c.sncat(dest, 5, 'e'), R_ERR_WONT_FIT)
    t.equal(dest.value, 'abcd')
    t.equal(c.sncat(dest, 5, ''), 4)
})

t.test('copying without a destination, size or source is a bad argument', async t => {
    const dest = ref('old')
    for (const max of [0, -1, Number.NaN]) {
        t.equal(c.scopy(dest, max, 'a'), R_ERR_BAD_ARGS)
        t.equal(c.sncopy(dest, max, 'a', 1), R_ERR_BAD_ARGS)
        t.equal(c.sncat(dest, max, 'a'), R_ERR_BAD_ARGS)
    }
    t.equal(c.scopy(null, 5, 'a'), R_ERR_BAD_ARGS)
    t.equal(c.sncopy(0, 5, 'a', 1), R_ERR_BAD_ARGS)
    t.equal(c.sncopy(dest, 5, null, 1), R_ERR_BAD_ARGS)
    t.equal(c.sncat(undefined, 5, 'a'), R_ERR_BAD_ARGS)
    t.equal(c.sncat(dest, 5, null), R_ERR_BAD_ARGS)
    t.equal(dest.value, 'old')
})

t.test('szero does nothing', async t => {
    t.equal(c.szero('secret'), undefined)
})
