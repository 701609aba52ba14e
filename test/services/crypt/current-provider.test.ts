import { webcrypto } from 'node:crypto'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import {
    cryptoProvider,
    decryptAesGcm,
    encryptAesGcm,
    generateSigningKeys,
    Hash,
    hash,
    hex,
    hmac,
    randomBytes,
    sign,
    uid,
    useCryptoProvider,
    verify,
    verifyPassword,
} from '../../../services/crypt/index.js'
import { Child } from '../../fiber/process/child.js'

t.test('cryptoProvider is Node unless another one is put in its place', async t => {
    t.equal(cryptoProvider().name, 'node')
})

t.test('useCryptoProvider gives all work to another provider, and the former one back', async t => {
    const node = cryptoProvider()
    const calls: string[] = []
    const note = <A extends unknown[], R>(name: string, call: (...args: A) => R) => {
        return (...args: A): R => {
            calls.push(name)
            return call(...args)
        }
    }
    const mine = {
        name: 'mine',
        hash: note('hash', node.hash),
        hex: note('hex', node.hex),
        createHash: note('createHash', node.createHash),
        createHmac: note('createHmac', node.createHmac),
        fillRandom: note('fillRandom', node.fillRandom),
        scrypt: note('scrypt', node.scrypt),
        subtle: note('subtle', node.subtle),
    }
    randomBytes(1)
    t.equal(useCryptoProvider(mine), node)
    t.teardown(() => useCryptoProvider(node))
    hash('md5', '')
    hex('md5', '')
    new Hash('md5')
    hmac('md5', '', '')
    // Neither what was fetched from the former one.
    randomBytes(1)
    await run(encryptAesGcm, Buffer.alloc(16), '')
    await run(verifyPassword, '', null)
    t.same(calls, ['hash', 'hex', 'createHash', 'createHmac', 'fillRandom', 'subtle', 'subtle', 'scrypt'])
    t.equal(useCryptoProvider(node), mine)
    uid()
    t.equal(calls.length, 8)
})

t.test('useCryptoProvider takes the Web Cryptography API of Node', async t => {
    const node = cryptoProvider()
    useCryptoProvider({ ...node, name: 'built in', subtle: async () => webcrypto.subtle })
    t.teardown(() => useCryptoProvider(node))
    const key = randomBytes(32)
    t.equal((await run(decryptAesGcm, key, await run(encryptAesGcm, key, 'secret'))).toString(), 'secret')
    for (const algorithm of ['Ed25519', 'ES256', 'ES384', 'ES512'] as const) {
        const { privateKey, publicKey } = await run(generateSigningKeys, algorithm)
        t.equal(await run(verify, publicKey, await run(sign, privateKey, 'data'), 'data'), true)
    }
})

t.test('the Web Cryptography API is loaded when it is needed, and not before', async t => {
    const child = Child.of(`
        import { createRequire } from 'node:module'
        import { run } from 'ioto-fiber/fiber'
        import { encryptAesGcm, hashPassword, hex, matches, ulid, verifyPassword } from 'ioto-fiber/crypt'
        const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some(file => file.includes('asn1js'))
        hex('sha256', 'x')
        ulid()
        const stored = await run(hashPassword, 'secret', { cost: { logN: 4 } })
        console.log(await run(verifyPassword, 'secret', stored), isLoaded())
        await run(encryptAesGcm, Buffer.alloc(16), 'x')
        console.log(isLoaded())
    `)
    t.teardown(() => child.destroy())
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.complaints, '')
    t.equal(child.stdout, 'true false\ntrue\n')
})
