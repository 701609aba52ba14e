import { hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { hkdf } from '../../../services/crypt/index.js'

const range = (from: number, to: number) => Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => from + i))

t.test('hkdf agrees with the test cases of RFC 5869', async t => {
    const first = await run(hkdf, Buffer.alloc(22, 0x0b), { salt: range(0, 0x0c), info: range(0xf0, 0xf9), length: 42 })
    t.equal(
        first.toString('hex'),
        '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    )
    const second = await run(hkdf, range(0, 0x4f), { salt: range(0x60, 0xaf), info: range(0xb0, 0xff), length: 82 })
    t.equal(
        second.toString('hex'),
        'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    )
    const third = await run(hkdf, Buffer.alloc(22, 0x0b), { length: 42 })
    t.equal(
        third.toString('hex'),
        '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    )
    const fourth = await run(hkdf, Buffer.alloc(11, 0x0b), {
        hash: 'sha1',
        salt: range(0, 0x0c),
        info: range(0xf0, 0xf9),
        length: 42,
    })
    t.equal(
        fourth.toString('hex'),
        '085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896',
    )
})

t.test('hkdf agrees with node:crypto', async t => {
    const bytes = fc.uint8Array({ maxLength: 100 })
    const hashes = fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512')
    await fc.assert(
        fc.asyncProperty(
            hashes,
            bytes,
            bytes,
            bytes,
            fc.integer({ min: 1, max: 300 }),
            async (hash, secret, salt, info, length) => {
                const key = await run(hkdf, secret, { hash, salt, info, length } as const)
                t.same(key, Buffer.from(hkdfSync(hash, secret, salt, info, length)))
            },
        ),
        { numRuns: 50 },
    )
})

t.test('hkdf refuses lengths that the standard has no bytes for', async t => {
    t.equal((await run(hkdf, 'x', {})).length, 32)
    t.equal((await run(hkdf, 'x', { length: 255 * 32 })).length, 255 * 32)
    for (const length of [0, -1, 1.5, 255 * 32 + 1, Number.NaN]) {
        await t.rejects(run(hkdf, 'x', { length }), { code: 'CRYPT_SIZE' })
    }
})
