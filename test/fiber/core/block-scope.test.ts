import t from 'tap'
import {
    detach,
    type Fiber,
    now,
    onUncaught,
    scope,
    sleep,
    spawn,
    statistics,
    type Task,
    type UncaughtFailure,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'scope gives the result of its body when all fibers in it have ended', function* (t) {
    const start = now()
    const result = yield* scope(function* (s) {
        s.spawn(sleep, 30)
        spawn(sleep, 40)
        t.equal(s.count, 2)
        yield* sleep(10)
        return 'result'
    })
    t.equal(result, 'result')
    t.equal(now() - start, 40)
})

fiberTest(t, 'scope without a wait and without fibers does not suspend', function* (t) {
    const { switches } = statistics()
    t.equal(
        yield* scope(function* () {
            return 7
        }),
        7,
    )
    t.equal(statistics().switches, switches)
})

fiberTest(t, 'scope cancels in reverse order of spawning', function* (t) {
    const log: number[] = []
    function* child(n: number): Fiber {
        try {
            yield* sleep(1000)
        } finally {
            log.push(n)
        }
    }
    const expected = [4, 3, 2, 1, 0]
    yield* scope(function* (s) {
        for (let n = 0; n < 5; n++) {
            s.spawn(child, n)
        }
        yield* sleep(1)
        s.cancel()
    })
    t.same(log.splice(0), expected)
    const parent = detach('parent', function* () {
        for (let n = 0; n < 5; n++) {
            spawn(child, n)
        }
    })
    yield* sleep(1)
    parent.cancel()
    yield* sleep(1)
    t.same(log, expected)
})

fiberTest(t, 'scope.cancel leaves the body alone', function* (t) {
    const result = yield* scope(function* (s) {
        const child = s.spawn(sleep, 1000)
        yield* yieldNow()
        s.cancel('enough')
        yield* sleep(5)
        t.equal(child.state, 'done')
        return s.count
    })
    t.equal(result, 0)
})

fiberTest(t, 'scope runs fibers that are spawned from outside while it waits', function* (t) {
    const log: string[] = []
    const start = now()
    let handle: { spawn(fn: () => Fiber): unknown } | undefined
    detach('visitor', function* () {
        yield* sleep(5)
        handle!.spawn(function* () {
            yield* sleep(20)
            log.push('visitor done')
        })
    })
    yield* scope(function* (s) {
        handle = s
        s.spawn(sleep, 10)
    })
    t.same(log, ['visitor done'])
    t.equal(now() - start, 25)
    t.throws(() => handle!.spawn(function* () {}), { code: 'FIBER_MISUSE', message: /the scope is not open/ })
})

fiberTest(t, 'scope that fails cancels what is spawned into it from outside meanwhile', function* (t) {
    let late: Task<void> | undefined
    const failing = scope(function* (s) {
        s.spawn(function* () {
            try {
                yield* sleep(1000)
            } finally {
                yield* sleep(10)
                late = s.spawn(sleep, 1000)
            }
        })
        yield* sleep(1)
        throw new Error('body failed')
    })
    const start = now()
    try {
        yield* failing
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'body failed' })
    }
    t.equal(now() - start, 11)
    t.equal(late!.statistics().outcome, 'cancelled')
})

fiberTest(t, 'scope that fails cancels what its body spawns in a finally block, when the body is over', function* (t) {
    const start = now()
    const log: string[] = []
    try {
        yield* scope(function* (s) {
            s.spawn(function* () {
                yield* sleep(1)
                throw new Error('child failed')
            })
            try {
                yield* sleep(1000)
            } finally {
                const helper = s.spawn(sleep, 10)
                yield* helper.join()
                log.push('helped')
                s.spawn(sleep, 1000)
            }
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'child failed' })
    }
    t.same(log, ['helped'])
    t.equal(now() - start, 11)
})

fiberTest(t, 'scope whose body throws before it becomes a fiber closes itself', function* (t) {
    const child: Task<void>[] = []
    try {
        yield* scope(s => {
            child.push(s.spawn(sleep, 1000))
            throw new Error('no body')
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'no body' })
    }
    t.equal(child[0]!.statistics().outcome, 'cancelled')
    const next = spawn(sleep, 1)
    t.equal(next.parent?.name, 'run', 'the scope is no longer the innermost one')
    yield* next.join()
})

fiberTest(t, 'scope in scope: the inner failure goes through both, each waits for its own', function* (t) {
    const log: string[] = []
    function* slow(name: string, ms: number): Fiber {
        try {
            yield* sleep(1000)
        } finally {
            yield* sleep(ms)
            log.push(`${name} clean`)
        }
    }
    try {
        yield* scope(function* (outer) {
            outer.spawn(slow, 'outer child', 5)
            yield* scope(function* (inner) {
                inner.spawn(slow, 'inner child', 10)
                yield* sleep(1)
                throw new Error('inner failed')
            })
        })
    } catch (error) {
        log.push((error as Error).message)
    }
    t.same(log, ['inner child clean', 'outer child clean', 'inner failed'])
})

fiberTest(t, 'scope reports failures that come after the first as suppressed', function* (t) {
    const heard: UncaughtFailure[] = []
    onUncaught(failure => heard.push(failure))
    function* failing(n: number): Fiber {
        try {
            yield* sleep(n)
            throw new Error(`failure ${n}`)
        } finally {
            if (n > 1) {
                // biome-ignore lint/correctness/noUnsafeFinally: it is to fail also when it is cancelled
                throw new Error(`clean-up ${n}`)
            }
        }
    }
    try {
        yield* scope(function* (s) {
            for (let n = 1; n <= 3; n++) {
                s.spawn(failing, n)
            }
        })
    } catch (error) {
        t.match(error, { message: 'failure 1' })
    }
    t.same(
        heard.map(({ kind, error, task }) => [kind, (error as Error).message, task.name]),
        [
            ['suppressed', 'clean-up 3', 'failing'],
            ['suppressed', 'clean-up 2', 'failing'],
        ],
    )
})

fiberTest(t, 'scope reports nothing when the same error comes by two ways', function* (t) {
    try {
        yield* scope(function* (s) {
            const child = s.spawn(function* () {
                yield* sleep(1)
                throw new Error('once')
            })
            s.spawn(function* () {
                yield* child.join()
            })
            yield* child.join()
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'once' })
    }
})
