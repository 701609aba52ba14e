import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { compareBytes, encode, foldBytes, nasty, nastyPattern, sizeOf, sizes } from './unicode.js'

/** Two strings that have much in common. */
const pairs = fc.oneof(
    fc.tuple(nasty, nasty),
    fc.tuple(nasty, nastyPattern, nastyPattern).map(([head, a, b]) => [head + a, head + b] as const),
    nasty.map(text => [text, text.toUpperCase()] as const),
    nasty.map(text => [text, c.slower(text) as string] as const),
)

t.test('scmp and smatch compare by bytes', async t => {
    fc.assert(
        fc.property(pairs, ([a, b]) => {
            const order = compareBytes(encode(a), encode(b))
            assert.equal(c.scmp(a, b), order)
            assert.equal(c.smatch(a, b), order === 0)
        }),
    )
    t.equal(c.scmp('\uffff', '\u{10000}'), -1, 'the order of units would say 1')
})

t.test('scaselesscmp and scaselessmatch fold ASCII letters, no others', async t => {
    fc.assert(
        fc.property(pairs, ([a, b]) => {
            const order = compareBytes(foldBytes(encode(a)), foldBytes(encode(b)))
            assert.equal(c.scaselesscmp(a, b), order)
            assert.equal(c.scaselessmatch(a, b), order === 0)
        }),
    )
    t.ok(c.scaselessmatch('Content-Type', 'cONTENT-tYPE'))
    t.notOk(c.scaselessmatch('É', 'é'))
    t.notOk(c.scaselessmatch('\u212a', 'k'), 'the Kelvin sign is no K')
    t.notOk(c.scaselessmatch('[', '{'))
})

t.test('sncmp and sncaselesscmp compare the first bytes, even of a character', async t => {
    fc.assert(
        fc.property(pairs, sizes, ([a, b], size) => {
            const [x, y] = [a, b].map(text => encode(text).slice(0, sizeOf(size))) as [number[], number[]]
            assert.equal(c.sncmp(a, b, size), compareBytes(x, y))
            assert.equal(c.sncaselesscmp(a, b, size), compareBytes(foldBytes(x), foldBytes(y)))
        }),
    )
    t.equal(c.sncmp('é', 'è', 1), 0)
    t.equal(c.sncmp('é', 'è', 2), 1)
    t.equal(c.sncmp('abc', 'abd', 2), 0)
    t.equal(c.sncmp('abc', 'abd', -3), 0)
})

t.test('NULL sorts before anything, matches NULL, and is not the empty string', async t => {
    for (const nothing of [null, undefined, 0] as const) {
        t.equal(c.scmp(nothing, ''), -1)
        t.equal(c.scmp('', nothing), 1)
        t.equal(c.scmp(nothing, null), 0)
        t.ok(c.smatch(nothing, null))
        t.notOk(c.smatch(nothing, ''))
        t.equal(c.sncmp(nothing, null, 3), 0)
        t.equal(c.sncmp(nothing, 'a', 3), -1)
        t.equal(c.sncmp('a', nothing, 3), 1)
    }
})

t.test('NULL matches nothing in the caseless functions, not even NULL', async t => {
    t.equal(c.scaselesscmp(null, null), -1)
    t.equal(c.scaselesscmp(null, ''), -1)
    t.equal(c.scaselesscmp('', null), 1)
    t.notOk(c.scaselessmatch(null, null))
    t.equal(c.sncaselesscmp(null, null, 3), -1)
    t.equal(c.sncaselesscmp('a', null, 3), 1)
})

t.test('smatchsec takes NULL for the empty string', async t => {
    t.ok(c.smatchsec(null, ''))
    t.ok(c.smatchsec(0, undefined))
    t.notOk(c.smatchsec(null, 'a'))
    fc.assert(fc.property(pairs, ([a, b]) => assert.equal(c.smatchsec(a, b), a === b)))
})

t.test('sstarts and sends look at whole characters', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, (text, part) => {
            const [bytes, wanted] = [encode(text), encode(part)]
            const isStart = compareBytes(bytes.slice(0, wanted.length), wanted) === 0
            const isEnd =
                wanted.length <= bytes.length && compareBytes(bytes.slice(bytes.length - wanted.length), wanted) === 0
            assert.equal(c.sstarts(text, part), isStart)
            assert.equal(c.sends(text, part), isEnd ? part : null)
        }),
    )
    t.notOk(c.sstarts('😀', '\ud83d'))
    t.equal(c.sends('😀', '\ude00'), null)
})

t.test('sstarts and sends take the empty string as part of all, NULL as part of none', async t => {
    t.ok(c.sstarts('abc', ''))
    t.equal(c.sends('abc', ''), '')
    t.equal(c.sends('abc.html', '.html'), '.html')
    t.notOk(c.sstarts(null, ''))
    t.notOk(c.sstarts('abc', null))
    t.equal(c.sends(null, ''), null)
    t.equal(c.sends('abc', 0), null)
})
