import fc from 'fast-check'
import t from 'tap'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from '../../../services/crypt/index.js'

t.test('encodeBase64 and decodeBase64 agree with the vectors of RFC 4648 §10', async t => {
    const vectors = {
        '': '',
        f: 'Zg==',
        fo: 'Zm8=',
        foo: 'Zm9v',
        foob: 'Zm9vYg==',
        fooba: 'Zm9vYmE=',
        foobar: 'Zm9vYmFy',
    }
    for (const [plain, encoded] of Object.entries(vectors)) {
        t.equal(encodeBase64(plain), encoded)
        t.equal(encodeBase64Url(plain), encoded.replace(/=+$/, ''))
        t.equal(decodeBase64(encoded)?.toString(), plain)
        t.equal(decodeBase64Url(encoded.replace(/=+$/, ''))?.toString(), plain)
    }
})

t.test('encodeBase64Url has the alphabet for URLs', async t => {
    const bytes = Uint8Array.of(0xfb, 0xff, 0xfe)
    t.equal(encodeBase64(bytes), '+//+')
    t.equal(encodeBase64Url(bytes), '-__-')
    t.equal(decodeBase64('-__-'), null)
    t.equal(decodeBase64Url('+//+'), null)
})

t.test('encodeBase64 takes a part of a buffer for what it is', async t => {
    t.equal(encodeBase64(Buffer.from('xfoobarx').subarray(1, 7)), 'Zm9vYmFy')
})

t.test('decodeBase64 gives null for what is not canonical', async t => {
    const wrong = [
        'Z',
        'Zg',
        'Zg=',
        'Zg===',
        '====',
        '=',
        'Zh==',
        'Zm9=',
        'Zm 9v',
        'Zm9v\n',
        ' Zm9v',
        'Zm9v=',
        'Zg==Zg==',
        'Z===',
    ]
    for (const text of [...wrong, 'Zm9é', 'Zm9\0', '=m9v', 'Zm=v', 'Zm9v====']) {
        t.equal(decodeBase64(text), null, JSON.stringify(text))
    }
    t.equal(decodeBase64Url('Zg=='), null)
    t.equal(decodeBase64Url('Zh'), null)
})

t.test('decodeBase64 gives back what was encoded, and takes no other text for it', async t => {
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
            const [text, url] = [encodeBase64(bytes), encodeBase64Url(bytes)]
            t.ok(Buffer.from(bytes).equals(decodeBase64(text)!) && Buffer.from(bytes).equals(decodeBase64Url(url)!))
        }),
        { numRuns: 200 },
    )
    const alphabet = fc.constantFrom(...'ABCDwxyz0189+/=-_ \n')
    fc.assert(
        fc.property(fc.string({ unit: alphabet, maxLength: 12 }), text => {
            const bytes = decodeBase64(text)
            const right = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/.test(
                text,
            )
            return (bytes !== null) === right
        }),
        { numRuns: 2000 },
    )
})
