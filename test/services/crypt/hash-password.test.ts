import t from 'tap'
import { run } from '../../../fiber/index.js'
import { hashPassword, verifyPassword } from '../../../services/crypt/index.js'

const cost = { logN: 4, r: 1, p: 1 }

t.test('hashPassword makes scrypt unless told otherwise', async t => {
    t.match(await run(hashPassword, 'secret'), /^\$scrypt\$ln=14,r=8,p=5\$/)
    t.match(await run(hashPassword, 'secret', { cost }), /^\$scrypt\$ln=4,r=1,p=1\$/)
    t.match(await run(hashPassword, 'secret', { scheme: 'BF1' }), /^BF1:00128:[A-Za-z0-9]{16}:[A-Za-z0-9+/]{32}$/)
    t.match(await run(hashPassword, 'secret', { scheme: 'BF1', rounds: 5000 }), /^BF1:05000:/)
})

t.test('hashPassword makes what verifyPassword accepts, and nothing else does', async t => {
    for (const password of ['', 'secret', 'péss wörd', '😀'.repeat(16), 'a:b:c', '\0', 'x'.repeat(64)]) {
        for (const options of [{ cost }, { scheme: 'BF1' }, { scheme: 'BF1', rounds: 2500 }] as const) {
            const stored = await run(hashPassword, password, options)
            t.equal(await run(verifyPassword, password, stored), true, stored)
            t.equal(await run(verifyPassword, `x${password}`, stored), false, stored)
        }
    }
})

t.test('hashPassword refuses passwords and options out of range, and does not repeat the password', async t => {
    await t.rejects(run(hashPassword, 'x'.repeat(1025), { cost }), {
        code: 'CRYPT_PASSWORD',
        message: 'Cannot hash a password: it has 1025 bytes, wanted at most 1024',
    })
    await t.rejects(run(hashPassword, 'x'.repeat(65), { scheme: 'BF1' }), {
        code: 'CRYPT_PASSWORD',
        message: 'Cannot hash a password: it has 65 bytes, wanted at most 64',
    })
    await t.rejects(run(hashPassword, 'x', { scheme: 'BF1', rounds: 0 }), { code: 'CRYPT_SIZE' })
    await t.rejects(run(hashPassword, 'x', { scheme: 'BF1', rounds: 1_000_001 }), { code: 'CRYPT_SIZE' })
})
