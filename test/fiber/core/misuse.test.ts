/*
    misuse.test.ts -- Mistakes that the compiler cannot see, or that were made in JavaScript, are told clearly (once.ts, leaf.ts,
    bare-yield.ts, driver.ts).
*/

import t from 'tap'
import {
    Channel,
    deadline,
    detach,
    Event,
    type Fiber,
    fromPromise,
    Mutex,
    type Op,
    onUncaught,
    race,
    run,
    scope,
    select,
    shield,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

/** A fiber that yields what is no operation, as untyped code may. */
function* bare(): Generator<unknown, string, unknown> {
    yield 5
    return 'went on'
}

const bareYield = {
    code: 'FIBER_MISUSE',
    message: 'Cannot suspend the fiber: it yielded a value that is no operation, wanted yield* instead of yield',
}

/** What a call throws, or `null`. */
function* thrownBy(blocking: Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    try {
        yield* blocking
        return null
    } catch (error) {
        return error
    }
}

fiberTest(t, 'a bare yield is thrown to where it was made, with the calls of the fiber', function* (t) {
    function* caller(): Fiber<string> {
        return yield* bare() as Fiber<string>
    }
    const error = (yield* thrownBy(spawn(() => thrownBy(caller())).join())) as null
    t.equal(error, null)
    const inside = (yield* spawn(() => thrownBy(caller())).join()) as Error
    t.match(inside, bareYield)
})

fiberTest(t, 'a bare yield of an operation is none the better', function* (t) {
    const task = detach('bare', function* (): Generator<unknown, void, unknown> {
        yield sleep(1) // allow bare-yield: that is what is tested
    } as () => Fiber)
    t.match(yield* thrownBy(task.join()), bareYield)
})

const drivers: Record<string, (inner: Fiber<string>) => Op<string> | Fiber<string>> = {
    deadline: inner => deadline(100, inner),
    scope: inner =>
        scope(function* (s) {
            s.spawn(sleep, 1000)
            return yield* inner
        }),
    shield: inner => shield(inner),
    race: inner => race([inner]),
    'all of them': inner =>
        deadline(
            100,
            scope(() => shield(deadline(50, inner))),
        ),
}

for (const [name, drive] of Object.entries(drivers)) {
    fiberTest(t, `a bare yield inside ${name} fails it, and leaves nothing behind`, function* (t) {
        const log: string[] = []
        const inner = function* (): Fiber<string> {
            try {
                return yield* bare() as Fiber<string>
            } finally {
                yield* sleep(1)
                log.push('is clean')
            }
        }
        t.match(yield* thrownBy(drive(inner())), bareYield)
        t.same(log, ['is clean'])
        t.equal(statistics().timers, 0)
    })

    fiberTest(t, `a bare yield inside ${name} can be caught there`, function* (t) {
        const inner = function* (): Fiber<string> {
            const error = yield* thrownBy(bare() as Fiber<string>)
            t.match(error, bareYield)
            yield* sleep(1)
            return 'went on'
        }
        t.equal(yield* drive(inner()), 'went on')
    })
}

fiberTest(t, 'a bare yield that is caught and repeated without end fails the fiber', function* (t) {
    const task = detach('stubborn', function* () {
        for (;;) {
            try {
                yield 5
            } catch {}
        }
    } as unknown as () => Fiber)
    t.match(yield* thrownBy(task.join()), bareYield)
})

fiberTest(t, 'an operation is begun once', function* (t) {
    const channel = new Channel<number>(9)
    channel.sendNow(1)
    const event = new Event()
    const finished = spawn(function* () {})
    yield* yieldNow()
    const operations: Record<string, Op<unknown>> = {
        'channel.receive': channel.receive(),
        'channel.send': channel.send(1),
        mutex: new Mutex().lock(),
        [`join of fiber ${finished.id} anonymous`]: finished.join(),
        promise: fromPromise(Promise.resolve(1)),
        'select of turn': select({ turn: yieldNow() }),
        deadline: deadline(10, yieldNow()),
        scope: scope(yieldNow),
        shield: shield(yieldNow()),
    }
    for (const [name, op] of Object.entries(operations)) {
        yield* op
        t.match(yield* thrownBy(op), {
            code: 'FIBER_MISUSE',
            message: `Cannot begin ${name}: it was used before, wanted a new one`,
        })
    }
    const wait = event.wait()
    const first = spawn(() => wait)
    yield* yieldNow()
    t.match(yield* thrownBy(wait), { code: 'FIBER_MISUSE', message: /^Cannot begin event/ })
    event.emit()
    yield* first.join()
})

fiberTest(t, 'one call of a fiber function in two fibers is a mistake of the second', function* (t) {
    function* work(): Fiber<number> {
        yield* new Event().wait()
        return 1
    }
    const call = work()
    const first = detach('first', () => call)
    yield* yieldNow()
    const second = detach('second', () => call)
    t.match(yield* thrownBy(second.join()), { code: 'FIBER_MISUSE' })
    first.cancel()
    yield* yieldNow()
})

fiberTest(t, 'iterating over an operation outside yield* is a mistake', function* (t) {
    t.throws(
        () => {
            for (const _ of new Event().wait() as Iterable<unknown>) {
                // The second round begins it again.
            }
        },
        { code: 'FIBER_MISUSE' },
    )
    yield* yieldNow()
})

t.test('spawn of what gives no fiber throws to its caller', async t => {
    const { live } = statistics()
    for (const fn of [() => undefined, () => 5, async () => 5, () => ({})] as unknown[]) {
        t.throws(() => spawn(fn as () => Fiber), {
            code: 'FIBER_MISUSE',
            message: /^Cannot start fiber .*, wanted a fiber function or an operation$/,
        })
    }
    t.throws(
        () =>
            spawn(() => {
                throw new Error('before the start')
            }),
        { message: 'before the start' },
    )
    t.equal(statistics().live, live)
})

t.test('a fiber fails with a stack overflow as with any error', async t => {
    const former = onUncaught(() => {})
    function* endless(): Fiber {
        yield* endless()
    }
    await t.rejects(run(endless), RangeError)
    t.equal(
        await run(function* (): Fiber<number> {
            yield* sleep(1)
            return 1
        }),
        1,
    )
    onUncaught(former)
})
