import t from 'tap'
import {
    Channel,
    chromeTrace,
    deadline,
    type Fiber,
    sleep,
    spawn,
    startTimeLog,
    stopTimeLog,
    timeLog,
    timeLogSize,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

const names = () => timeLog().map(({ name, reason }) => `${name}: ${reason}`)

fiberTest(t, 'startTimeLog has the steps of fibers logged, with what they had waited for', function* (t) {
    t.teardown(stopTimeLog)
    const channel = new Channel<number>(0)
    const before = spawn(function* before() {
        yield* sleep(10)
        yield* channel.send(1)
    })
    yield* yieldNow()
    startTimeLog()
    t.equal(timeLogSize(), 100_000)
    const after = spawn(function* after() {
        t.equal(yield* deadline(1000, channel.receive()), 1)
    })
    const cancelled = spawn(sleep, 1000)
    yield* before.join()
    yield* after.join()
    cancelled.cancel()
    yield* yieldNow()
    const log = names()
    t.ok(log.includes('before: sleep'), 'one that has begun before')
    t.ok(log.includes('after: start'))
    t.ok(
        log.some(line => /^after: .*receive/.test(line)),
        log.join(', '),
    )
    t.ok(log.includes('sleep: cancel'))
    const steps = timeLog()
    t.ok(steps.every(({ start, duration }, i) => duration >= 0 && start >= (steps[i - 1]?.start ?? 0)))
    stopTimeLog()
    t.same([timeLogSize(), timeLog()], [0, []])
    yield* spawn(yieldNow).join()
    t.same(timeLog(), [], 'it is off')
})

fiberTest(t, 'startTimeLog keeps the latest steps, in order', function* (t) {
    t.teardown(stopTimeLog)
    startTimeLog(5)
    yield* spawn(function* ten() {
        for (let i = 0; i < 10; i++) {
            yield* yieldNow()
        }
    }).join()
    const log = timeLog()
    t.equal(log.length, 5)
    t.same(
        log.map(({ start }) => start),
        log.map(({ start }) => start).sort((a, b) => a - b),
    )
    startTimeLog(3)
    t.same(timeLog(), [], 'begins anew')
    for (const steps of [0, 1.5, -1, 1e9, NaN]) {
        t.throws(() => startTimeLog(steps), { code: 'FIBER_MISUSE' })
    }
})

fiberTest(t, 'stopTimeLog within a step, and failures, leave fibers as they are', function* (t) {
    t.teardown(stopTimeLog)
    startTimeLog()
    const failing = spawn(function* failing(): Fiber<number> {
        yield* yieldNow()
        throw new Error('x')
    })
    try {
        yield* failing.join()
        t.fail('it has not failed')
    } catch (error) {
        t.match(error, { message: 'x' })
    }
    t.match(names(), /failing: yieldNow/)
    const stopping = spawn(function* stopping() {
        yield* yieldNow()
        stopTimeLog()
        yield* yieldNow()
        return 7
    })
    t.equal(yield* stopping.join(), 7)
    t.same(timeLog(), [])
})

fiberTest(t, 'chromeTrace has a track for the thread and one for each fiber', function* (t) {
    t.same(
        chromeTrace([
            { fiber: 3, name: 'worker', reason: 'start', start: 1, duration: 0.5 },
            { fiber: 3, name: 'worker', reason: 'sleep', start: 2, duration: 0.25 },
        ]),
        {
            traceEvents: [
                { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: 'thread' } },
                { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 'all fibers' } },
                { name: 'process_name', ph: 'M', pid: 2, tid: 0, args: { name: 'fibers' } },
                { name: 'thread_name', ph: 'M', pid: 2, tid: 3, args: { name: 'worker 3' } },
                ...[
                    ['start', 1000, 500],
                    ['sleep', 2000, 250],
                ].flatMap(([reason, ts, dur]) => {
                    const rest = { ph: 'X', cat: 'fiber', ts, dur, args: { fiber: 3, reason } }
                    return [
                        { name: 'worker', pid: 1, tid: 1, ...rest },
                        { name: reason, pid: 2, tid: 3, ...rest },
                    ]
                }),
            ],
            displayTimeUnit: 'ms',
        },
    )
    yield* yieldNow()
})
