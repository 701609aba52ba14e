import fc from 'fast-check'
import t from 'tap'
import { now, sleep } from '../../../../fiber/index.js'
import { fiberTest, virtually } from '../../../../fiber/testing/index.js'
import { Failures } from '../../../../services/web/auth/failures.js'
import { Throttle, type ThrottleRules } from '../../../../services/web/auth/throttle.js'

const rules: ThrottleRules = { attempts: 4, delay: 500, lockout: 100_000, entries: 1000 }

/** Fails so often, and gives what came of it. */
function fail(throttle: Throttle, account: string, address: string, times: number) {
    return Array.from({ length: times }, () => {
        const wait = throttle.begin(account, address)
        return wait > 0 ? wait : throttle.failed(account, address)
    })
}

fiberTest(t, 'Throttle holds answers back longer each time, then locks the account from the address', function* (t) {
    const throttle = new Throttle(rules)
    t.same(fail(throttle, 'joe', '192.0.2.1', 6), [
        { delay: 500, locked: null },
        { delay: 1000, locked: null },
        { delay: 2000, locked: null },
        { delay: 4000, locked: 'account from address' },
        100_000,
        100_000,
    ])
    t.equal(throttle.begin('joe', '192.0.2.2'), 0, 'another address')
    t.equal(throttle.begin('eve', '192.0.2.1'), 0, 'another account')
    yield* sleep(99_000)
    t.equal(throttle.begin('joe', '192.0.2.1'), 1000)
    yield* sleep(1000)
    t.same(fail(throttle, 'joe', '192.0.2.1', 1), [{ delay: 500, locked: null }], 'all is forgotten')
})

fiberTest(t, 'Throttle forgets failures of which there are few', function* (t) {
    const throttle = new Throttle(rules)
    for (let i = 0; i < 20; i++) {
        t.same(fail(throttle, 'joe', '192.0.2.1', 2)[1], { delay: 1000, locked: null })
        yield* sleep(60_000)
    }
    yield* sleep(100_000)
    t.equal(throttle.begin('eve', '192.0.2.9'), 0)
    throttle.dropped('eve', '192.0.2.9')
})

fiberTest(t, 'Throttle delays sixteen times the first at most', function* (t) {
    const throttle = new Throttle({ ...rules, attempts: 50 })
    const delays = fail(throttle, 'joe', '192.0.2.1', 7).map(result => (typeof result === 'number' ? -1 : result.delay))
    t.same(delays, [500, 1000, 2000, 4000, 8000, 8000, 8000])
})

fiberTest(
    t,
    'Throttle forgets the failures of an account from an address after a login, but not those of the address',
    function* (t) {
        const throttle = new Throttle(rules)
        for (let i = 0; i < 6; i++) {
            fail(throttle, 'joe', '192.0.2.1', 3)
            t.equal(throttle.begin('joe', '192.0.2.1'), 0)
            throttle.succeeded('joe', '192.0.2.1')
        }
        t.same(fail(throttle, 'eve', '192.0.2.1', 3)[1], { delay: 1000, locked: 'address' })
        t.ok(throttle.begin('ann', '192.0.2.1') > 0)
        t.equal(throttle.begin('joe', '192.0.2.1'), 0, 'has logged in there before')
    },
)

fiberTest(t, 'Throttle locks an address that tries many accounts, also by its network of IPv6', function* (t) {
    for (const addresses of [['192.0.2.1'], ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2']]) {
        const throttle = new Throttle(rules)
        const results = Array.from(
            { length: 25 },
            (_, i) => fail(throttle, `user${i}`, addresses[i % addresses.length]!, 1)[0],
        )
        t.match(results[19], { locked: 'address' })
        t.ok(results.slice(20).every(result => result === 100_000))
        t.equal(throttle.begin('user30', '198.51.100.1'), 0)
        t.equal(throttle.begin('user30', '2001:db8:0:2::1'), 0)
    }
})

fiberTest(t, 'Throttle does not lock the own machine, for a proxy there has everybody behind it', function* (t) {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1']) {
        const throttle = new Throttle(rules)
        for (let i = 0; i < 40; i++) {
            t.match(fail(throttle, `user${i}`, address, 1)[0], { locked: null })
        }
    }
})

fiberTest(t, 'Throttle lets strangers shut nobody out of where they have been before', function* (t) {
    const throttle = new Throttle(rules)
    t.equal(throttle.begin('joe', '192.0.2.1'), 0)
    throttle.succeeded('joe', '192.0.2.1')
    const told: unknown[] = []
    for (let i = 0; i < 100; i++) {
        told.push(
            ...fail(throttle, 'joe', `198.51.100.${i}`, 3).map(result =>
                typeof result === 'number' ? 'no' : result.locked,
            ),
        )
    }
    t.equal(told.filter(each => each === 'account').length, 1, 'told once')
    t.ok(told.filter(each => each === 'no').length > 200)
    t.ok(throttle.begin('joe', '203.0.113.1') > 0)
    t.equal(throttle.begin('joe', '192.0.2.1'), 0)
    yield* sleep(2500)
    t.equal(throttle.begin('joe', '203.0.113.1'), 0, 'one attempt of whoever comes first')
    t.match(throttle.failed('joe', '203.0.113.1'), { locked: null }, 'told already')
    t.equal(throttle.begin('joe', '203.0.113.2'), 2500)
})

fiberTest(t, 'Throttle counts logins that are being looked at', function* (t) {
    const throttle = new Throttle(rules)
    const begun = Array.from({ length: 6 }, () => throttle.begin('joe', '192.0.2.1'))
    t.same(begun, [0, 0, 0, 0, 1000, 1000])
    throttle.dropped('joe', '192.0.2.1')
    t.equal(throttle.begin('joe', '192.0.2.1'), 0)
    throttle.succeeded('joe', '192.0.2.1')
    t.equal(throttle.begin('joe', '192.0.2.1'), 0)
})

fiberTest(t, 'Throttle with no attempts counts nothing', function* (t) {
    const throttle = new Throttle({ ...rules, attempts: 0 })
    t.ok(fail(throttle, 'joe', '192.0.2.1', 100).every(result => typeof result === 'object' && result.delay === 500))
    throttle.succeeded('joe', '192.0.2.1')
    t.equal(throttle.size, 0)
})

fiberTest(t, 'Throttle has bounded tables, whatever names and addresses come', function* (t) {
    const throttle = new Throttle({ ...rules, entries: 50 })
    for (let i = 0; i < 2000; i++) {
        fail(throttle, `user${i}`, `192.0.${i >> 8}.${i & 255}`, 1)
        throttle.succeeded(`user${i}`, `198.51.${i >> 8}.${i & 255}`)
    }
    t.equal(throttle.size, 200)
})

t.test('Throttle lets nobody guess more often than its rules say, whatever the times between', async t => {
    const step = fc.record({ wait: fc.nat(30_000), account: fc.nat(2), address: fc.nat(3), right: fc.boolean() })
    await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 300 }), steps =>
            virtually(function* () {
                const throttle = new Throttle(rules)
                const begin = now()
                const guesses = new Map<string, number>()
                for (const { wait, account, address, right } of steps) {
                    yield* sleep(wait)
                    const [name, place] = [`user${account}`, `192.0.2.${address}`]
                    if (throttle.begin(name, place) === 0) {
                        if (right && account === 0) {
                            // Only the first user is here; the others are guessed at.
                            throttle.succeeded(name, place)
                        } else {
                            throttle.failed(name, place)
                            const pair = `${name} ${place}`
                            guesses.set(pair, (guesses.get(pair) ?? 0) + (account === 0 ? 0 : 1))
                        }
                    }
                }
                const { attempts, lockout } = rules
                const most = attempts + 1 + ((now() - begin) / lockout) * attempts
                for (const [pair, count] of guesses) {
                    t.ok(count <= most, `${pair}: ${count} of ${most}`)
                }
            }),
        ),
        { numRuns: 30 },
    )
})

fiberTest(t, 'Failures keeps the key with the most failures when others are named', function* (t) {
    const failures = new Failures(100, 0)
    const time = now()
    failures.record('joe', time).count = 5
    for (let i = 0; i < 10_000; i++) {
        failures.record(`other${i}`, time).count++
    }
    t.equal(failures.peek('joe', time)?.count, 5)
    t.equal(failures.size, 100)
})

fiberTest(t, 'Failures forgets what has leaked away first', function* (t) {
    const failures = new Failures(3, 1 / 1000)
    for (const [key, count] of [
        ['a', 3],
        ['b', 1],
        ['c', 2],
    ] as const) {
        failures.record(key, now()).count = count
    }
    yield* sleep(1500)
    failures.record('d', now()).count = 1
    t.same(
        ['a', 'b', 'c', 'd'].map(key => failures.peek(key, now())?.count ?? null),
        [1.5, null, 0.5, 1],
    )
    failures.forget('a')
    t.equal(failures.size, 2)
})
