import t from 'tap'
import { fiberTest } from '../../../fiber/testing/index.js'
import { sleep } from '../../../fiber/index.js'
import { cryptoProvider, ulid, ulidTime, useCryptoProvider } from '../../../services/crypt/index.js'

t.test('ulid of a time begins with it', async t => {
    t.match(ulid(1_700_000_000_123), /^01HF7YAT3V[0-9A-HJKMNP-TV-Z]{16}$/)
    t.match(ulid(0), /^0000000000/)
    t.match(ulid(2 ** 48 - 1), /^7ZZZZZZZZZ/)
    t.equal(ulid(1_469_918_176_385).slice(0, 10), '01ARYZ6S41', 'the example of the specification')
    t.not(ulid(5), ulid(5))
    t.match(ulid(5.9), /^0000000005/)
})

t.test('ulid refuses times that it cannot hold', async t => {
    for (const when of [-1, 2 ** 48, Number.NaN, Infinity]) {
        t.throws(() => ulid(when), {
            code: 'CRYPT_TIME',
            message: new RegExp(`^Cannot make a ULID: time ${when}, wanted `),
        })
    }
})

fiberTest(t, 'ulid of now grows, also within a millisecond', function* (t, clock) {
    const made: string[] = []
    for (let i = 0; i < 200; i++) {
        made.push(ulid())
        if (i % 50 === 49) {
            yield* sleep(1)
        }
    }
    t.same([...made].sort(), made)
    t.equal(new Set(made).size, 200)
    t.equal(new Set(made.map(each => each.slice(0, 10))).size, 4)
    t.equal(ulidTime(made[0]!), clock.time() - 4)
    clock.setTime(clock.time() - 3_600_000)
    t.ok(ulid() > made.at(-1)!, 'the clock was set back')
})

/** Tests do not begin before the end of the one before: what was made last counts. */
const day = (day: number) => ({ time: Date.UTC(2026, 0, day) })

const goesOn = 'ulid goes on to the next millisecond when there is no greater random part'
fiberTest(
    t,
    goesOn,
    function* (t, clock) {
        const before = cryptoProvider()
        useCryptoProvider({ ...before, fillRandom: bytes => bytes.fill(0xff) })
        try {
            yield* sleep(10)
            const now = clock.time()
            t.match(
                [ulid(), ulid(), ulid()].map(each => [ulidTime(each)! - now, each.slice(10)]),
                [
                    [0, 'ZZZZZZZZZZZZZZZZ'],
                    [1, 'ZZZZZZZZZZZZZZZZ'],
                    [2, 'ZZZZZZZZZZZZZZZZ'],
                ],
            )
            yield* sleep(1)
            t.equal(ulidTime(ulid())! - now, 3, 'the clock is behind: the order stays')
            yield* sleep(10)
            t.equal(ulidTime(ulid())! - now, 11)
        } finally {
            useCryptoProvider(before)
        }
    },
    day(1),
)

fiberTest(
    t,
    'ulid carries over from digit to digit',
    function* (t) {
        const before = cryptoProvider()
        const fillRandom = (bytes: Uint8Array) => bytes.set(Uint8Array.from(bytes, (_, i) => (i < 12 ? 0 : 31)))
        useCryptoProvider({ ...before, fillRandom })
        try {
            t.equal(ulid().slice(10), '00ZZZZZZZZZZZZZZ')
            t.equal(ulid().slice(10), '0100000000000000')
            t.equal(ulid().slice(10), '0100000000000001')
        } finally {
            useCryptoProvider(before)
        }
    },
    day(2),
)

t.test('ulidTime reads the time, and takes no other text for a ULID', async t => {
    t.equal(ulidTime('01ARYZ6S41TSV4RRFFQ69G5FAV'), 1_469_918_176_385)
    t.equal(ulidTime('01aryz6s41tsv4rrffq69g5fav'), 1_469_918_176_385)
    t.equal(ulidTime('7ZZZZZZZZZ0000000000000000'), 2 ** 48 - 1)
    for (const text of [
        '',
        '8ZZZZZZZZZ0000000000000000',
        '01ARYZ6S41TSV4RRFFQ69G5FA',
        '01ARYZ6S41TSV4RRFFQ69G5FAVX',
        '01ARYZ6S41TSV4RRFFQ69G5FAU',
        '01ARYZ6S41TSV4RRFFQ69G5FA\0',
        'ſ1ARYZ6S41TSV4RRFFQ69G5FAV',
        ' 1ARYZ6S41TSV4RRFFQ69G5FAV',
    ]) {
        t.equal(ulidTime(text), null, text)
    }
})
