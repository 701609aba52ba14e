import t from 'tap'
import { deadline, detach, type Fiber, now, sleep, spawn, statistics, yieldNow } from '../../../fiber/index.js'
import { assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'sleep suspends for at least its time, rounded up to whole milliseconds', function* (t) {
    const start = now()
    yield* assertSuspends(sleep(10))
    t.equal(now() - start, 10)
    yield* sleep(0.1)
    t.equal(now() - start, 11)
    yield* sleep(1.5)
    t.equal(now() - start, 13)
})

fiberTest(t, 'sleep of zero or less goes to the end of the ready queue, without a timer', function* (t) {
    const start = now()
    const log: string[] = []
    function* worker(name: string, ms: number): Fiber {
        for (let i = 0; i < 2; i++) {
            log.push(name)
            yield* assertSuspends(sleep(ms))
            t.equal(statistics().timers, 0)
        }
    }
    const tasks = [spawn(worker, 'a', 0), spawn(worker, 'b', -5), spawn(worker, 'c', -Infinity)]
    for (const task of tasks) {
        yield* task.join()
    }
    t.same(log, ['a', 'b', 'c', 'a', 'b', 'c'])
    t.equal(now(), start)
})

fiberTest(t, 'sleep wakes in the order of time, then of falling asleep', function* (t) {
    const log: string[] = []
    for (const [name, ms] of [
        ['c', 20],
        ['a', 10],
        ['d', 20],
        ['b', 10],
        ['e', 86_400_000],
    ] as const) {
        spawn(function* () {
            yield* sleep(ms)
            log.push(name)
        })
    }
    yield* sleep(86_400_001)
    t.same(log, ['a', 'b', 'c', 'd', 'e'])
})

fiberTest(t, 'sleep of Infinity lasts until the fiber is cancelled, without a timer', function* (t) {
    const task = detach('sleeper', () => sleep(Infinity))
    yield* sleep(1e9)
    t.equal(task.state, 'sleeping')
    t.equal(statistics().timers, 0)
    task.cancel()
    yield* yieldNow()
    t.equal(task.state, 'done')
})

fiberTest(t, 'sleep that is cancelled leaves no timer', function* (t) {
    const task = detach('sleeper', () => sleep(1000))
    yield* yieldNow()
    t.equal(statistics().timers, 1)
    task.cancel()
    yield* yieldNow()
    t.equal(statistics().timers, 0)
})

fiberTest(t, 'sleep is used once, and not with what is no number', function* (t) {
    const used = sleep(5)
    yield* used
    const inUse = sleep(50)
    const sleeper = spawn(() => inUse)
    yield* yieldNow()
    const cancelled = sleep(50)
    const victim = detach('victim', () => cancelled)
    yield* yieldNow()
    victim.cancel()
    yield* yieldNow()
    for (const op of [used, inUse, cancelled, sleep(NaN)]) {
        try {
            yield* op
            t.fail('must throw')
        } catch (error) {
            t.match(error, {
                code: 'FIBER_MISUSE',
                message: /^Cannot begin sleep: its time is no number or was slept before/,
            })
        }
    }
    yield* sleeper.join()
})

fiberTest(t, 'sleep(0) in a deadline that passes', function* (t) {
    yield* deadline(0, sleep(0))
    t.equal(statistics().timers, 0)
})
