import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import * as c from '../../../fiber/text/c.js'
import { encode, foldBytes, nasty } from './unicode.js'

function raiseBytes(bytes: readonly number[]): number[] {
    return bytes.map(byte => (byte >= 97 && byte <= 122 ? byte - 32 : byte))
}

t.test('slower and supper change ASCII letters, no others', async t => {
    fc.assert(
        fc.property(nasty, text => {
            assert.deepEqual(encode(c.slower(text) as string), foldBytes(encode(text)))
            assert.deepEqual(encode(c.supper(text) as string), raiseBytes(encode(text)))
        }),
    )
    t.equal(c.slower('ÄBCİ\u212a'), 'Äbcİ\u212a')
    t.equal(c.supper('straße'), 'STRAßE')
    t.equal(c.slower(null), null)
    t.equal(c.supper(0), null)
})

t.test('scamel and stitle change the first letter', async t => {
    fc.assert(
        fc.property(nasty, text => {
            const [first, ...rest] = encode(text)
            const head = first === undefined ? [] : [first]
            assert.deepEqual(encode(c.scamel(text)), [...foldBytes(head), ...rest])
            assert.deepEqual(encode(c.stitle(text)), [...raiseBytes(head), ...rest])
        }),
    )
    t.equal(c.scamel('HelloWorld'), 'helloWorld')
    t.equal(c.stitle('helloWorld'), 'HelloWorld')
    t.equal(c.scamel(null), '')
    t.equal(c.stitle(null), '')
})
