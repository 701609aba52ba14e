import t from 'tap'
import { deadline, detach, type Fiber, now, race, scope, shield, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertDoesNotSuspend, fiberTest } from '../../../fiber/testing/index.js'

function* steps(log: string[], n: number): Fiber<string> {
    for (let i = 0; i < n; i++) {
        yield* sleep(10)
        log.push(`step ${i}`)
    }
    return 'result'
}

fiberTest(t, 'shield gives the result of what is inside, and throws its error', function* (t) {
    t.equal(yield* shield(steps([], 2)), 'result')
    t.equal(
        yield* assertDoesNotSuspend(
            shield(
                (function* (): Fiber<number> {
                    return 1
                })(),
            ),
        ),
        1,
    )
    try {
        yield* shield(
            (function* () {
                throw new Error('failed')
            })(),
        )
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'failed' })
    }
})

fiberTest(t, 'shield runs to its end when the fiber is cancelled, and nothing behind it', function* (t) {
    const log: string[] = []
    const start = now()
    const task = detach('victim', function* () {
        try {
            yield* shield(steps(log, 3))
            log.push('goes on')
        } finally {
            log.push('cleans up')
        }
    })
    yield* sleep(5)
    task.cancel()
    task.cancel()
    while (task.state !== 'done') {
        yield* sleep(1)
    }
    t.equal(now() - start, 30)
    t.same(log, ['step 0', 'step 1', 'step 2', 'cleans up'])
    t.equal(task.statistics().outcome, 'cancelled')
})

fiberTest(t, 'shield that fails while the fiber is cancelled makes it a failed one', function* (t) {
    const task = detach('victim', () =>
        shield(
            (function* () {
                yield* sleep(10)
                throw new Error('inside')
            })(),
        ),
    )
    yield* yieldNow()
    task.cancel()
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'inside' })
    }
})

fiberTest(t, 'shield: a deadline inside it holds', function* (t) {
    const log: string[] = []
    const task = detach('victim', () =>
        shield(
            (function* () {
                try {
                    yield* deadline(10, sleep(1000))
                } catch (error) {
                    log.push((error as Error).name)
                }
                yield* sleep(10)
                log.push('end')
            })(),
        ),
    )
    yield* yieldNow()
    task.cancel()
    yield* sleep(21)
    t.same(log, ['TimeoutError', 'end'])
    t.equal(task.state, 'done')
})

fiberTest(t, 'shield holds up a scope that has failed, and a race that is lost', function* (t) {
    const log: string[] = []
    const start = now()
    try {
        yield* scope(function* (s) {
            s.spawn(function* () {
                yield* sleep(5)
                throw new Error('child')
            })
            yield* shield(steps(log, 2))
            log.push('goes on')
        })
    } catch (error) {
        log.push((error as Error).message)
    }
    t.equal(now() - start, 20)
    t.equal(yield* race([steps([], 1), shield(steps(log, 2))]), 'result')
    t.equal(now() - start, 40)
    t.same(log, ['step 0', 'step 1', 'child', 'step 0', 'step 1'])
})

fiberTest(t, 'shield whose wait is over in the turn of the cancel goes on', function* (t) {
    const log: string[] = []
    for (const wait of [sleep(10), deadline(100, sleep(10)), shield(sleep(10))]) {
        const task = detach('victim', () =>
            shield(
                (function* () {
                    yield* wait
                    yield* yieldNow()
                    log.push('end')
                })(),
            ),
        )
        const canceller = detach('canceller', function* () {
            yield* sleep(10)
            task.cancel()
        })
        yield* canceller.join()
        yield* sleep(1)
        t.equal(task.statistics().outcome, 'cancelled')
    }
    const task = detach('yields', () => shield(steps(log, 1)))
    task.cancel()
    t.same(log, ['end', 'end', 'end'])
})

fiberTest(t, 'shield protects no children of the fiber', function* (t) {
    const task = detach('parent', function* () {
        const child = spawn(sleep, 1000)
        yield* shield(sleep(10))
        t.equal(child.state, 'sleeping', 'they are cancelled when the body is over')
        yield* sleep(1000)
    })
    yield* yieldNow()
    const [child] = task.children
    task.cancel()
    yield* sleep(11)
    t.equal(child!.statistics().outcome, 'cancelled')
})
