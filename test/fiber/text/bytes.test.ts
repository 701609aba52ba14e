import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { byteLength, count, firstBytes, isAscii } from '../../../fiber/text/bytes.js'
import { charactersOf, encode, nasty, sizeOf, sizes } from './unicode.js'

t.test('byteLength counts UTF-8 bytes, three for half of a pair, as Node sends it', async t => {
    t.equal(byteLength('é'), 2)
    t.equal(byteLength('a'.repeat(5000)), 5000)
    t.equal(byteLength('€'.repeat(5000)), 15000)
    fc.assert(
        fc.property(nasty, text => {
            assert.equal(byteLength(text), encode(text).length)
            assert.equal(byteLength(text), Buffer.byteLength(text))
            assert.equal(isAscii(text), !/[^\0-\x7f]/.test(text))
        }),
    )
})

t.test('firstBytes gives as many whole characters as fit', async () => {
    fc.assert(
        fc.property(nasty, sizes, (text, size) => {
            let room = sizeOf(size)
            const cut = [...text].findIndex((_, i) => (room -= (charactersOf(text)[i] as number[]).length) < 0)
            const expected = cut < 0 ? text : [...text].slice(0, cut).join('')
            assert.equal(firstBytes(text, sizeOf(size)), expected)
        }),
    )
})

t.test('count takes what is no positive number as 0, and cuts parts of one', async t => {
    for (const value of [-1, 0, Number.NaN, null, undefined, '5', {}, -5n]) {
        t.equal(count(value), 0)
    }
    t.equal(count(2.9), 2)
    t.equal(count(7n), 7)
    t.equal(count(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY)
})
