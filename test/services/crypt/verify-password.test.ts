import t from 'tap'
import { deadline, run, sleep, spawn } from '../../../fiber/index.js'
import { digestPassword, hashPassword, verifyPassword, verifyPasswordNow } from '../../../services/crypt/index.js'
import { formatBf1 } from '../../../services/crypt/bf1.js'

t.test('verifyPassword takes the digests of user, realm and password', async t => {
    const text = 'joe:example.com:secret'
    for (const scheme of ['MD5', 'SHA256', 'SHA512', 'SHA512-256'] as const) {
        const stored = digestPassword(scheme, text)
        t.equal(await run(verifyPassword, text, stored), true)
        t.equal(await run(verifyPassword, 'joe:example.com:Secret', stored), false)
        t.equal(await run(verifyPassword, text, `${stored}0`), false)
        t.equal(await run(verifyPassword, text, stored.toUpperCase()), false)
    }
    t.equal(await run(verifyPassword, text, 'MD5:'), false)
})

t.test('verifyPassword takes a hash that the C agent has made', async t => {
    const stored = 'BF1:00128:rWpJRA0d09FvGgM6:glkhwglFUhbNDq/dX++MngZ9ix6521lS'
    t.equal(await run(verifyPassword, 'joe:R:secret', stored), true)
    t.equal(await run(verifyPassword, 'joe:R:secreT', stored), false)
    t.equal(await run(verifyPassword, 'x'.repeat(65), stored), false)
    t.equal(await run(verifyPassword, 'joe:R:secret', `${stored}x`), false)
})

t.test('verifyPasswordNow does the same without waiting, but not for scrypt', async t => {
    const text = 'joe:R:secret'
    for (const stored of [
        digestPassword('SHA256', text),
        'BF1:00128:rWpJRA0d09FvGgM6:glkhwglFUhbNDq/dX++MngZ9ix6521lS',
    ]) {
        t.equal(verifyPasswordNow(text, stored), true)
        t.equal(verifyPasswordNow('joe:R:secreT', stored), false)
        t.equal(verifyPasswordNow('x'.repeat(65), stored), false)
    }
    for (const stored of ['', 'secret', 'BF1:', 'BF1:00000:salt:hash']) {
        t.throws(() => verifyPasswordNow(text, stored), { code: 'CRYPT_HASH_FORMAT' })
    }
    t.throws(() => verifyPasswordNow(text, formatBf1({ rounds: 1e9, salt: 'a', hash: 'b' })), {
        code: 'CRYPT_HASH_LIMIT',
    })
    const message = /its hash is of scrypt, wanted verifyPassword/
    t.throws(() => verifyPasswordNow(text, '$scrypt$x'), { code: 'CRYPT_HASH_LIMIT', message })
})

t.test('verifyPassword says when what is stored is no hash, and does not repeat it', async t => {
    for (const stored of [
        '',
        'secret',
        'bf1:1:a:b',
        'BF1:00000:salt:hash',
        'BF1:',
        '$scrypt$',
        '$scrypt$ln=14$x',
        'SHA1:00',
    ]) {
        const error: Error = await run(verifyPassword, 'secret', stored).then(
            () => t.fail(stored),
            error => error,
        )
        t.match(error, {
            code: 'CRYPT_HASH_FORMAT',
            message: /^Cannot verify a password: what is stored is no hash, it [^\n]*wanted /,
        })
        t.notMatch(error.message, 'secret')
    }
})

t.test('verifyPassword refuses a hash that demands too much, before it begins', async t => {
    const tail = `$${'A'.repeat(22)}$${'A'.repeat(43)}`
    for (const cost of [
        'ln=63,r=8,p=1',
        'ln=99,r=9999,p=9999',
        'ln=18,r=8,p=1',
        'ln=14,r=8,p=33',
        'ln=1,r=9999,p=9999',
    ]) {
        await t.rejects(run(verifyPassword, 'secret', `$scrypt$${cost}${tail}`), { code: 'CRYPT_HASH_LIMIT' }, cost)
    }
    await t.rejects(run(verifyPassword, 'secret', formatBf1({ rounds: 1e9, salt: 'a', hash: 'b' })), {
        code: 'CRYPT_HASH_LIMIT',
        message: 'Cannot verify a password: its hash demands 1000000000 rounds, wanted at most 1000000',
    })
    await t.rejects(run(verifyPassword, 'secret', `$scrypt$ln=14,r=8,p=1${tail}`, { memory: 1024 }), {
        code: 'CRYPT_HASH_LIMIT',
        message: 'Cannot verify a password: its hash demands 16777216 bytes of memory, wanted at most 1024',
    })
    const small = `$scrypt$ln=4,r=1,p=5${tail}`
    await t.rejects(run(verifyPassword, 'secret', small, { work: 10_239 }), {
        message: /10240 bytes of work, wanted at most 10239/,
    })
    t.equal(await run(verifyPassword, 'secret', small, { work: 10_240 }), false)
    t.equal(await run(verifyPassword, 'x'.repeat(2000), small), false)
})

t.test('verifyPassword of nobody takes its time and gives false', async t => {
    await run(function* () {
        let others = 0
        const other = spawn(function* () {
            for (;;) {
                yield* sleep(1)
                others++
            }
        })
        t.equal(yield* verifyPassword('secret', null), false)
        other.cancel()
        t.ok(others > 0, 'it does not hold the thread')
    })
})

t.test('verifyPassword lets other fibers run while it computes, and ends at once when cancelled', async t => {
    await run(function* () {
        const many = yield* hashPassword('secret', { scheme: 'BF1', rounds: 1_000_000 })
        const costly = yield* hashPassword('secret', { cost: { p: 8 } })
        for (const stored of [many, costly]) {
            let error: unknown
            try {
                yield* deadline(1, verifyPassword('secret', stored))
            } catch (caught) {
                error = caught
            }
            t.match(error, { code: 'FIBER_TIMEOUT' })
            t.equal(yield* verifyPassword('secret', stored), true, 'later ones are served all the same')
        }
    })
})
