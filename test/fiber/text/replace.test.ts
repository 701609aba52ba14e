import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { encode, indexOfBytes, nasty, nastyPattern } from './unicode.js'

function replaceBytes(bytes: number[], wanted: number[], instead: number[]): number[] {
    const at = indexOfBytes(bytes, wanted)
    return at < 0
        ? bytes
        : [...bytes.slice(0, at), ...instead, ...replaceBytes(bytes.slice(at + wanted.length), wanted, instead)]
}

t.test('sreplace replaces all, from left to right, and does not look at what it put in', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, nasty, (head, pattern, tail) => {
            const text = head + pattern + tail + pattern
            const expected = replaceBytes(encode(text), encode(pattern), encode('<>'))
            assert.deepEqual(encode(c.sreplace(text, pattern, '<>')), expected)
        }),
    )
    t.equal(c.sreplace('a.b.c', '.', '..'), 'a..b..c')
    t.equal(c.sreplace('aaaa', 'aa', 'a'), 'aa')
    t.equal(c.sreplace('cost', 'cost', '$& $1'), '$& $1')
})

t.test('sreplace removes for a NULL replacement, copies for a NULL or empty pattern', async t => {
    t.equal(c.sreplace('a.b.c', '.', null), 'abc')
    t.equal(c.sreplace('abc', '', 'x'), 'abc')
    t.equal(c.sreplace('abc', null, 'x'), 'abc')
    t.equal(c.sreplace(null, 'a', 'x'), '')
})
