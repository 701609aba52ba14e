import { createHash, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { Hash, type HashAlgorithm, hash, hex } from '../../../services/crypt/index.js'

const algorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512-256']

t.test('hex agrees with the test suite of RFC 1321 §A.5', async t => {
    t.equal(hex('md5', ''), 'd41d8cd98f00b204e9800998ecf8427e')
    t.equal(hex('md5', 'a'), '0cc175b9c0f1b6a831c399e269772661')
    t.equal(hex('md5', 'abc'), '900150983cd24fb0d6963f7d28e17f72')
    t.equal(hex('md5', 'message digest'), 'f96b697d7cb7938d525a2f31aaf161d0')
    t.equal(hex('md5', 'abcdefghijklmnopqrstuvwxyz'), 'c3fcd3d76192e4007dfb496cca67e13b')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    t.equal(hex('md5', letters), 'd174ab98d277d9f5a5611c2c9f419d9f')
    t.equal(hex('md5', '1234567890'.repeat(8)), '57edf4a22be3c955ac49da2e2107b67a')
})

t.test('hex agrees with the examples of FIPS 180', async t => {
    const long = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'
    const longer =
        'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu'
    t.equal(hex('sha1', 'abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d')
    t.equal(hex('sha1', long), '84983e441c3bd26ebaae4aa1f95129e5e54670f1')
    t.equal(hex('sha256', 'abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    t.equal(hex('sha256', long), '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')
    t.equal(
        hex('sha384', 'abc'),
        'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    )
    // FIPS 180-4 §5.3.6.2: not the first half of SHA-512.
    t.equal(hex('sha512-256', 'abc'), '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23')
    t.equal(
        hex('sha512', 'abc'),
        'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    )
    t.equal(
        hex('sha512', longer),
        '8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909',
    )
    const million = Buffer.alloc(1_000_000, 'a')
    t.equal(hex('sha1', million), '34aa973cd4c4daa4f61eeb2bdbad27316534016f')
    t.equal(hex('sha256', million), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
})

t.test('hash, hex and Hash agree with node:crypto, whatever the data', async () => {
    const data = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }))
    fc.assert(
        fc.property(fc.constantFrom(...algorithms), data, (algorithm, data) => {
            const expected = createHash(algorithm).update(data).digest()
            return (
                hash(algorithm, data).equals(expected) &&
                hex(algorithm, data) === expected.toString('hex') &&
                new Hash(algorithm).update(data).digest().equals(expected)
            )
        }),
        { numRuns: 500 },
    )
})

t.test('hash agrees with the Web Cryptography API of Node', async t => {
    const data = Buffer.from('é'.repeat(100))
    for (const [algorithm, name] of [
        ['sha1', 'SHA-1'],
        ['sha256', 'SHA-256'],
        ['sha384', 'SHA-384'],
        ['sha512', 'SHA-512'],
    ] as const) {
        t.same(hash(algorithm, data), Buffer.from(await webcrypto.subtle.digest(name, data)))
    }
})

t.test('Hash in two pieces gives the same as in one, wherever it is cut', async t => {
    const data = Buffer.from(Array.from({ length: 200 }, (_, i) => i))
    for (const algorithm of algorithms) {
        const whole = hex(algorithm, data)
        for (let at = 0; at <= data.length; at++) {
            const cut = new Hash(algorithm).update(data.subarray(0, at)).update(data.subarray(at)).hex()
            if (cut !== whole) {
                t.fail(`${algorithm} cut at ${at}`)
            }
        }
        const bytes = new Hash(algorithm)
        for (const byte of data) {
            bytes.update(Uint8Array.of(byte))
        }
        t.equal(bytes.hex(), whole, `${algorithm} byte by byte`)
    }
})

t.test('Hash refuses to go on after its digest', async t => {
    const digest = new Hash('sha256')
    t.equal(digest.hex(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    t.throws(() => digest.update('x'), { name: 'CryptError', code: 'CRYPT_FINISHED' })
    t.throws(() => digest.digest(), { code: 'CRYPT_FINISHED' })
})

t.test('hash, hex and Hash refuse an algorithm that is not known', async t => {
    for (const name of ['sha3', 'SHA256', '', 'constructor'] as unknown as HashAlgorithm[]) {
        const error = {
            code: 'CRYPT_ALGORITHM',
            message: `Cannot hash: algorithm ${name}, wanted one of md5, sha1, sha256, sha384, sha512, sha512-256`,
        }
        t.throws(() => hash(name, ''), error)
        t.throws(() => hex(name, ''), error)
        t.throws(() => new Hash(name), error)
    }
})
