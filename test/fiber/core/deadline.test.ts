import t from 'tap'
import {
    CancelledError,
    Channel,
    deadline,
    detach,
    type Fiber,
    FiberError,
    now,
    scope,
    shield,
    sleep,
    spawn,
    statistics,
    TimeoutError,
    yieldNow,
} from '../../../fiber/index.js'
import { assertDoesNotSuspend, fiberTest } from '../../../fiber/testing/index.js'

function* value<T>(result: T, ms: number): Fiber<T> {
    yield* sleep(ms)
    return result
}

/** What a call throws, or `null`. */
function* thrownBy(blocking: Fiber<unknown> | ReturnType<typeof deadline>): Fiber<unknown> {
    try {
        yield* blocking
        return null
    } catch (error) {
        return error
    }
}

fiberTest(t, 'deadline gives the result that comes in time, and stops its timer', function* (t) {
    t.equal(yield* deadline(10, value('result', 5)), 'result')
    t.equal(statistics().timers, 0)
})

fiberTest(t, 'deadline throws a TimeoutError when the time is over, and unwinds what is inside', function* (t) {
    const start = now()
    const log: string[] = []
    const error = yield* thrownBy(
        deadline(
            10,
            (function* () {
                try {
                    yield* sleep(100)
                } catch {
                    log.push('caught')
                } finally {
                    log.push('cleaned up')
                }
            })(),
        ),
    )
    t.ok(error instanceof TimeoutError)
    t.match(error, { code: 'FIBER_TIMEOUT', ms: 10, message: 'Cannot finish in time: deadline of 10 ms passed' })
    t.equal(now() - start, 10)
    t.same(log, ['cleaned up'])
})

fiberTest(t, 'deadline throws an error with the calls of the fiber in its stack', function* (t) {
    function* caller(): Fiber {
        yield* deadline(10, sleep(20))
    }
    const error = (yield* thrownBy(caller())) as Error
    t.match(error.stack, /caller .*deadline\.test/)
})

fiberTest(t, 'deadline waits for finally blocks inside, then throws', function* (t) {
    const start = now()
    const log: string[] = []
    const error = yield* thrownBy(
        deadline(
            10,
            (function* () {
                try {
                    yield* sleep(100)
                } finally {
                    yield* sleep(30)
                    log.push('cleaned up')
                }
                log.push('goes on')
            })(),
        ),
    )
    t.ok(error instanceof TimeoutError)
    t.equal(now() - start, 40)
    t.same(log, ['cleaned up'])
})

fiberTest(t, 'deadline gives a result that is ready at once, even with no time at all, without a timer', function* (t) {
    const channel = new Channel<number>(1)
    channel.sendNow(7)
    t.equal(yield* assertDoesNotSuspend(deadline(0, channel.receive())), 7)
    t.ok((yield* thrownBy(deadline(0, channel.receive()))) instanceof TimeoutError)
    t.ok((yield* thrownBy(deadline(-5, channel.receive()))) instanceof TimeoutError)
})

fiberTest(t, 'deadline of Infinity sets no timer', function* (t) {
    const task = spawn(() => deadline(Infinity, value(1, 0)))
    yield* yieldNow()
    t.equal(statistics().timers, 0)
    t.equal(yield* task.join(), 1)
})

fiberTest(t, 'deadline throws what is thrown inside, also by clean-up after the time was over', function* (t) {
    const failing = function* (): Fiber {
        yield* sleep(5)
        throw new Error('failed')
    }
    t.match(yield* thrownBy(deadline(10, failing())), { message: 'failed' })
    const failingLate = function* (): Fiber {
        try {
            yield* sleep(50)
        } finally {
            yield* failing()
        }
    }
    t.match(yield* thrownBy(deadline(10, failingLate())), { message: 'failed' })
})

for (const [outer, inner, expected] of [
    [10, 50, 10],
    [50, 10, 10],
    [10, 10, 10],
] as const) {
    fiberTest(t, `deadline of ${inner} ms inside one of ${outer} ms: the nearest wins`, function* (t) {
        const start = now()
        const log: string[] = []
        const error = yield* thrownBy(
            deadline(
                outer,
                (function* () {
                    try {
                        yield* deadline(inner, sleep(100))
                    } catch (error) {
                        log.push(`inner ${(error as TimeoutError).ms}`)
                        throw error
                    } finally {
                        log.push('cleaned up')
                    }
                })(),
            ),
        )
        t.equal((error as TimeoutError).ms, expected)
        t.equal(now() - start, expected)
        t.same(log, inner < outer ? ['inner 10', 'cleaned up'] : ['cleaned up'])
    })
}

fiberTest(t, 'deadline: after the inner one has passed the outer one still holds', function* (t) {
    const start = now()
    const error = yield* thrownBy(
        deadline(
            50,
            (function* () {
                for (;;) {
                    yield* thrownBy(deadline(20, sleep(100)))
                }
            })(),
        ),
    )
    t.equal((error as TimeoutError).ms, 50)
    t.equal(now() - start, 50)
})

fiberTest(
    t,
    'deadline that passes while an inner one unwinds lets the clean-up end, then throws its own error',
    function* (t) {
        const start = now()
        const log: string[] = []
        const error = yield* thrownBy(
            deadline(
                20,
                (function* () {
                    try {
                        yield* deadline(
                            10,
                            (function* () {
                                try {
                                    yield* sleep(100)
                                } finally {
                                    yield* sleep(30)
                                    log.push('inner is clean')
                                }
                            })(),
                        )
                    } catch (error) {
                        log.push(`caught ${(error as TimeoutError).ms}`)
                    } finally {
                        yield* sleep(5)
                        log.push('outer is clean')
                    }
                })(),
            ),
        )
        t.equal((error as TimeoutError).ms, 20)
        t.equal(now() - start, 45)
        t.same(log, ['inner is clean', 'outer is clean'])
    },
)

fiberTest(t, 'deadline whose clean-up is woken in the turn of a cancel goes on with it', function* (t) {
    const log: string[] = []
    const task = detach('victim', () =>
        deadline(
            10,
            (function* () {
                try {
                    yield* sleep(100)
                } finally {
                    yield* sleep(10)
                    log.push('is clean')
                }
            })(),
        ),
    )
    const canceller = detach('canceller', function* () {
        yield* sleep(20)
        task.cancel()
    })
    yield* canceller.join()
    yield* sleep(1)
    t.same(log, ['is clean'])
    t.equal(task.statistics().outcome, 'cancelled')
})

fiberTest(t, 'deadline inside clean-up holds, though the fiber is being cancelled', function* (t) {
    const log: string[] = []
    const task = detach('victim', function* () {
        try {
            yield* sleep(100)
        } finally {
            const error = yield* thrownBy(deadline(10, sleep(1000)))
            log.push((error as Error).name)
        }
    })
    yield* sleep(1)
    task.cancel()
    const start = now()
    t.ok((yield* thrownBy(task.join() as Fiber<unknown>)) instanceof CancelledError)
    t.equal(now() - start, 10)
    t.same(log, ['TimeoutError'])
})

fiberTest(t, 'deadline whose fiber is cancelled stops its timer and throws nothing', function* (t) {
    const task = detach('victim', () => deadline(1000, sleep(500)))
    yield* yieldNow()
    t.equal(statistics().timers, 2)
    task.cancel()
    yield* yieldNow()
    t.equal(statistics().timers, 0)
    t.equal(task.statistics().outcome, 'cancelled')
})

fiberTest(t, 'deadline that passes in the turn of a cancel, or of the result, does one thing only', function* (t) {
    const cancelled = detach('cancelled', () => deadline(10, sleep(100)))
    const late = detach('late', () => thrownBy(deadline(10, value('late', 10))))
    yield* sleep(10)
    cancelled.cancel()
    yield* sleep(1)
    t.equal(cancelled.statistics().outcome === 'cancelled' || cancelled.statistics().outcome === 'failed', true)
    yield* thrownBy(cancelled.join() as Fiber<unknown>)
    t.ok((yield* late.join()) === null || late.statistics().outcome === 'finished')
})

fiberTest(t, 'deadline gives back what was handed to the fiber in the turn in which it passes', function* (t) {
    const channel = new Channel<string>()
    const task = spawn(() => thrownBy(deadline(10, channel.receive())))
    const sender = spawn(function* (): Fiber<boolean> {
        yield* sleep(10)
        return channel.sendNow('value')
    })
    t.ok((yield* task.join()) instanceof TimeoutError)
    const sent = yield* sender.join()
    t.equal(channel.receiveNow(), sent ? 'value' : undefined)
})

fiberTest(t, 'deadline around a scope cancels its fibers and waits for their clean-up', function* (t) {
    const start = now()
    const log: string[] = []
    const error = yield* thrownBy(
        deadline(
            10,
            scope(function* (s) {
                s.spawn(function* () {
                    try {
                        yield* sleep(100)
                    } finally {
                        yield* sleep(20)
                        log.push('child is clean')
                    }
                })
            }),
        ),
    )
    t.ok(error instanceof TimeoutError)
    t.equal(now() - start, 30)
    t.same(log, ['child is clean'])
})

fiberTest(t, 'deadline around a shield throws when the shield is over', function* (t) {
    const start = now()
    const log: string[] = []
    const error = yield* thrownBy(
        deadline(
            10,
            (function* () {
                yield* shield(value('kept', 30))
                log.push('goes on')
            })(),
        ),
    )
    t.ok(error instanceof TimeoutError)
    t.equal(now() - start, 30)
    t.same(log, [])
})

fiberTest(t, 'deadline is used once', function* (t) {
    const once = deadline(10, sleep(1))
    yield* once
    const error = yield* thrownBy(once)
    t.ok(error instanceof FiberError)
    t.match(error, { code: 'FIBER_MISUSE', message: 'Cannot begin deadline: it was used before, wanted a new one' })
})
