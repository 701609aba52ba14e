import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import {
    charactersOf,
    encode,
    encodeResult,
    foldBytes,
    indexOfBytes,
    nasty,
    nastyPattern,
    restOf,
    sizeOf,
    sizes,
} from './unicode.js'

/** A text, and a pattern that is often in it. */
const searches = fc.oneof(
    fc.tuple(nasty, nastyPattern),
    fc.tuple(nasty, nastyPattern, nasty).map(([head, pattern, tail]) => [head + pattern + tail, pattern] as const),
    fc.tuple(nasty, nastyPattern, nasty).map(([head, part, tail]) => [head + part.toUpperCase() + tail, part] as const),
)

/** How many bytes the leading characters have for which `test` holds. */
function leadingBytes(text: string, test: (character: string) => boolean): number {
    const end = [...text].findIndex(character => !test(character))
    return charactersOf(text)
        .slice(0, end < 0 ? undefined : end)
        .flat().length
}

t.test('scontains, schr and srchr give the rest from the match on', async t => {
    fc.assert(
        fc.property(searches, ([text, pattern]) => {
            const [bytes, wanted] = [encode(text), encode(pattern)]
            assert.deepEqual(encodeResult(c.scontains(text, pattern)), restOf(bytes, indexOfBytes(bytes, wanted)))

            const [first = ''] = pattern
            const one = encode(first)
            const at = indexOfBytes(bytes, one)
            assert.deepEqual(encodeResult(c.schr(text, first)), restOf(bytes, at))
            assert.deepEqual(encodeResult(c.schr(text, first.codePointAt(0) ?? -1)), restOf(bytes, at))
            let last = at
            for (let next = at; next >= 0; next = indexOfBytes(bytes, one, next + 1)) {
                last = next
            }
            assert.deepEqual(encodeResult(c.srchr(text, first)), restOf(bytes, last))
        }),
    )
    t.equal(c.scontains('one two two', 'two'), 'two two')
    t.equal(c.schr('a.b.c', '.'), '.b.c')
    t.equal(c.srchr('a.b.c', 0x2e), '.c')
    t.equal(c.srchr('😀', '\ude00'), null)
    t.equal(c.srchr('\ude00', '\ude00'), '\ude00')
    t.equal(c.srchr('\ud83d😀', '\ud83d'), '\ud83d😀')
})

t.test('sncontains and sncaselesscontains find what lies within the limit', async t => {
    fc.assert(
        fc.property(searches, sizes, ([text, pattern], size) => {
            const bytes = encode(text)
            const head = sizeOf(size) === 0 ? bytes : bytes.slice(0, sizeOf(size))
            const wanted = encode(pattern)
            assert.deepEqual(encodeResult(c.sncontains(text, pattern, size)), restOf(bytes, indexOfBytes(head, wanted)))
            const folded = indexOfBytes(foldBytes(head), foldBytes(wanted))
            assert.deepEqual(encodeResult(c.sncaselesscontains(text, pattern, size)), restOf(bytes, folded))
        }),
    )
    t.equal(c.sncontains('abcdef', 'cd', 4), 'cdef')
    t.equal(c.sncontains('abcdef', 'cd', 3), null)
    t.equal(c.sncontains('éé', 'é', 2), 'éé')
    t.equal(c.sncaselesscontains('X-HELLO', 'hello', 0), 'HELLO')
})

t.test('an empty pattern and NULL never match', async t => {
    for (const search of [c.scontains, c.spbrk]) {
        t.equal(search('abc', ''), null)
        t.equal(search('abc', null), null)
        t.equal(search(null, 'a'), null)
        t.equal(search(0, 0), null)
    }
    for (const search of [c.sncontains, c.sncaselesscontains]) {
        t.equal(search('abc', '', 0), null)
        t.equal(search('abc', null, 2), null)
        t.equal(search(null, 'a', 0), null)
    }
    for (const search of [c.schr, c.srchr]) {
        t.equal(search(null, 'a'), null)
        t.equal(search('abc', ''), null)
        for (const code of [-1, 0x110000, 1.5, Number.NaN]) {
            t.equal(search('abc', code), null)
        }
    }
})

t.test('spbrk and sspn look for characters of a set', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, (text, set) => {
            const bytes = encode(text)
            const members = [...set]
            assert.equal(
                c.sspn(text, set),
                leadingBytes(text, character => members.includes(character)),
            )
            const at = leadingBytes(text, character => !members.includes(character))
            assert.deepEqual(encodeResult(c.spbrk(text, set)), restOf(bytes, at < bytes.length ? at : -1))
        }),
    )
    t.equal(c.spbrk('key=value', ':='), '=value')
    t.equal(c.sspn('  \tab', ' \t'), 3)
    t.equal(c.sspn('éèab', 'èé'), 4)
    t.equal(c.sspn(null, ' '), 0)
    t.equal(c.sspn(' ', null), 0)
    t.equal(c.sspn('', ''), 0)
})
