import t from 'tap'
import {
    CancelledError,
    detach,
    type Fiber,
    now,
    onUncaught,
    scope,
    select,
    sleep,
    spawn,
    type Task,
    yieldNow,
} from '../../../fiber/index.js'
import { assertDoesNotSuspend, assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'join gives the result of a fiber, waiting for its end', function* (t) {
    const start = now()
    function* work(a: number, b: number): Fiber<number> {
        yield* sleep(10)
        return a + b
    }
    const task = spawn(work, 2, 3)
    t.equal(yield* assertSuspends(task.join()), 5)
    t.equal(now() - start, 10)
    t.equal(yield* assertDoesNotSuspend(task.join()), 5, 'again, when it is over')
})

fiberTest(t, 'join throws the very error of a fiber, also when it is over', function* (t) {
    const error = new Error('failed')
    const task = detach('failing', function* () {
        yield* sleep(1)
        throw error
    })
    for (let i = 0; i < 2; i++) {
        try {
            yield* task.join()
            t.fail('must throw')
        } catch (caught) {
            t.equal(caught, error)
        }
    }
})

fiberTest(t, 'join throws a CancelledError with the reason of the cancel', function* (t) {
    const reason = { why: 'enough' }
    const task = spawn(sleep, 1000)
    yield* yieldNow()
    task.cancel(reason)
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof CancelledError)
        t.match(error, {
            code: 'FIBER_CANCELLED',
            reason,
            cause: reason,
            message: 'Cannot join fiber sleep: cancelled ([object Object])',
        })
    }
})

fiberTest(t, 'join wakes those who wait in the order of their coming', function* (t) {
    const log: number[] = []
    const task = spawn(sleep, 10)
    const joiners = Array.from({ length: 5 }, (_, n) =>
        spawn(function* () {
            yield* task.join()
            log.push(n)
        }),
    )
    yield* sleep(1)
    joiners[0]!.cancel()
    joiners[4]!.cancel()
    joiners[2]!.cancel()
    spawn(function* () {
        yield* task.join()
        log.push(5)
    })
    yield* sleep(20)
    t.same(log, [1, 3, 5])
})

fiberTest(t, 'join of 20,000 fibers to one, and the cancel of all of them, takes linear time', function* (t) {
    const task = spawn(sleep, 10)
    const spawnAll = () => Array.from({ length: 20_000 }, () => spawn(() => task.join()))
    const cancelled = spawnAll()
    yield* yieldNow()
    for (const joiner of cancelled) {
        joiner.cancel()
    }
    const joiners = spawnAll()
    yield* sleep(20)
    t.ok(cancelled.every(joiner => joiner.statistics().outcome === 'cancelled'))
    t.ok(joiners.every(joiner => joiner.statistics().outcome === 'finished'))
})

fiberTest(t, 'join in a select leaves the fiber alone when another was first', function* (t) {
    const task = spawn(sleep, 20)
    const first = yield* select({ task: task.join(), tick: sleep(10) })
    t.equal(first.key, 'tick')
    t.equal(task.state, 'sleeping')
    t.equal((yield* select({ task: task.join(), tick: sleep(100) })).key, 'task')
})

fiberTest(t, 'join of the running fiber is a misuse, for it would never end', function* (t) {
    const task: Task<void> = spawn(function* () {
        yield* task.join()
    })
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.match(error, { code: 'FIBER_MISUSE', message: /it is the running one, wanted another/ })
    }
})

fiberTest(t, 'join of a fiber around the running one is a misuse: it waits for that', function* (t) {
    const outer: Task<void> = detach('outer', function* () {
        yield* spawn(function* middle() {
            yield* scope(function* (s) {
                yield* s
                    .spawn(function* inner() {
                        try {
                            yield* outer.join()
                            t.fail('must throw')
                        } catch (error) {
                            t.match(error, {
                                code: 'FIBER_MISUSE',
                                message:
                                    'Cannot join fiber outer: it waits for the end of the running one, wanted another',
                            })
                        }
                    })
                    .join()
            })
        }).join()
    })
    yield* outer.join()
})

fiberTest(t, 'join that is cancelled in the turn of the failure does not lose it', function* (t) {
    // The child fails at the same time as the fiber that joins it is cancelled: whichever comes first, it is not lost.
    for (const first of ['fails', 'cancelled']) {
        const heard: string[] = []
        onUncaught(({ kind, error }) => heard.push(`${kind}: ${(error as Error).message}`))
        let gate = () => {}
        const child = detach('child', function* () {
            yield* sleep(10)
            if (first === 'cancelled') {
                gate()
            }
            throw new Error('child failed')
        })
        const joiner = detach('joiner', () => child.join())
        gate = () => joiner.cancel()
        if (first === 'fails') {
            detach('canceller', function* () {
                yield* sleep(10)
                joiner.cancel()
            })
        }
        yield* sleep(20)
        t.equal(joiner.statistics().outcome, 'cancelled', first)
        t.same(heard, ['uncaught: child failed'], first)
    }
})

fiberTest(t, 'join that is cancelled in the turn of the failure hands it on to the scope', function* (t) {
    const log: string[] = []
    try {
        yield* scope(function* (s) {
            const child = s.spawn(function* () {
                yield* sleep(10)
                joiner.cancel()
                throw new Error('child failed')
            })
            const joiner = s.spawn(function* () {
                yield* child.join()
            })
            yield* sleep(100)
            log.push('body goes on')
        })
    } catch (error) {
        log.push((error as Error).message)
    }
    t.same(log, ['child failed'])
})

fiberTest(t, 'join that takes a failure is enough, when another one is cancelled', function* (t) {
    const heard: unknown[] = []
    onUncaught(failure => heard.push(failure))
    const child = detach('child', function* () {
        yield* sleep(10)
        cancelled.cancel()
        throw new Error('child failed')
    })
    const cancelled = detach('cancelled', () => child.join())
    const taker = detach('taker', function* (): Fiber<string> {
        try {
            yield* child.join()
            return 'nothing'
        } catch (error) {
            return (error as Error).message
        }
    })
    t.equal(yield* taker.join(), 'child failed')
    t.same(heard, [])
})
