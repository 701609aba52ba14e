import { createCipheriv, createDecipheriv, randomBytes, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { decryptAesGcm, encryptAesGcm } from '../../../services/crypt/index.js'

const hex = (text: string) => Buffer.from(text, 'hex')

const zero = '0'.repeat(24)
const key = 'feffe9928665731c6d6a8f9467308308'
const nonce = 'cafebabefacedbaddecaf888'
const plain =
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255'
const bound = 'feedfacedeadbeeffeedfacedeadbeefabaddad2'

/** Test cases 1 to 4, 7, 8 and 13 to 16 of McGrew and Viega, which NIST SP 800-38D refers to. */
const vectors = [
    { key: '00'.repeat(16), nonce: zero, sealed: '58e2fccefa7e3061367f1d57a4e7455a', plain: '' },
    {
        key: '00'.repeat(16),
        nonce: zero,
        sealed: '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf',
        plain: '00'.repeat(16),
    },
    {
        key,
        nonce,
        sealed: '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4',
        plain,
    },
    {
        key,
        nonce,
        bound,
        sealed: '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47',
        plain: plain.slice(0, 120),
    },
    { key: '00'.repeat(24), nonce: zero, sealed: 'cd33b28ac773f74ba00ed1f312572435', plain: '' },
    {
        key: '00'.repeat(24),
        nonce: zero,
        sealed: '98e7247c07f0fe411c267e4384b0f6002ff58d80033927ab8ef4d4587514f0fb',
        plain: '00'.repeat(16),
    },
    { key: '00'.repeat(32), nonce: zero, sealed: '530f8afbc74536b9a963b4f1c4cb738b', plain: '' },
    {
        key: '00'.repeat(32),
        nonce: zero,
        sealed: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
        plain: '00'.repeat(16),
    },
    {
        key: key + key,
        nonce,
        sealed: '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c',
        plain,
    },
    {
        key: key + key,
        nonce,
        bound,
        sealed: '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
        plain: plain.slice(0, 120),
    },
]

t.test('decryptAesGcm agrees with the test cases of NIST', async t => {
    for (const { key, nonce, bound = '', sealed, plain } of vectors) {
        const data = await run(decryptAesGcm, hex(key), hex(nonce + sealed), hex(bound))
        t.equal(data.toString('hex'), plain)
    }
})

t.test('encryptAesGcm makes what node:crypto, the Web Cryptography API of Node and decryptAesGcm read', async t => {
    const bytes = fc.oneof(fc.string({ unit: 'binary', maxLength: 50 }), fc.uint8Array({ maxLength: 50 }))
    await fc.assert(
        fc.asyncProperty(fc.constantFrom(16, 24, 32), bytes, bytes, async (size, data, bound) => {
            const key = randomBytes(size)
            const expected = Buffer.from(data as string)
            const sealed = await run(encryptAesGcm, key, data, bound)
            t.equal(sealed.length, 12 + expected.length + 16)
            t.same(await run(decryptAesGcm, key, sealed, bound), expected)
            const decipher = createDecipheriv(`aes-${size * 8}-gcm` as 'aes-256-gcm', key, sealed.subarray(0, 12))
            decipher.setAuthTag(sealed.subarray(-16)).setAAD(Buffer.from(bound as string))
            t.same(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]), expected)
            const imported = await webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
            const parameters = {
                name: 'AES-GCM',
                iv: sealed.subarray(0, 12),
                additionalData: Buffer.from(bound as string),
            }
            t.same(Buffer.from(await webcrypto.subtle.decrypt(parameters, imported, sealed.subarray(12))), expected)
        }),
        { numRuns: 30 },
    )
})

t.test('encryptAesGcm never uses a nonce twice', async t => {
    const key = randomBytes(16)
    const seen = new Set<string>()
    for (let i = 0; i < 200; i++) {
        seen.add((await run(encryptAesGcm, key, 'x')).subarray(0, 12).toString('hex'))
    }
    t.equal(seen.size, 200)
})

t.test('decryptAesGcm notices every change, and every cut', async t => {
    const key = randomBytes(32)
    const sealed = await run(encryptAesGcm, key, 'secret', 'name')
    const changed = { code: 'CRYPT_DECRYPT', message: /^Cannot decrypt: / }
    for (let i = 0; i < sealed.length * 8; i++) {
        const other = Buffer.from(sealed)
        other[i >> 3]! ^= 1 << (i & 7)
        await t.rejects(run(decryptAesGcm, key, other, 'name'), changed)
    }
    for (let length = 0; length < sealed.length; length++) {
        await t.rejects(run(decryptAesGcm, key, sealed.subarray(0, length), 'name'), changed)
    }
    await t.rejects(run(decryptAesGcm, key, sealed, 'Name'), changed)
    await t.rejects(run(decryptAesGcm, key, sealed), changed)
    await t.rejects(run(decryptAesGcm, randomBytes(32), sealed, 'name'), changed)
    t.equal((await run(decryptAesGcm, key, sealed, 'name')).toString(), 'secret')
})

t.test('encryptAesGcm and decryptAesGcm refuse keys of another length', async t => {
    for (const size of [0, 15, 17, 31, 33, 64]) {
        const error = { code: 'CRYPT_KEY', message: new RegExp(`: the key has ${size} bytes, wanted 16, 24 or 32$`) }
        await t.rejects(run(encryptAesGcm, Buffer.alloc(size), 'x'), error)
        await t.rejects(run(decryptAesGcm, Buffer.alloc(size), Buffer.alloc(40)), error)
    }
})

t.test('decryptAesGcm reads what node:crypto has made', async t => {
    const [key, nonce] = [randomBytes(32), randomBytes(12)]
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const sealed = Buffer.concat([nonce, cipher.update('secret'), cipher.final(), cipher.getAuthTag()])
    t.equal((await run(decryptAesGcm, key, sealed)).toString(), 'secret')
})
