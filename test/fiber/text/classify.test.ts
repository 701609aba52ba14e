import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { nasty } from './unicode.js'

const numeric = fc.array(fc.constantFrom(...'0123456789+-.eExXaF g\t'), { maxLength: 6 }).map(parts => parts.join(''))

t.test('snumber, sfnumber, shnumber and sspace tell by the characters', async t => {
    fc.assert(
        fc.property(fc.oneof(numeric, nasty), text => {
            assert.equal(c.snumber(text), /^[+-]?[0-9]+$/.test(text) && !text.includes('\n'))
            assert.equal(c.sfnumber(text), /^[0-9+-][0-9.eE+-]*$/.test(text) && text.split('.').length <= 2)
            assert.equal(c.shnumber(text), /^[0-9a-fA-FxX]+$/.test(text))
            assert.equal(c.sspace(text), /^[ \t\n\v\f\r]*$/.test(text))
        }),
        { numRuns: 1000 },
    )
    t.same(['5', '-5', '+', '', '5.0', '٣'].map(c.snumber), [true, true, false, false, false, false])
    t.same(['1.5', '.5', '1ee', '+', '1.2.3', '', '0x1'].map(c.sfnumber), [
        true,
        false,
        true,
        true,
        false,
        false,
        false,
    ])
    t.same(['beef', '0x1F', 'g', ''].map(c.shnumber), [true, true, false, false])
    t.same([' \t\r\n', '', 'a', '\u00a0'].map(c.sspace), [true, true, false, false])
})

t.test('NULL is no number, but nothing than white space', async t => {
    t.same([c.snumber(null), c.sfnumber(null), c.shnumber(undefined), c.sspace(0)], [false, false, false, true])
})
