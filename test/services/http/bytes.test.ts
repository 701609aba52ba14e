import t from 'tap'
import { latin1, sameBytes } from '../../../services/http/bytes.js'

t.test('latin1 makes each byte one character, of any Uint8Array', async t => {
    t.equal(latin1(new Uint8Array([65, 0, 228, 255, 66]), 1, 4), '\0äÿ')
    t.equal(latin1(Buffer.from('abc').subarray(1), 0, 2), 'bc')
})

t.test('sameBytes compares with the bytes that are there', async t => {
    const buf = Buffer.from('GET /')
    t.equal(sameBytes(buf, 0, 'GET'), true)
    t.equal(sameBytes(buf, 1, 'ET '), true)
    t.equal(sameBytes(buf, 0, 'GOT'), false)
    t.equal(sameBytes(buf, 3, ' /a'), false)
})
