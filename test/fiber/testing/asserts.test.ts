import { AssertionError } from 'node:assert'
import t from 'tap'
import { Channel, detach, type Fiber, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

function* value(waits: boolean): Fiber<number> {
    if (waits) {
        yield* yieldNow()
    }
    return 7
}

fiberTest(t, 'assertSuspends gives the result of a call that suspends', function* (t) {
    t.equal(yield* assertSuspends(value(true)), 7)
    t.equal(yield* assertSuspends(sleep(1)), undefined)
})

fiberTest(t, 'assertSuspends throws when the call does not', function* (t) {
    try {
        yield* assertSuspends(value(false))
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof AssertionError)
        t.match(error, { message: 'Cannot accept the call: it did not suspend, wanted it to' })
    }
})

fiberTest(t, 'assertDoesNotSuspend gives the result of a call that does not suspend', function* (t) {
    const channel = new Channel<number>(1)
    t.equal(yield* assertDoesNotSuspend(value(false)), 7)
    t.equal(yield* assertDoesNotSuspend(channel.send(1)), true)
})

fiberTest(t, 'assertDoesNotSuspend throws when the call does', function* (t) {
    try {
        yield* assertDoesNotSuspend(value(true))
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof AssertionError)
        t.match(error, { message: 'Cannot accept the call: it suspended, wanted it not to' })
    }
})

fiberTest(t, 'assertSuspends passes errors, cancels and probes on', function* (t) {
    const failing = function* (): Fiber {
        yield* sleep(1)
        throw new Error('failed')
    }
    for (const blocking of [assertSuspends(failing()), assertDoesNotSuspend(failing())]) {
        try {
            yield* blocking
            t.fail('must throw')
        } catch (error) {
            t.match(error, { message: 'failed' })
        }
    }
    const log: string[] = []
    const careful = function* careful(): Fiber {
        try {
            yield* sleep(100)
        } finally {
            yield* sleep(5)
            log.push('is clean')
        }
    }
    const task = detach('victim', () => assertSuspends(careful()))
    const plain = spawn(function* () {
        yield* yieldNow()
        t.equal(task.state, 'sleeping')
        t.equal(task.backtrace().frames[0]!.function, 'careful')
        task.cancel()
        task.backtrace()
    })
    yield* plain.join()
    yield* sleep(10)
    t.same(log, ['is clean'])
    t.equal(task.statistics().outcome, 'cancelled')
})
