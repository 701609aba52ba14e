import t from 'tap'
import {
    detach,
    type Fiber,
    fibers,
    now,
    onUncaught,
    sleep,
    spawn,
    startTimer,
    statistics,
    Timer,
    yieldNow,
} from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'

t.test('virtually gives the result of its body, and puts clock and handler back', async t => {
    const handler = onUncaught(() => {})
    onUncaught(handler)
    const start = now()
    const result = await virtually(function* (clock): Fiber<string> {
        yield* sleep(86_400_000)
        t.equal(now(), clock.now())
        return 'result'
    })
    t.equal(result, 'result')
    t.ok(now() - start < 86_400_000)
    t.equal(onUncaught(handler), handler)
})

t.test('virtually fails with the error of its body', async t => {
    await t.rejects(
        virtually(function* () {
            yield* sleep(1)
            throw new Error('body failed')
        }),
        { message: 'body failed' },
    )
})

t.test('virtually fails with failures that reached the root', async t => {
    function* failing(message: string): Fiber {
        yield* sleep(1)
        throw new Error(message)
    }
    await t.rejects(
        virtually(function* () {
            detach('failing', failing, 'one')
            yield* sleep(2)
        }),
        { message: 'one' },
    )
    await t.rejects(
        virtually(function* () {
            detach('failing', failing, 'one')
            detach('failing', failing, 'two')
            yield* sleep(2)
        }),
        { message: '2 failures reached the root', errors: [{ message: 'one' }, { message: 'two' }] },
    )
    await virtually(function* () {
        onUncaught(() => {})
        detach('failing', failing, 'expected')
        yield* sleep(2)
    })
})

t.test('virtually fails when fibers are left, names them, and cancels them', async t => {
    const log: string[] = []
    await t.rejects(
        virtually(function* () {
            detach('left behind', function* () {
                try {
                    yield* sleep(3_600_000)
                } finally {
                    yield* sleep(1000)
                    log.push('is clean')
                }
            })
            yield* sleep(1)
        }),
        {
            message: /^Cannot end the test: 1 fibers are left, wanted none\n.*\nfiber \d+ left behind: sleeping/,
        },
    )
    t.same(log, ['is clean'])
    t.same(fibers(), [])
    t.equal(statistics().timers, 0)
})

t.test('virtually waits for fibers that only want their turn, and not for those that always want another', async t => {
    let steps = 0
    function* giveWay(times: number): Fiber {
        for (let i = 0; i < times; i++) {
            yield* yieldNow()
            steps++
        }
    }
    await virtually(function* () {
        detach('about to end', giveWay, 20)
    })
    t.equal(steps, 20)
    await t.rejects(
        virtually(function* () {
            detach('restless', giveWay, Infinity)
        }),
        { message: /^Cannot end the test: 1 fibers are left, wanted none\n.*\nfiber \d+ restless: ready/ },
    )
    t.same(fibers(), [])
})

t.test('virtually fails when timers are left', async t => {
    class Left extends Timer {
        fire(): void {}
    }
    await t.rejects(
        virtually(function* () {
            startTimer(new Left(), 86_400_000)
        }),
        { message: 'Cannot end the test: 1 timers are left, wanted none' },
    )
    t.equal(statistics().timers, 0)
    await virtually(() => sleep(1))
})

t.test('virtually leaves fibers alone that were there before', async t => {
    const before = spawn(sleep, Infinity)
    await new Promise(setImmediate)
    await virtually(() => sleep(10))
    t.equal(before.state, 'sleeping')
    before.cancel()
})
