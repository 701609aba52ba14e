import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { nasty, nastyPattern } from './unicode.js'

t.test('strim removes characters of the set at the ends that are asked for', async t => {
    fc.assert(
        fc.property(nasty, nastyPattern, fc.constantFrom(0, 1, 2, 3), (text, set, where) => {
            const members = [...set]
            const rest = [...text]
            while (where !== c.R_TRIM_END && rest.length > 0 && members.includes(rest[0] as string)) {
                rest.shift()
            }
            while (where !== c.R_TRIM_START && rest.length > 0 && members.includes(rest.at(-1) as string)) {
                rest.pop()
            }
            assert.equal(c.strim(text, set, where), rest.join(''))
        }),
    )
    t.equal(c.strim('  a b ', ' ', c.R_TRIM_START), 'a b ')
    t.equal(c.strim('  a b ', ' ', c.R_TRIM_END), '  a b')
    t.equal(c.strim('  a b ', ' ', c.R_TRIM_BOTH), 'a b')
    t.equal(c.strim('  a b ', ' ', 0), 'a b')
    t.equal(c.strim('    ', ' ', 0), '')
})

t.test('strim gives NULL for NULL', async t => {
    t.equal(c.strim(null, ' ', 0), null)
    t.equal(c.strim('a', null, 0), null)
})
