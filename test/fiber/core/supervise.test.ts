import t from 'tap'
import { detach, exponential, type Fiber, now, sleep, supervise } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'supervise starts the body again when it fails, and ends when it finishes', function* (t) {
    const log: string[] = []
    let runs = 0
    const start = now()
    const result = yield* supervise(
        'service',
        function* (): Fiber<string> {
            yield* sleep(10)
            if (++runs < 4) {
                throw new Error(`failure ${runs}`)
            }
            return 'result'
        },
        {
            schedule: [1, 2, 3, 4],
            onFailure: (error, restarts) => log.push(`${(error as Error).message} ${restarts} at ${now() - start}`),
        },
    )
    t.equal(result, 'result')
    t.same(log, ['failure 1 1 at 10', 'failure 2 2 at 21', 'failure 3 3 at 33'])
    t.equal(now() - start, 46)
})

fiberTest(t, 'supervise gives up when there are too many failures in too short a time', function* (t) {
    let runs = 0
    try {
        yield* supervise('service', function* () {
            yield* sleep(1)
            throw new Error(`failure ${++runs}`)
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, {
            code: 'FIBER_RESTARTS',
            message: 'Cannot keep service running: 6 failures within 60000 ms, wanted no more than 5',
            cause: { message: 'failure 6' },
        })
    }
})

fiberTest(
    t,
    'supervise goes on for ever when failures are far enough apart, with the pauses from the beginning',
    function* (t) {
        const pauses: number[] = []
        let runs = 0
        let last = 0
        yield* supervise(
            'service',
            function* () {
                if (runs > 0) {
                    pauses.push(now() - last)
                }
                yield* sleep(1000)
                last = now()
                if (++runs < 50) {
                    throw new Error('failure')
                }
            },
            { restarts: 1, within: 500, schedule: exponential({ jitter: 'none' }) },
        )
        t.equal(runs, 50)
        t.ok(pauses.every(pause => pause === 100))
    },
)

fiberTest(t, 'supervise stops at once when it is cancelled, even when the clean-up of the body fails', function* (t) {
    let runs = 0
    const task = detach('supervisor', () =>
        supervise('service', function* () {
            runs++
            try {
                yield* sleep(1000)
            } finally {
                yield* sleep(1)
                // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
                throw new Error('clean-up failed')
            }
        }),
    )
    yield* sleep(10)
    task.cancel()
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'clean-up failed' })
    }
    t.equal(runs, 1)
})

fiberTest(t, 'supervise allows no restart at all when told so', function* (t) {
    try {
        yield* supervise(
            'service',
            function* () {
                throw new Error('failure')
            },
            { restarts: 0 },
        )
        t.fail('must throw')
    } catch (error) {
        t.match(error, { code: 'FIBER_RESTARTS', cause: { message: 'failure' } })
    }
})
