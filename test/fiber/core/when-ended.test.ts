import t from 'tap'
import { detach, type Fiber, onUncaught, run, sleep, spawn, whenEnded, yieldNow } from '../../../fiber/core/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

function* waits(): Fiber<void> {
    yield* sleep(10)
}

fiberTest(t, 'whenEnded calls at the end of a fiber, once', function* (t) {
    let calls = 0
    const task = spawn(waits)
    whenEnded(task, () => calls++)
    whenEnded(task, () => calls++)
    t.equal(calls, 0)
    yield* task.join()
    t.equal(calls, 2)
    whenEnded(task, () => calls++)
    t.equal(calls, 3, 'of one that has ended at once')
})

fiberTest(t, 'whenEnded calls when a fiber is cancelled, before and after it has begun', function* (t) {
    let calls = 0
    const fresh = detach('fresh', waits)
    whenEnded(fresh, () => calls++)
    fresh.cancel()
    t.equal(calls, 1)
    const waiting = detach('waiting', waits)
    whenEnded(waiting, () => calls++)
    yield* yieldNow()
    waiting.cancel()
    yield* yieldNow()
    t.equal(calls, 2)
})

t.test('whenEnded leaves a failure to those whom it concerns', async t => {
    const heard: unknown[] = []
    const former = onUncaught(({ error }) => heard.push(error))
    const failing = function* (): Fiber<void> {
        yield* yieldNow()
        throw new Error('it failed')
    }
    let calls = 0
    await run(function* () {
        whenEnded(detach('alone', failing), () => calls++)
        yield* sleep(1)
        t.equal(calls, 1)
        t.match(heard, [{ message: 'it failed' }], 'the root handler')
        const joined = detach('joined', failing)
        whenEnded(joined, () => calls++)
        try {
            yield* joined.join()
            t.fail('the joiner is told')
        } catch (error) {
            t.match(error, { message: 'it failed' })
        }
        t.equal(calls, 2)
        t.equal(heard.length, 1)
    })
    onUncaught(former)
})
