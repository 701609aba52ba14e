import fc from 'fast-check'
import t from 'tap'
import { detach, type Fiber, Semaphore, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest, virtually } from '../../../fiber/testing/index.js'

fiberTest(t, 'Semaphore lets as many fibers in as it has permits', function* (t) {
    const semaphore = new Semaphore(3)
    let inside = 0
    let most = 0
    const tasks = Array.from({ length: 10 }, () =>
        spawn(() =>
            semaphore.run(function* () {
                most = Math.max(most, ++inside)
                yield* sleep(10)
                inside--
            }),
        ),
    )
    for (const task of tasks) {
        yield* task.join()
    }
    t.equal(most, 3)
    t.same(semaphore.statistics(), { permits: 3, available: 3, waiting: 0 })
})

fiberTest(t, 'Semaphore serves the first that came, however much it wants', function* (t) {
    const semaphore = new Semaphore(4)
    const log: string[] = []
    function* taker(name: string, amount: number): Fiber {
        yield* semaphore.acquire(amount)
        log.push(name)
        yield* sleep(10)
        semaphore.release(amount)
    }
    for (const [name, amount] of [
        ['a', 3],
        ['b', 2],
        ['c', 1],
        ['d', 4],
        ['e', 1],
    ] as const) {
        spawn(taker, name, amount)
    }
    yield* yieldNow()
    t.same(log, ['a'])
    t.equal(semaphore.acquireNow(1), false, 'nobody overtakes, though a permit is there')
    t.equal(semaphore.statistics().waiting, 4)
    yield* sleep(40)
    t.same(log, ['a', 'b', 'c', 'd', 'e'])
})

fiberTest(t, 'Semaphore.acquire does not suspend when there are permits', function* (t) {
    const semaphore = new Semaphore(2, 'slots')
    yield* assertDoesNotSuspend(semaphore.acquire())
    t.equal(semaphore.acquireNow(), true)
    t.equal(semaphore.acquireNow(), false)
    const task = spawn(() => assertSuspends(semaphore.acquire()))
    yield* yieldNow()
    t.equal(task.backtrace().waitsFor, 'slots')
    semaphore.release()
    yield* task.join()
})

fiberTest(t, 'Semaphore.run gives its permit back when the body fails or is cancelled', function* (t) {
    const semaphore = new Semaphore(1)
    try {
        yield* semaphore.run(function* () {
            yield* sleep(1)
            throw new Error('failed')
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'failed' })
    }
    const task = detach('victim', () => semaphore.run(() => sleep(100)))
    yield* sleep(1)
    t.equal(semaphore.available, 0)
    task.cancel()
    yield* yieldNow()
    t.equal(semaphore.available, 1)
})

fiberTest(t, 'Semaphore refuses amounts that cannot be', function* (t) {
    const semaphore = new Semaphore(3, 'slots')
    for (const amount of [0, -1, 1.5, NaN, 4]) {
        t.throws(() => semaphore.acquire(amount), {
            code: 'FIBER_MISUSE',
            message: `Cannot acquire slots: ${amount} permits, wanted 1 to 3`,
        })
        t.throws(() => semaphore.acquireNow(amount), { code: 'FIBER_MISUSE' })
        t.throws(() => semaphore.release(amount), {
            code: 'FIBER_MISUSE',
            message: `Cannot release slots: ${amount} permits, wanted 1 to 3`,
        })
        if (amount !== 4) {
            t.throws(() => new Semaphore(amount), { code: 'FIBER_MISUSE' })
        }
    }
    t.throws(() => semaphore.release(), { code: 'FIBER_MISUSE', message: 'Cannot release slots: it was not acquired' })
    t.equal(semaphore.available, 3)
})

t.test('Semaphore keeps its permits, whoever is cancelled', async t => {
    const user = fc.record({
        amount: fc.integer({ min: 1, max: 4 }),
        hold: fc.nat(5),
        start: fc.nat(10),
        cancel: fc.nat(20),
    })
    await fc.assert(
        fc.asyncProperty(fc.array(user, { maxLength: 25, size: 'max' }), async users => {
            await virtually(function* () {
                const semaphore = new Semaphore(4)
                let used = 0
                for (const { amount, hold, start, cancel } of users) {
                    const task = detach('user', function* () {
                        yield* sleep(start)
                        yield* semaphore.acquire(amount)
                        try {
                            used += amount
                            if (used > 4) {
                                throw new Error(`${used} permits are used of 4`)
                            }
                            yield* sleep(hold)
                        } finally {
                            used -= amount
                            semaphore.release(amount)
                        }
                    })
                    detach('canceller', function* () {
                        yield* sleep(cancel)
                        task.cancel()
                    })
                }
                yield* sleep(100)
                if (semaphore.available !== 4 || semaphore.statistics().waiting !== 0) {
                    throw new Error(`${semaphore.available} permits are left of 4`)
                }
            })
        }),
        { numRuns: 300 },
    )
    t.pass('the property holds')
})
