import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { Hmac, type HashAlgorithm, hmac } from '../../../services/crypt/index.js'

/** RFC 4231 §4.2 to §4.8: key, data, and the first half of HMAC-SHA-256. */
const vectors: readonly (readonly [Buffer, string | Buffer, string])[] = [
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
        Buffer.from('Jefe'),
        'what do ya want for nothing?',
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
        Buffer.alloc(20, 0xaa),
        Buffer.alloc(50, 0xdd),
        '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [
        Buffer.from(Array.from({ length: 25 }, (_, i) => i + 1)),
        Buffer.alloc(50, 0xcd),
        '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    [Buffer.alloc(20, 0x0c), 'Test With Truncation', 'a3b6167473100ee06e0c796c2955552b'],
    [
        Buffer.alloc(131, 0xaa),
        'Test Using Larger Than Block-Size Key - Hash Key First',
        '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
        Buffer.alloc(131, 0xaa),
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
        '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
]

t.test('hmac agrees with the test cases of RFC 4231', async t => {
    for (const [key, data, expected] of vectors) {
        t.equal(hmac('sha256', key, data).toString('hex').slice(0, expected.length), expected)
    }
    t.equal(
        hmac('sha512', 'Jefe', 'what do ya want for nothing?').toString('hex'),
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    )
})

t.test('hmac agrees with the test cases of RFC 2202', async t => {
    t.equal(hmac('md5', Buffer.alloc(16, 0x0b), 'Hi There').toString('hex'), '9294727a3638bb1c13f48ef8158bfc9d')
    t.equal(
        hmac('sha1', Buffer.alloc(20, 0x0b), 'Hi There').toString('hex'),
        'b617318655057264e28bc0b6fb378c8ef146be00',
    )
})

t.test('Hmac in pieces gives the same as hmac and node:crypto', async () => {
    fc.assert(
        fc.property(
            fc.constantFrom<HashAlgorithm>('md5', 'sha1', 'sha256', 'sha384', 'sha512'),
            fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.uint8Array({ maxLength: 200 })),
            fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }),
            (algorithm, key, pieces) => {
                const whole = Buffer.concat(pieces)
                const code = new Hmac(algorithm, key)
                for (const piece of pieces) {
                    code.update(piece)
                }
                const expected = createHmac(algorithm, key).update(whole).digest()
                return code.digest().equals(expected) && hmac(algorithm, key, whole).equals(expected)
            },
        ),
        { numRuns: 300 },
    )
})

t.test('hmac refuses an algorithm that is not known', async t => {
    t.throws(() => hmac('sha3' as HashAlgorithm, 'key', ''), { code: 'CRYPT_ALGORITHM' })
})
