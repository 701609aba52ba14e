import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { foldBytes, nasty, sizeOf, sizes } from './unicode.js'

function hash(bytes: readonly number[]): number {
    return Number(bytes.reduce((h, byte) => ((h ^ BigInt(byte)) * 0x01000193n) % 2n ** 32n, BigInt(bytes.length)))
}

t.test('shash and shashlower hash the first bytes', async t => {
    fc.assert(
        fc.property(nasty, sizes, (text, size) => {
            const bytes = [...Buffer.from(text)].slice(0, sizeOf(size))
            assert.equal(c.shash(text, size), hash(bytes))
            assert.equal(c.shashlower(text, size), hash(foldBytes(bytes)))
        }),
    )
    t.equal(c.shash('abc', 3), 721197021)
    t.equal(c.shashlower('ABC', 3), 721197021)
    t.equal(c.shash('abc', 99), 721197021)
    t.equal(c.shash('abc', -1), 0)
    t.equal(c.shash(null, 3), 0)
    t.equal(c.shashlower(null, 3), 0)
})
