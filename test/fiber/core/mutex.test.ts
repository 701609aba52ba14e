import t from 'tap'
import { detach, Mutex, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertDoesNotSuspend, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'Mutex is held by one fiber at a time, in the order of asking', function* (t) {
    const mutex = new Mutex()
    const log: string[] = []
    for (const name of ['a', 'b', 'c']) {
        spawn(() =>
            mutex.run(function* () {
                log.push(`${name} in`)
                yield* sleep(5)
                log.push(`${name} out`)
            }),
        )
    }
    yield* sleep(20)
    t.same(log, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
    t.equal(mutex.locked, false)
})

fiberTest(t, 'Mutex.unlock hands the lock over: its former owner cannot take it again at once', function* (t) {
    const mutex = new Mutex('door')
    yield* assertDoesNotSuspend(mutex.lock())
    const waiter = spawn(() => mutex.lock())
    yield* yieldNow()
    t.equal(waiter.backtrace().waitsFor, 'door')
    mutex.unlock()
    t.equal(mutex.locked, true)
    t.equal(mutex.lockNow(), false)
    yield* waiter.join()
    mutex.unlock()
    t.equal(mutex.lockNow(), true)
})

fiberTest(t, 'Mutex.unlock of what is not locked is a misuse', function* (t) {
    t.throws(() => new Mutex('door').unlock(), {
        code: 'FIBER_MISUSE',
        message: 'Cannot release door: it was not acquired',
    })
})

fiberTest(t, 'Mutex goes to the next when a waiting fiber is cancelled', function* (t) {
    const mutex = new Mutex()
    yield* mutex.lock()
    const first = detach('first', () => mutex.lock())
    const second = detach('second', () => mutex.lock())
    yield* yieldNow()
    first.cancel()
    yield* yieldNow()
    mutex.unlock()
    yield* second.join()
    t.equal(mutex.locked, true)
})
