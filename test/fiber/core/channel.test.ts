import fc from 'fast-check'
import t from 'tap'
import {
    Channel,
    deadline,
    detach,
    type Fiber,
    now,
    sleep,
    spawn,
    TimeoutError,
    yieldNow,
} from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest, virtually } from '../../../fiber/testing/index.js'

fiberTest(t, 'Channel of capacity 0: send waits for its receiver', function* (t) {
    const channel = new Channel<number>()
    const log: string[] = []
    const sender = spawn(function* () {
        for (let n = 0; n < 3; n++) {
            yield* channel.send(n)
            log.push(`sent ${n}`)
        }
    })
    for (let n = 0; n < 3; n++) {
        yield* sleep(10)
        log.push(`receives ${n}`)
        t.equal(yield* channel.receive(), n)
    }
    yield* sender.join()
    t.same(log, ['receives 0', 'sent 0', 'receives 1', 'sent 1', 'receives 2', 'sent 2'])
})

fiberTest(t, 'Channel with room: send does not suspend until it is full', function* (t) {
    const channel = new Channel<number>(2)
    t.equal(yield* assertDoesNotSuspend(channel.send(1)), true)
    t.equal(yield* assertDoesNotSuspend(channel.send(2)), true)
    const third = spawn(() => assertSuspends(channel.send(3)))
    yield* yieldNow()
    t.match(channel.statistics(), { capacity: 2, queued: 2, senders: 1, receivers: 0, closed: false })
    t.equal(yield* assertDoesNotSuspend(channel.receive()), 1)
    t.equal(channel.size, 2, 'the sender that waited has taken the room')
    t.equal(yield* third.join(), true)
    t.same([channel.receiveNow(), channel.receiveNow(), channel.receiveNow()], [2, 3, undefined])
})

fiberTest(t, 'Channel serves receivers and senders in the order of their coming', function* (t) {
    const channel = new Channel<number>()
    const log: string[] = []
    for (const name of ['a', 'b', 'c']) {
        spawn(function* () {
            log.push(`${name} ${yield* channel.receive()}`)
        })
    }
    yield* yieldNow()
    for (let n = 0; n < 3; n++) {
        t.equal(channel.sendNow(n), true)
    }
    t.equal(channel.sendNow(3), false)
    yield* yieldNow()
    t.same(log, ['a 0', 'b 1', 'c 2'])
    for (const n of [7, 8, 9]) {
        spawn(() => channel.send(n))
    }
    yield* yieldNow()
    t.same([channel.receiveNow(), yield* channel.receive(), channel.receiveNow()], [7, 8, 9])
})

fiberTest(t, 'Channel.close lets receivers have what is queued, then tells the end', function* (t) {
    const channel = new Channel<number>(2)
    yield* channel.send(1)
    yield* channel.send(2)
    const late = spawn(() => channel.send(3))
    yield* yieldNow()
    channel.close()
    channel.close()
    t.equal(channel.closed, true)
    t.equal(yield* late.join(), false)
    t.equal(yield* channel.send(4), false)
    t.equal(channel.sendNow(4), false)
    t.same(
        [yield* channel.receive(), yield* channel.receive(), yield* channel.receive(), yield* channel.receive()],
        [1, 2, undefined, undefined],
    )
})

fiberTest(t, 'Channel.close wakes all receivers that wait', function* (t) {
    const channel = new Channel<number>()
    const receivers = [1, 2, 3].map(() => spawn(() => channel.receive()))
    yield* yieldNow()
    channel.close()
    for (const receiver of receivers) {
        t.equal(yield* receiver.join(), undefined)
    }
})

fiberTest(t, 'Channel takes back the value of a cancelled receiver, in front of the others', function* (t) {
    const channel = new Channel<number>(5)
    const receivers = [1, 2].map(() => spawn(() => channel.receive()))
    yield* yieldNow()
    for (const n of [1, 2, 3, 4]) {
        channel.sendNow(n)
    }
    receivers[1]!.cancel()
    receivers[0]!.cancel()
    yield* yieldNow()
    t.same([channel.receiveNow(), channel.receiveNow(), channel.receiveNow(), channel.receiveNow()], [2, 1, 3, 4])
})

fiberTest(
    t,
    'Channel gives a value that came back behind the close to a receiver that was told the end',
    function* (t) {
        const channel = new Channel<number>()
        const first = spawn(() => channel.receive())
        const second = spawn(() => channel.receive())
        yield* yieldNow()
        channel.sendNow(1)
        channel.close()
        first.cancel()
        t.equal(yield* second.join(), 1)
    },
)

fiberTest(t, 'Channel.send that is cancelled or timed out sends nothing', function* (t) {
    const channel = new Channel<number>()
    const sender = spawn(() => channel.send(1))
    yield* yieldNow()
    sender.cancel()
    yield* yieldNow()
    t.equal(channel.receiveNow(), undefined)
    try {
        yield* deadline(5, channel.send(2))
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof TimeoutError)
    }
    t.equal(channel.receiveNow(), undefined)
    t.equal(channel.statistics().senders, 0)
})

fiberTest(t, 'Channel carries null and false, and refuses a capacity that is no number', function* (t) {
    const channel = new Channel<null | false | 0>(3)
    yield* channel.send(null)
    yield* channel.send(false)
    yield* channel.send(0)
    t.same([yield* channel.receive(), yield* channel.receive(), yield* channel.receive()], [null, false, 0])
    t.throws(() => new Channel(-1), {
        code: 'FIBER_MISUSE',
        message: 'Cannot make a channel: capacity -1, wanted a number from 0',
    })
    t.throws(() => new Channel(NaN), { code: 'FIBER_MISUSE' })
})

fiberTest(t, 'Channel refuses undefined, which tells the end', function* (t) {
    const channel = new Channel<number>(1, 'orders')
    const nothing = undefined as unknown as number
    t.throws(() => channel.sendNow(nothing), {
        code: 'FIBER_MISUSE',
        message: 'Cannot send to orders: undefined tells the end, wanted any other value',
    })
    try {
        yield* channel.send(nothing)
        t.fail('must throw')
    } catch (error) {
        t.match(error, { code: 'FIBER_MISUSE' })
    }
})

fiberTest(t, 'Channel with a long queue gives it in order and gives the memory back', function* (t) {
    const channel = new Channel<number>(Infinity)
    for (let n = 0; n < 10_000; n++) {
        channel.sendNow(n)
    }
    let wrong = 0
    for (let n = 0; n < 10_000; n++) {
        wrong += Number(channel.receiveNow() !== n)
        channel.sendNow(10_000 + n)
    }
    t.equal(wrong, 0)
    t.equal(channel.size, 10_000)
})

t.test('Channel loses and doubles nothing, whoever is cancelled', async t => {
    const operation = fc.record({
        kind: fc.constantFrom('send', 'receive', 'cancel', 'turn', 'wait'),
        which: fc.nat(30),
    })
    await fc.assert(
        fc.asyncProperty(
            fc.nat(3),
            fc.array(operation, { maxLength: 60, size: 'max' }),
            fc.boolean(),
            async (capacity, operations, close) => {
                const sent: number[] = []
                const received: number[] = []
                await virtually(function* () {
                    const channel = new Channel<number>(capacity)
                    const tasks: ReturnType<typeof detach>[] = []
                    let next = 0
                    function* sender(value: number): Fiber {
                        if (yield* channel.send(value)) {
                            sent.push(value)
                        }
                    }
                    function* receiver(): Fiber {
                        const value = yield* channel.receive()
                        if (value !== undefined) {
                            received.push(value)
                        }
                    }
                    for (const { kind, which } of operations) {
                        if (kind === 'send') {
                            tasks.push(detach('sender', sender, next++))
                        } else if (kind === 'receive') {
                            tasks.push(detach('receiver', receiver))
                        } else if (kind === 'cancel') {
                            tasks[which % (tasks.length || 1)]?.cancel()
                        } else if (kind === 'turn') {
                            yield* yieldNow()
                        } else {
                            yield* sleep(1)
                        }
                    }
                    if (close) {
                        channel.close()
                    }
                    yield* sleep(1)
                    for (const task of tasks) {
                        task.cancel()
                    }
                    yield* sleep(1)
                    for (let value = channel.receiveNow(); value !== undefined; value = channel.receiveNow()) {
                        received.push(value)
                    }
                })
                // A value may have been taken from a sender that was cancelled before it could be told.
                if (new Set(received).size !== received.length || sent.some(value => !received.includes(value))) {
                    throw new Error(`Sent ${sent}, received ${received}`)
                }
            },
        ),
        { numRuns: 500 },
    )
    t.pass('the property holds')
})

fiberTest(t, 'Channel.receive has no deadline of its own', function* (t) {
    const start = now()
    const channel = new Channel<number>(0, 'orders')
    const task = spawn(() => deadline(10, channel.receive()))
    yield* yieldNow()
    t.equal(task.backtrace().waitsFor, 'orders.receive')
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof TimeoutError)
    }
    t.equal(now() - start, 10)
})
