import t from 'tap'
import { cryptoProvider, randomBytes, uid, useCryptoProvider } from '../../../services/crypt/index.js'
import { salt } from '../../../services/crypt/random.js'

t.test('randomBytes gives as many as are wanted, never the same', async t => {
    const seen = new Set<string>()
    for (const count of [0, 1, 16, 255, 256, 257, 5000]) {
        t.equal(randomBytes(count).length, count)
    }
    for (let i = 0; i < 1000; i++) {
        seen.add(randomBytes(16).toString('hex'))
    }
    t.equal(seen.size, 1000)
})

t.test('randomBytes refuses what is no count', async t => {
    for (const count of [-1, 1.5, Number.NaN, Infinity, 2 ** 40]) {
        t.throws(() => randomBytes(count), {
            code: 'CRYPT_SIZE',
            message: new RegExp(`^Cannot make random bytes: ${count}, wanted `),
        })
        t.throws(() => uid(count), { code: 'CRYPT_SIZE' })
    }
})

t.test('uid and salt have their alphabets, each character as often as the others', async t => {
    t.match(uid(), /^[0-9A-HJKMNP-TV-Z]{10}$/)
    t.equal(uid(0), '')
    for (const [make, size] of [
        [uid, 32],
        [salt, 62],
    ] as const) {
        const count = new Map<string, number>()
        const total = size * 2000
        for (const each of make(total)) {
            count.set(each, (count.get(each) ?? 0) + 1)
        }
        t.equal(count.size, size)
        // Chi-squared: by chance beyond these bounds once in millions of runs.
        const sum = [...count.values()].reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0)
        t.ok(sum < size + 6 * Math.sqrt(2 * size), `${sum} for ${size}`)
    }
    t.match(salt(100), /^[A-Za-z0-9]{100}$/)
})

t.test('uid throws away the bytes that would make some characters more likely', async t => {
    const before = cryptoProvider()
    const bytes = [255, 248, 61, 0, 247]
    let at = 0
    useCryptoProvider({
        ...before,
        fillRandom: into => into.set(Uint8Array.from(into, () => bytes[at++ % bytes.length]!)),
    })
    t.teardown(() => useCryptoProvider(before))
    t.equal(salt(3), '9A9')
})
