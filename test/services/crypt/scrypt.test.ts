import { spawnSync } from 'node:child_process'
import t from 'tap'
import { type Fiber, run, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { cryptoProvider, useCryptoProvider } from '../../../services/crypt/index.js'
import { formatScrypt, makeScrypt, parseScrypt, type ScryptHash, scryptHash } from '../../../services/crypt/scrypt.js'

const small = { logN: 4, r: 1, p: 1 }

t.test('scryptHash agrees with the test vectors of RFC 7914 §12', async t => {
    for (const [password, salt, logN, r, p, expected] of [
        [
            '',
            '',
            4,
            1,
            1,
            '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
        ],
        [
            'password',
            'NaCl',
            10,
            8,
            16,
            'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
        ],
        [
            'pleaseletmein',
            'SodiumChloride',
            14,
            8,
            1,
            '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
        ],
    ] as const) {
        const hash = await run(scryptHash, password, salt, { logN, r, p }, 64)
        t.equal(hash.toString('hex'), expected)
    }
})

const python = spawnSync('python3', ['-c', 'from hashlib import scrypt']).status === 0
t.test('scryptHash agrees with Python', { skip: python ? false : 'there is no Python with scrypt' }, async t => {
    const program =
        "import hashlib; print(hashlib.scrypt('pässword'.encode(), salt=b'salt', n=64, r=3, p=2, dklen=32).hex())"
    const { stdout } = spawnSync('python3', ['-X', 'utf8', '-c', program], { encoding: 'utf8' })
    const hash = await run(scryptHash, 'pässword', 'salt', { logN: 6, r: 3, p: 2 }, 32)
    t.equal(hash.toString('hex'), stdout.trim())
})

t.test('makeScrypt gives the form of the Password Hashing Competition, with a new salt each time', async t => {
    const [first, second] = [await run(makeScrypt, 'secret', small), await run(makeScrypt, 'secret', small)]
    t.match(first, /^\$scrypt\$ln=4,r=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    t.not(first, second)
    const { cost, salt, hash } = parseScrypt(first)!
    t.same(cost, small)
    t.equal(salt.length, 16)
    t.same(hash, await run(scryptHash, 'secret', salt, small, 32))
    t.equal(formatScrypt(parseScrypt(first)!), first)
})

t.test('makeScrypt refuses a cost out of range', async t => {
    for (const cost of [
        { logN: 0 },
        { logN: 25 },
        { r: 0 },
        { r: 33 },
        { p: 0 },
        { p: 33 },
        { p: 1.5 },
        { logN: Number.NaN },
    ]) {
        await t.rejects(run(makeScrypt, 'secret', cost), {
            code: 'CRYPT_SIZE',
            message: /^Cannot hash a password with scrypt, /,
        })
    }
})

const twoAtATime = 'scryptHash computes two hashes at a time, also of fibers that are cancelled or fail'
fiberTest(t, twoAtATime, function* (t) {
    const node = cryptoProvider()
    const waiting: PromiseWithResolvers[] = []
    const errors: unknown[] = []
    let done = 0
    function* attempt(): Fiber<void> {
        try {
            yield* scryptHash('secret', 'salt', small, 1)
            done++
        } catch (error) {
            errors.push(error)
        }
    }
    useCryptoProvider({
        ...node,
        scrypt: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    })
    try {
        const [first] = Array.from({ length: 6 }, () => spawn(attempt))
        yield* sleep(1)
        t.equal(waiting.length, 2)
        first!.cancel()
        yield* sleep(1)
        t.equal(waiting.length, 2, 'the thread of a cancelled one goes on')
        waiting[0]!.resolve(Buffer.alloc(1))
        yield* sleep(1)
        t.same([waiting.length, done], [3, 0])
        waiting[1]!.reject(new Error('broken'))
        yield* sleep(1)
        t.same([waiting.length, errors], [4, [new Error('broken')]])
        for (let i = 2; i < 6; i++) {
            waiting[i]!.resolve(Buffer.alloc(1))
            yield* sleep(1)
        }
        t.same([waiting.length, done], [6, 4])
    } finally {
        useCryptoProvider(node)
    }
})

interface PromiseWithResolvers {
    resolve(value: Buffer): void
    reject(error: Error): void
}

t.test('parseScrypt reads what other programs have made', async t => {
    // The example in the documentation of the Python library passlib.
    const stored = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'
    const { cost, salt, hash } = parseScrypt(stored) as ScryptHash
    t.same(cost, { logN: 16, r: 8, p: 1 })
    t.same(hash, await run(scryptHash, 'password', salt, cost, 32))
})

t.test('parseScrypt gives null for what is no stored password', async t => {
    const right = '$scrypt$ln=14,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'
    t.ok(parseScrypt(right))
    for (const text of [
        '',
        '$scrypt$',
        `${right}=`,
        ` ${right}`,
        `${right}\n`,
        right.toUpperCase(),
        right.replace('ln=14', 'ln=0'),
        right.replace('ln=14', 'ln=-1'),
        right.replace('ln=14', 'ln=100'),
        right.replace('r=8', 'r=0'),
        right.replace('r=8', 'r=99999'),
        right.replace('p=5', 'p=0'),
        right.replace('p=5', ''),
        right.slice(0, -1),
        right.replace(/A$/, 'B'),
        right.replace(/\$A*$/, '$AAAA'),
        right.replace('AAAA', 'AA-_'),
        `${right}$`,
        right + 'A'.repeat(1000),
    ]) {
        t.equal(parseScrypt(text), null, text)
    }
})
