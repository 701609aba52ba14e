import t from 'tap'
import { detach, Latch, select, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'Latch opens when it has been counted down, for ever', function* (t) {
    const latch = new Latch(2, 'ready')
    const waiters = [1, 2].map(() => spawn(() => assertSuspends(latch.wait())))
    yield* yieldNow()
    t.equal(waiters[0]!.backtrace().waitsFor, 'ready')
    latch.countDown()
    yield* yieldNow()
    t.equal(latch.isOpen, false)
    t.equal(latch.count, 1)
    latch.countDown()
    t.equal(latch.isOpen, true)
    for (const waiter of waiters) {
        yield* waiter.join()
    }
    latch.countDown()
    t.equal(latch.count, 0)
    yield* assertDoesNotSuspend(latch.wait())
})

fiberTest(t, 'Latch.open opens at once, whatever the count', function* (t) {
    const latch = new Latch(5)
    const waiter = spawn(() => latch.wait())
    yield* yieldNow()
    latch.open()
    latch.open()
    yield* waiter.join()
    t.equal(latch.count, 0)
    yield* assertDoesNotSuspend(new Latch(0).wait())
})

fiberTest(t, 'Latch.wait can be cancelled', function* (t) {
    const latch = new Latch()
    const task = detach('victim', () => latch.wait())
    yield* yieldNow()
    task.cancel()
    yield* yieldNow()
    t.equal(task.state, 'done')
    latch.open()
})

fiberTest(t, 'Latch.wait can be selected, before the latch opens and after', function* (t) {
    const latch = new Latch()
    const wait = () => select({ open: latch.wait(), late: sleep(1000) })
    t.equal((yield* wait()).key, 'late')
    const waiter = spawn(wait)
    yield* yieldNow()
    latch.open()
    t.equal((yield* waiter.join()).key, 'open')
    t.equal((yield* wait()).key, 'open')
})

fiberTest(t, 'Latch.wait that was made before the latch opened and begins afterwards returns at once', function* (t) {
    const latch = new Latch()
    const wait = latch.wait()
    latch.open()
    yield* assertDoesNotSuspend(wait)
    t.pass('it went on')
})

fiberTest(t, 'Latch refuses a count that cannot be', function* (t) {
    for (const count of [-1, 0.5, NaN, Infinity]) {
        t.throws(() => new Latch(count), {
            code: 'FIBER_MISUSE',
            message: `Cannot make a latch: count ${count}, wanted a whole number from 0`,
        })
    }
})
