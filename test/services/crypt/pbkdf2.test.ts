import { pbkdf2Sync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { pbkdf2 } from '../../../services/crypt/index.js'

t.test('pbkdf2 agrees with the test vectors of RFC 6070', async t => {
    for (const [password, salt, iterations, expected] of [
        ['password', 'salt', 1, '0c60c80f961f0e71f3a9b524af6012062fe037a6'],
        ['password', 'salt', 2, 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957'],
        ['password', 'salt', 4096, '4b007901b765489abead49d926f721d065a429c1'],
        [
            'passwordPASSWORDpassword',
            'saltSALTsaltSALTsaltSALTsaltSALTsalt',
            4096,
            '3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038',
        ],
        ['pass\0word', 'sa\0lt', 4096, '56fa6aa75548099dcc37d7f03425e0c3'],
    ] as const) {
        const key = await run(pbkdf2, password, { salt, iterations, hash: 'sha1', length: expected.length / 2 })
        t.equal(key.toString('hex'), expected)
    }
})

t.test('pbkdf2 agrees with the test vectors of RFC 7914 §11', async t => {
    const first = await run(pbkdf2, 'passwd', { salt: 'salt', iterations: 1, length: 64 })
    t.equal(
        first.toString('hex'),
        '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    )
    const second = await run(pbkdf2, 'Password', { salt: 'NaCl', iterations: 80_000, length: 64 })
    t.equal(
        second.toString('hex'),
        '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d',
    )
})

t.test('pbkdf2 agrees with node:crypto', async t => {
    const bytes = fc.uint8Array({ maxLength: 100 })
    const hashes = fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512')
    const [iterations, length] = [fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100 })]
    await fc.assert(
        fc.asyncProperty(hashes, bytes, bytes, iterations, length, async (hash, password, salt, iterations, length) => {
            const key = await run(pbkdf2, password, { salt, iterations, hash, length } as const)
            t.same(key, pbkdf2Sync(password, salt, iterations, length, hash))
        }),
        { numRuns: 50 },
    )
})

t.test('pbkdf2 refuses iterations and lengths out of range', async t => {
    for (const iterations of [0, -1, 1.5, 10_000_001, Number.NaN]) {
        await t.rejects(run(pbkdf2, 'x', { salt: 'y', iterations }), { code: 'CRYPT_SIZE', message: /, iterations: / })
    }
    for (const length of [0, 1025]) {
        await t.rejects(run(pbkdf2, 'x', { salt: 'y', iterations: 1, length }), {
            code: 'CRYPT_SIZE',
            message: /, length: /,
        })
    }
})
