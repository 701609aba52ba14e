import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { Blowfish } from '../../../services/crypt/blowfish.js'

function encrypt(key: string, plain: string): string {
    const bytes = Buffer.from(plain, 'hex')
    const words = Int32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32BE(i * 4))
    new Blowfish(Buffer.from(key, 'hex')).encrypt(words)
    for (const [i, word] of words.entries()) {
        bytes.writeInt32BE(word, i * 4)
    }
    return bytes.toString('hex')
}

t.test('Blowfish agrees with the test vectors of Eric Young', async t => {
    for (const [key, plain, cipher] of [
        ['0000000000000000', '0000000000000000', '4ef997456198dd78'],
        ['ffffffffffffffff', 'ffffffffffffffff', '51866fd5b85ecb8a'],
        ['3000000000000000', '1000000000000001', '7d856f9a613063f2'],
        ['1111111111111111', '1111111111111111', '2466dd878b963c9d'],
        ['0123456789abcdef', '1111111111111111', '61f9c3802281b096'],
        ['1111111111111111', '0123456789abcdef', '7d0cc630afda1ec7'],
        ['fedcba9876543210', '0123456789abcdef', '0aceab0fc6a0a28d'],
        ['7ca110454a1a6e57', '01a1d6d039776742', '59c68245eb05282b'],
        ['0131d9619dc1376e', '5cd54ca83def57da', 'b1b8cc0b250f09a0'],
        // A key of each length, of which this is the last.
        ['f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677', 'fedcba9876543210', '05044b62fa52d080'],
        ['f0', 'fedcba9876543210', 'f9ad597c49db005e'],
        ['f0e1d2c3b4a5968778695a4b3c2d1e0f', 'fedcba9876543210', '93142887ee3be15c'],
    ] as const) {
        t.equal(encrypt(key, plain), cipher, key)
    }
})

const legacy = ['-provider', 'legacy', '-provider', 'default']
const peer = spawnSync('openssl', ['enc', '-bf-ecb', '-K', '00', ...legacy], { input: '' }).status === 0
t.test('Blowfish agrees with openssl', { skip: peer ? false : 'openssl has no Blowfish here' }, async t => {
    for (let i = 0; i < 5; i++) {
        const [key, plain] = [randomBytes(16).toString('hex'), randomBytes(64)]
        const { stdout } = spawnSync('openssl', ['enc', '-bf-ecb', '-K', key, '-nopad', ...legacy], { input: plain })
        t.equal(encrypt(key, plain.toString('hex')), stdout.toString('hex'))
    }
})

t.test('Blowfish encrypts as often as is wanted, and takes 72 bytes of a key', async t => {
    const [once, twice] = [new Int32Array(4), new Int32Array(4)]
    const cipher = new Blowfish(Buffer.alloc(72, 7))
    cipher.encrypt(once)
    cipher.encrypt(once)
    cipher.encrypt(twice, 2)
    t.same(once, twice)
    const longer = new Int32Array(4)
    new Blowfish(Buffer.concat([Buffer.alloc(72, 7), Buffer.from('more')])).encrypt(longer, 2)
    t.same(longer, twice)
})
