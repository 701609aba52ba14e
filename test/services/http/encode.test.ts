import fc from 'fast-check'
import t from 'tap'
import { encodePath, encodeUrl, percentEncode } from '../../../services/http/encode.js'
import { percentDecode, RequestTarget } from '../../../services/http/index.js'

t.test('percentEncode encodes blanks, controls, what is not ASCII, and a few others', async t => {
    for (const [text, encoded] of [
        ['', ''],
        ['abc-._~', 'abc-._~'],
        ['a b\tc\u007f', 'a%20b%09c%7F'],
        ['"%<>\\^`{|}', '%22%25%3C%3E%5C%5E%60%7B%7C%7D'],
        ["/?#[]@!$&'()*+,;=:", "/?#[]@!$&'()*+,;=:"],
        ['ü€', '%C3%BC%E2%82%AC'],
    ] as const) {
        t.equal(percentEncode(text), encoded, text)
    }
})

t.test('encodeUrl leaves alone what is encoded already', async t => {
    t.equal(encodeUrl('a%20b c"ü?x=%C3'), 'a%20b%20c%22%C3%BC?x=%C3')
})

t.test('encodePath makes paths that are read back as they were', async t => {
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), text => {
            // No URL has a zero byte, and dots and slashes may be normalised.
            const path = `/x${text.replaceAll('\0', '')}`
            const target = new RequestTarget()
            t.equal(target.parse('GET', encodePath(path)), null)
            t.equal(target.url, path)
            t.equal(percentDecode(encodePath(path)), path)
        }),
    )
})
