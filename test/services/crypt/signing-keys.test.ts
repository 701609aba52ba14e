import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import {
    exportKey,
    generateSigningKeys,
    importPrivateKey,
    importPublicKey,
    type SignatureAlgorithm,
    sign,
    verify,
} from '../../../services/crypt/index.js'

const algorithms: readonly SignatureAlgorithm[] = ['Ed25519', 'ES256', 'ES384', 'ES512']

t.test('exportKey gives what importPrivateKey and importPublicKey read', async t => {
    for (const algorithm of algorithms) {
        const keys = await run(generateSigningKeys, algorithm)
        const [secret, open] = [await run(exportKey, keys.privateKey), await run(exportKey, keys.publicKey)]
        t.match(secret, /^-----BEGIN PRIVATE KEY-----\n([\w+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/)
        t.match(open, /^-----BEGIN PUBLIC KEY-----\n([\w+/=]{1,64}\n)+-----END PUBLIC KEY-----\n$/)
        const [privateKey, publicKey] = [
            await run(importPrivateKey, algorithm, secret),
            await run(importPublicKey, algorithm, `text before\r\n${open.replaceAll('\n', '\r\n')}text after`),
        ]
        t.equal(await run(exportKey, privateKey), secret)
        t.equal(await run(exportKey, publicKey), open)
        t.equal(await run(verify, keys.publicKey, await run(sign, privateKey, 'data'), 'data'), true)
        t.equal(await run(verify, publicKey, await run(sign, keys.privateKey, 'data'), 'data'), true)
    }
})

t.test('importPrivateKey and importPublicKey take no key for one of another algorithm', async t => {
    for (const algorithm of algorithms) {
        const keys = await run(generateSigningKeys, algorithm)
        const [secret, open] = [await run(exportKey, keys.privateKey), await run(exportKey, keys.publicKey)]
        for (const other of algorithms.filter(each => each !== algorithm)) {
            const message = `Cannot import a key: it is of another algorithm, wanted a private key of ${other} in PEM`
            await t.rejects(run(importPrivateKey, other, secret), { code: 'CRYPT_KEY', message })
            await t.rejects(run(importPublicKey, other, open), { code: 'CRYPT_KEY' })
        }
        await t.rejects(run(importPrivateKey, algorithm, open), {
            code: 'CRYPT_KEY',
            message: /there is no -----BEGIN PRIVATE KEY-----/,
        })
        await t.rejects(run(importPublicKey, algorithm, secret), { code: 'CRYPT_KEY' })
    }
})

t.test('importPrivateKey and importPublicKey refuse damaged keys', async t => {
    const begin = '-----BEGIN PUBLIC KEY-----'
    const end = '-----END PUBLIC KEY-----'
    for (const text of [
        '',
        begin,
        end,
        end + begin,
        begin + end,
        `${begin}\n%%%%\n${end}`,
        `${begin}AAAA${end}`,
        begin + 'A'.repeat(20_000) + end,
    ]) {
        await t.rejects(run(importPublicKey, 'ES256', text), { code: 'CRYPT_KEY' }, text.slice(0, 60))
    }
    for (const algorithm of algorithms) {
        const keys = await run(generateSigningKeys, algorithm)
        for (const [key, importKey, label] of [
            [keys.privateKey, importPrivateKey, 'PRIVATE KEY'],
            [keys.publicKey, importPublicKey, 'PUBLIC KEY'],
        ] as const) {
            const der = Buffer.from((await run(exportKey, key)).split('\n').slice(1, -2).join(''), 'base64')
            for (let length = 0; length < der.length; length++) {
                const pem = `-----BEGIN ${label}-----\n${der.subarray(0, length).toString('base64')}\n-----END ${label}-----`
                await t.rejects(
                    run(importKey, algorithm, pem),
                    { code: 'CRYPT_KEY' },
                    `${algorithm} ${label} of ${length} bytes`,
                )
            }
        }
    }
})

t.test('generateSigningKeys and the others refuse an algorithm that is not known', async t => {
    for (const name of ['RS256', 'ed25519', '', 'constructor'] as unknown as SignatureAlgorithm[]) {
        const error = {
            code: 'CRYPT_ALGORITHM',
            message: `Cannot use keys of algorithm ${name}: not known, wanted Ed25519, ES256, ES384 or ES512`,
        }
        await t.rejects(run(generateSigningKeys, name), error)
        await t.rejects(run(importPrivateKey, name, ''), error)
        await t.rejects(run(importPublicKey, name, ''), error)
    }
})

const openssl = spawnSync('openssl', ['version']).error === undefined
t.test(
    'importPrivateKey and exportKey understand openssl',
    { skip: openssl ? false : 'openssl is not installed' },
    async t => {
        const dir = t.testdir()
        const file = (name: string) => join(dir, name)
        const call = (...args: string[]) => {
            const { status, stderr, stdout } = spawnSync('openssl', args, { encoding: 'utf8' })
            return { ok: status === 0, text: stdout + stderr }
        }
        const ec = (curve: string) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`]
        for (const [algorithm, args] of [
            ['Ed25519', ['-algorithm', 'ed25519']],
            ['ES256', ec('P-256')],
            ['ES384', ec('P-384')],
            ['ES512', ec('P-521')],
        ] as const) {
            t.ok(call('genpkey', ...args, '-out', file('key.pem')).ok)
            t.ok(call('pkey', '-in', file('key.pem'), '-pubout', '-out', file('pub.pem')).ok)
            const privateKey = await run(importPrivateKey, algorithm, readFileSync(file('key.pem'), 'utf8'))
            const publicKey = await run(importPublicKey, algorithm, readFileSync(file('pub.pem'), 'utf8'))
            writeFileSync(file('ours.pem'), await run(exportKey, privateKey))
            const text = ['pkey', '-noout', '-text', '-in'] as const
            t.equal(call(...text, file('ours.pem')).text, call(...text, file('key.pem')).text)
            const signature = await run(sign, privateKey, 'data')
            t.equal(await run(verify, publicKey, signature, 'data'), true)
            writeFileSync(
                file('data'),
                algorithm === 'Ed25519' ? 'data' : createHash(algorithm.replace('ES', 'sha')).update('data').digest(),
            )
            writeFileSync(file('sig'), algorithm === 'Ed25519' ? signature : derOf(signature))
            const raw = algorithm === 'Ed25519' ? ['-rawin'] : []
            t.match(
                call(
                    'pkeyutl',
                    '-verify',
                    '-pubin',
                    '-inkey',
                    file('pub.pem'),
                    '-sigfile',
                    file('sig'),
                    '-in',
                    file('data'),
                    ...raw,
                ).text,
                /Signature Verified Successfully/,
                algorithm,
            )
        }
    },
)

/** The two numbers of a signature as openssl wants them: a SEQUENCE of two INTEGERs. */
function derOf(signature: Buffer): Buffer {
    const half = signature.length / 2
    const integer = (bytes: Buffer): Buffer => {
        let number = bytes
        while (number.length > 1 && number[0] === 0) {
            number = number.subarray(1)
        }
        const body = number[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), number]) : number
        return Buffer.concat([Buffer.of(2, body.length), body])
    }
    const body = Buffer.concat([integer(signature.subarray(0, half)), integer(signature.subarray(half))])
    return Buffer.concat([Buffer.from(body.length < 0x80 ? [0x30, body.length] : [0x30, 0x81, body.length]), body])
}
