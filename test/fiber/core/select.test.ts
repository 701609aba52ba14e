import t from 'tap'
import {
    Channel,
    deadline,
    detach,
    Event,
    type Fiber,
    Latch,
    Mutex,
    now,
    Semaphore,
    scope,
    select,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'select gives key and value of the first operation, and takes the others back', function* (t) {
    const a = new Channel<number>()
    const b = new Channel<string>()
    spawn(function* () {
        yield* sleep(5)
        yield* b.send('value')
    })
    const start = now()
    const first = yield* assertSuspends(select({ a: a.receive(), b: b.receive(), late: sleep(10) }))
    t.same(first, { key: 'b', value: 'value' })
    t.equal(now() - start, 5)
    t.equal(statistics().timers, 0)
    t.equal(a.statistics().receivers, 0)
    t.equal(a.sendNow(1), false, 'nobody waits any more')
})

fiberTest(t, 'select prefers what is named first when several are ready, and does not suspend', function* (t) {
    const a = new Channel<number>(1)
    const b = new Channel<number>(1)
    a.sendNow(1)
    b.sendNow(2)
    t.same(yield* assertDoesNotSuspend(select({ b: b.receive(), a: a.receive() })), { key: 'b', value: 2 })
    t.same(a.size, 1)
})

fiberTest(t, 'select gives back what was handed to the others in the same turn: channel', function* (t) {
    const a = new Channel<number>()
    const b = new Channel<number>()
    const task = spawn(() => select({ a: a.receive(), b: b.receive() }))
    yield* yieldNow()
    t.equal(b.sendNow(2), true)
    t.equal(a.sendNow(1), true)
    t.same(yield* task.join(), { key: 'a', value: 1 })
    t.equal(b.receiveNow(), 2)
})

fiberTest(t, 'select gives back what was handed to the others in the same turn: mutex and semaphore', function* (t) {
    const mutex = new Mutex()
    const semaphore = new Semaphore(2)
    yield* mutex.lock()
    yield* semaphore.acquire(2)
    const task = spawn(() => select({ first: sleep(10), lock: mutex.lock(), permits: semaphore.acquire(2) }))
    yield* yieldNow()
    yield* sleep(10)
    mutex.unlock()
    semaphore.release(2)
    const { key } = yield* task.join()
    t.equal(key, 'first')
    t.equal(mutex.locked, false)
    t.equal(semaphore.available, 2)
})

fiberTest(t, 'select that is cancelled takes all back', function* (t) {
    const channel = new Channel<number>()
    const event = new Event()
    const task = detach('selector', () => select({ value: channel.receive(), event: event.wait(), late: sleep(10) }))
    yield* yieldNow()
    t.match(task.backtrace().waitsFor, 'select of value, event, late')
    channel.sendNow(7)
    task.cancel()
    yield* yieldNow()
    t.equal(channel.receiveNow(), 7)
    t.equal(event.waiting, 0)
    t.equal(statistics().timers, 0)
})

fiberTest(t, 'select throws what an operation throws, and takes the others back', function* (t) {
    const event = new Event()
    const failing = detach('failing', function* () {
        yield* sleep(1)
        throw new Error('failed')
    })
    try {
        yield* select({ event: event.wait(), end: failing.join() })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'failed' })
    }
    t.equal(event.waiting, 0)
})

fiberTest(t, 'select of a send and a receive on one channel hands nothing to itself twice', function* (t) {
    const channel = new Channel<number>()
    const first = yield* select({ receive: channel.receive(), send: channel.send(1) })
    t.equal(first.key, 'send')
    t.equal(channel.receiveNow(), 1, 'it was sent, and waits for somebody else')
})

fiberTest(t, 'select takes deadlines, latches and yieldNow', function* (t) {
    const latch = new Latch()
    const event = new Event()
    const opener = spawn(function* () {
        yield* sleep(5)
        latch.open()
    })
    t.equal((yield* select({ latch: latch.wait(), late: deadline(100, event.wait()) })).key, 'latch')
    yield* opener.join()
    t.equal((yield* select({ event: event.wait(), turn: yieldNow() })).key, 'turn')
    t.equal(statistics().timers, 0)
})

fiberTest(t, 'select refuses to drop a clean-up that waits', function* (t) {
    const careful = function* (): Fiber {
        try {
            yield* sleep(100)
        } finally {
            yield* sleep(10)
        }
    }
    try {
        yield* select({ careful: careful(), tick: sleep(1) })
        t.fail('must throw')
    } catch (error) {
        t.match(error, {
            code: 'FIBER_MISUSE',
            message: 'Cannot take back careful of a select: it waits in a clean-up, use race',
        })
    }
    t.equal(
        (yield* select({ scope: scope(() => sleep(100)), tick: sleep(1) })).key,
        'tick',
        'a clean-up that does not wait is done',
    )
    yield* sleep(20)
})
