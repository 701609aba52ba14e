import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { ref } from '../../../fiber/compat/index.js'
import * as c from '../../../fiber/text/c.js'
import { nasty, nastyPattern } from './unicode.js'

/** All tokens, by the calls of a C loop. */
function tokens(text: string, delims: string): string[] {
    const result: string[] = []
    const last = ref<string | null>(null)
    for (let token = c.stok(text, delims, last); token !== null; token = c.stok(null, delims, last)) {
        result.push(token)
    }
    return result
}

/** Runs of characters that are in the set, or not, in turn. */
function runs(text: string, set: string): { isIn: boolean; text: string }[] {
    const members = [...set]
    const result: { isIn: boolean; text: string }[] = []
    for (const character of text) {
        const isIn = members.includes(character)
        const last = result.at(-1)
        if (last?.isIn === isIn) {
            last.text += character
        } else {
            result.push({ isIn, text: character })
        }
    }
    return result
}

t.test('stok gives the runs between delimiters', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, (text, set) => {
            const expected = runs(text, set).filter(({ isIn }) => !isIn)
            assert.deepEqual(
                tokens(text, set),
                expected.map(run => run.text),
            )
        }),
    )
    t.same(tokens(',,one,,two, three,', ', '), ['one', 'two', 'three'])
})

t.test('stok leaves the rest: empty after delimiters, NULL at the end', async t => {
    const last = ref<string | null>('old')
    t.equal(c.stok('  a, b', ' ,', last), 'a')
    t.equal(last.value, 'b')
    t.equal(c.stok(null, ' ,', last), 'b')
    t.equal(last.value, null)
    t.equal(c.stok(null, ' ,', last), null)
    t.equal(c.stok('a  ', ' ', last), 'a')
    t.equal(last.value, '')
    t.equal(c.stok(null, ' ', last), null)
    t.equal(last.value, null)
    t.equal(c.stok('   ', ' ', last), null)
    t.equal(c.stok('', ' ', last), null)
    t.equal(c.stok('a b', null, last), 'a b')
    t.equal(c.stok('a b', ' ', null), 'a')
    t.equal(c.stok(null, ' ', 0), null)
})

t.test('ssplit gives the part before the first run of delimiters', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, (text, set) => {
            const last = ref<string | null>(null)
            const parts = runs(text, set)
            const before = parts[0]?.isIn === false ? [parts.shift()?.text] : []
            assert.equal(c.ssplit(text, set, last), before.join(''))
            assert.equal(
                last.value,
                parts
                    .slice(1)
                    .map(run => run.text)
                    .join(''),
            )
        }),
    )
    const last = ref<string | null>(null)
    t.equal(c.ssplit('key: value', ': ', last), 'key')
    t.equal(last.value, 'value')
    t.equal(c.ssplit(':value', ':', last), '')
    t.equal(last.value, 'value')
    t.equal(c.ssplit('key', ':', last), 'key')
    t.equal(last.value, '')
    t.equal(c.ssplit(null, ':', last), '')
    t.equal(last.value, '')
    t.equal(c.ssplit('a:b', null, null), 'a:b')
})

t.test('sptok splits at a string', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, nasty, (head, pattern, tail) => {
            const next = ref<string | null>(null)
            const text = head + pattern + tail
            const found = c.scontains(text, pattern)
            const first = c.sptok(text, pattern, next)
            if (pattern === '') {
                assert.deepEqual([first, next.value], [text, ''])
            } else if (found === null) {
                assert.deepEqual([first, next.value], [text, null])
            } else {
                assert.equal(`${first}${pattern}${next.value}`, text)
                assert.equal(`${pattern}${next.value}`, found)
            }
        }),
    )
    const next = ref<string | null>(null)
    t.equal(c.sptok('a--b-c', '--', next), 'a')
    t.equal(next.value, 'b-c')
    t.equal(c.sptok('abc', '--', next), 'abc')
    t.equal(next.value, null)
    t.equal(c.sptok(null, '--', next), null)
    t.equal(next.value, '')
    t.equal(c.sptok('abc', null, null), 'abc')
})
