import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify, webcrypto } from 'node:crypto'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import {
    type CryptoKey,
    exportKey,
    generateSigningKeys,
    importPrivateKey,
    importPublicKey,
    type SignatureAlgorithm,
    sign,
    verify,
} from '../../../services/crypt/index.js'

const algorithms: readonly SignatureAlgorithm[] = ['Ed25519', 'ES256', 'ES384', 'ES512']
const sizes = { Ed25519: 64, ES256: 64, ES384: 96, ES512: 132 }
const hashes = { Ed25519: null, ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' }

/** RFC 8032 §7.1: private key, public key, message, signature. */
const vectors = [
    [
        '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
        '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        '72',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
        'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
        'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
        'af82',
        '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
] as const

const pem = (label: string, der: Buffer) =>
    `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`

t.test('sign and verify agree with the test vectors of RFC 8032', async t => {
    for (const [secret, open, message, signature] of vectors) {
        // RFC 8410 §7.
        const pkcs8 = pem('PRIVATE KEY', Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex'))
        const spki = pem('PUBLIC KEY', Buffer.from(`302a300506032b6570032100${open}`, 'hex'))
        const data = Buffer.from(message, 'hex')
        const privateKey = await run(importPrivateKey, 'Ed25519', pkcs8)
        t.equal((await run(sign, privateKey, data)).toString('hex'), signature)
        const publicKey = await run(importPublicKey, 'Ed25519', spki)
        t.equal(await run(verify, publicKey, Buffer.from(signature, 'hex'), data), true)
        t.equal(await run(verify, publicKey, Buffer.from(signature, 'hex'), 'other'), false)
    }
})

t.test('verify agrees with the test vector of RFC 6979 §A.2.5', async t => {
    const key = createPublicKey({
        format: 'jwk',
        key: {
            kty: 'EC',
            crv: 'P-256',
            x: Buffer.from('60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6', 'hex').toString(
                'base64url',
            ),
            y: Buffer.from('7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299', 'hex').toString(
                'base64url',
            ),
        },
    })
    const publicKey = await run(importPublicKey, 'ES256', key.export({ format: 'pem', type: 'spki' }) as string)
    const signature = Buffer.from(
        'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
        'hex',
    )
    t.equal(await run(verify, publicKey, signature, 'sample'), true)
    t.equal(await run(verify, publicKey, signature, 'Sample'), false)
})

t.test('sign and verify agree with node:crypto, both ways', async t => {
    for (const algorithm of algorithms) {
        const { privateKey, publicKey } = await run(generateSigningKeys, algorithm)
        const key = createPrivateKey(await run(exportKey, privateKey))
        const open = createPublicKey(await run(exportKey, publicKey))
        const data = Buffer.from('data')
        const ours = await run(sign, privateKey, data)
        t.equal(ours.length, sizes[algorithm])
        t.equal(nodeVerify(hashes[algorithm], data, { key: open, dsaEncoding: 'ieee-p1363' }, ours), true, algorithm)
        const theirs = nodeSign(hashes[algorithm], data, { key, dsaEncoding: 'ieee-p1363' })
        t.equal(await run(verify, publicKey, theirs, data), true, algorithm)
    }
})

t.test('verify notices every change', async t => {
    for (const algorithm of algorithms) {
        const { privateKey, publicKey } = await run(generateSigningKeys, algorithm)
        const signature = await run(sign, privateKey, 'data')
        t.equal(await run(verify, publicKey, signature, 'data'), true)
        t.equal(await run(verify, publicKey, signature, 'datA'), false)
        for (let i = 0; i < signature.length; i++) {
            const other = Buffer.from(signature)
            other[i]! ^= 1 << (i & 7)
            t.equal(await run(verify, publicKey, other, 'data'), false, `${algorithm}, byte ${i}`)
        }
        for (const other of [Buffer.alloc(0), signature.subarray(1), Buffer.concat([signature, signature])]) {
            t.equal(await run(verify, publicKey, other, 'data'), false)
        }
        for (const fill of [0, 1, 255]) {
            t.equal(await run(verify, publicKey, Buffer.alloc(signature.length, fill), 'data'), false)
        }
        const { publicKey: stranger } = await run(generateSigningKeys, algorithm)
        t.equal(await run(verify, stranger, signature, 'data'), false)
    }
})

t.test('sign and verify refuse keys that are for something else', async t => {
    const { privateKey, publicKey } = await run(generateSigningKeys, 'ES256')
    await t.rejects(run(sign, publicKey, 'x'), {
        code: 'CRYPT_KEY',
        message: 'Cannot sign: the key is a public one of ECDSA, wanted a private one of Ed25519 or ECDSA',
    })
    await t.rejects(run(verify, privateKey, Buffer.alloc(64), 'x'), { code: 'CRYPT_KEY' })
    const secret = (await webcrypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])) as CryptoKey
    await t.rejects(run(sign, secret, 'x'), { code: 'CRYPT_KEY', message: /the key is a secret one of HMAC/ })
    const foreign = (await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
        'sign',
        'verify',
    ])) as {
        readonly privateKey: CryptoKey
        readonly publicKey: CryptoKey
    }
    await t.rejects(run(sign, foreign.privateKey, 'x'), {
        code: 'CRYPT_KEY',
        message: /the provider cannot use the key/,
    })
    await t.rejects(run(verify, foreign.publicKey, Buffer.alloc(64), 'x'), { code: 'CRYPT_KEY' })
})
