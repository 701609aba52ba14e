import t from 'tap'
import { deadline, detach, exponential, type Fiber, now, retry, sleep, TimeoutError } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

/** A generator of random numbers in [0, 1) that always gives the same. */
function seeded(seed = 1): () => number {
    let state = seed
    return () => (state = (state * 48271) % 2147483647) / 2147483647
}

/** A body that fails `times` times, and notes when it is called. */
function failing(times: number): { body: (attempt: number) => Fiber<string>; calls: [number, number][] } {
    const start = now()
    const calls: [number, number][] = []
    return {
        calls,
        *body(attempt) {
            calls.push([attempt, now() - start])
            yield* sleep(0)
            if (calls.length <= times) {
                throw new Error(`failure ${attempt}`)
            }
            return 'result'
        },
    }
}

fiberTest(t, 'retry tries until there is a result, with the pauses of the schedule', function* (t) {
    const { body, calls } = failing(3)
    t.equal(yield* retry([10, 20, 30, 40], body), 'result')
    t.same(calls, [
        [1, 0],
        [2, 10],
        [3, 30],
        [4, 60],
    ])
})

fiberTest(t, 'retry throws the last failure when the schedule ends', function* (t) {
    const { body, calls } = failing(10)
    try {
        yield* retry([1, 2], body)
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'failure 3' })
    }
    t.equal(calls.length, 3)
})

fiberTest(t, 'retry stops when the failure is not worth it, or when the time is up', function* (t) {
    for (const [options, message] of [
        [{ when: (error: unknown, attempt: number) => attempt < 2 && error instanceof Error }, 'failure 2'],
        [{ until: 25 }, 'failure 3'],
        [{ until: 0 }, 'failure 1'],
    ] as const) {
        try {
            yield* retry([10, 10, 10, 10], failing(10).body, options)
            t.fail('must throw')
        } catch (error) {
            t.match(error, { message })
        }
    }
})

fiberTest(
    t,
    'retry does not try again when it is cancelled, even when the clean-up of an attempt fails',
    function* (t) {
        let attempts = 0
        function* careless(): Fiber {
            attempts++
            try {
                yield* sleep(100)
            } finally {
                yield* sleep(1)
                // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
                throw new Error('clean-up failed')
            }
        }
        const task = detach('retrier', () => retry(exponential(), careless))
        yield* sleep(10)
        task.cancel()
        try {
            yield* task.join()
            t.fail('must throw')
        } catch (error) {
            t.match(error, { message: 'clean-up failed' })
        }
        try {
            yield* deadline(10, retry(exponential(), careless))
            t.fail('must throw')
        } catch (error) {
            t.match(error, { message: 'clean-up failed' })
            t.notOk(error instanceof TimeoutError)
        }
        t.equal(attempts, 2)
    },
)

fiberTest(t, 'retry can be cancelled in a pause', function* (t) {
    const task = detach('retrier', () => retry([1000], failing(5).body))
    yield* sleep(500)
    task.cancel()
    yield* sleep(0)
    t.equal(task.statistics().outcome, 'cancelled')
})

t.test('exponential grows by its factor up to its cap', async t => {
    t.same(
        [...exponential({ jitter: 'none', attempts: 8, initial: 100, factor: 3, cap: 5000 })],
        [100, 300, 900, 2700, 5000, 5000, 5000],
    )
    t.same([...exponential({ jitter: 'none', attempts: 1 })], [])
    t.same([...exponential({ jitter: 'none', attempts: 3, initial: 1000, cap: 10 })], [10, 10])
})

t.test(
    'exponential with full jitter gives pauses between 0 and the bound, the same for the same random numbers',
    async t => {
        const pauses = [...exponential({ attempts: 200, random: seeded() })]
        const bounds = [...exponential({ attempts: 200, jitter: 'none' })]
        t.equal(pauses.length, 199)
        t.ok(pauses.every((pause, i) => pause >= 0 && pause < bounds[i]!))
        t.ok(new Set(pauses).size > 190)
        t.ok(Math.max(...pauses) > 25_000)
        t.same([...exponential({ attempts: 200, random: seeded() })], pauses)
        t.not([...exponential({ attempts: 200, random: seeded(2) })][0], pauses[0])
    },
)

t.test('exponential without a limit goes on for ever, and can be used again', async t => {
    const schedule = exponential({ jitter: 'none' })
    for (let i = 0; i < 2; i++) {
        const pauses = schedule[Symbol.iterator]()
        t.equal(pauses.next().value, 100)
        for (let n = 0; n < 1000; n++) {
            pauses.next()
        }
        t.equal(pauses.next().value, 30_000)
    }
})
