import t from 'tap'
import {
    CancelledError,
    deadline,
    detach,
    type Fiber,
    fromPromise,
    onUncaught,
    run,
    sleep,
    spawn,
    TimeoutError,
    toPromise,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest, virtually } from '../../../fiber/testing/index.js'

fiberTest(t, 'fromPromise gives the value of a promise, or throws its error', function* (t) {
    t.equal(yield* fromPromise(Promise.resolve(7)), 7)
    t.equal(yield* fromPromise(new Promise<string>(resolve => setImmediate(resolve, 'later'))), 'later')
    const error = new Error('rejected')
    try {
        yield* fromPromise(Promise.reject(error))
        t.fail('must throw')
    } catch (caught) {
        t.equal(caught, error)
    }
})

fiberTest(t, 'fromPromise throws what the function throws that should give the promise', function* (t) {
    try {
        yield* fromPromise(() => {
            throw new Error('no promise')
        })
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'no promise' })
    }
})

fiberTest(t, 'fromPromise takes any thenable, even one that calls back at once', function* (t) {
    const eager: PromiseLike<number> = {
        // biome-ignore lint/suspicious/noThenProperty: that is what is tested
        then(fulfilled) {
            fulfilled?.(5)
            return this as never
        },
    }
    t.equal(yield* fromPromise(eager), 5)
})

fiberTest(t, 'fromPromise aborts its signal when the fiber is cancelled', function* (t) {
    let signal: AbortSignal | undefined
    const work = (given: AbortSignal) => {
        signal = given
        return new Promise<void>((_, reject) => given.addEventListener('abort', () => reject(given.reason)))
    }
    const task = detach('victim', () => fromPromise(work))
    yield* yieldNow()
    t.equal(signal!.aborted, false)
    task.cancel()
    yield* yieldNow()
    t.equal(signal!.aborted, true)
    t.equal((signal!.reason as Error).name, 'AbortError')
    t.equal(task.statistics().outcome, 'cancelled')
    try {
        yield* deadline(5, fromPromise(work))
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof TimeoutError)
    }
    t.equal(signal!.aborted, true)
})

fiberTest(t, 'fromPromise does not abort when the promise was in time', function* (t) {
    let signal: AbortSignal | undefined
    yield* fromPromise(given => {
        signal = given
        return Promise.resolve()
    })
    yield* sleep(1)
    t.equal(signal!.aborted, false)
})

fiberTest(t, 'fromPromise ignores a promise that settles when the fiber has been cancelled', function* (t) {
    let settle = (_: number) => {}
    const promise = new Promise<number>(resolve => {
        settle = resolve
    })
    const log: string[] = []
    const task = detach('victim', function* () {
        try {
            yield* fromPromise(promise)
        } finally {
            yield* sleep(10)
            log.push('is clean')
        }
    })
    yield* yieldNow()
    task.cancel()
    settle(1)
    yield* sleep(11)
    t.same(log, ['is clean'])
})

t.test('toPromise gives the result of a fiber', async t => {
    const task = spawn(function* (): Fiber<number> {
        yield* yieldNow()
        return 7
    })
    t.equal(await toPromise(task), 7)
    t.equal(await toPromise(task), 7, 'also when it is over')
})

t.test('toPromise rejects with the failure of a fiber, which goes no further', async t => {
    const heard: unknown[] = []
    const former = onUncaught(failure => heard.push(failure))
    const error = new Error('failed')
    const task = spawn(function* () {
        yield* yieldNow()
        throw error
    })
    await t.rejects(toPromise(task), error)
    await t.rejects(toPromise(task), error)
    t.same(heard, [])
    onUncaught(former)
})

t.test('toPromise rejects with a CancelledError when the fiber is cancelled', async t => {
    const task = spawn(sleep, 1000)
    const promise = toPromise(task)
    task.cancel('enough')
    await t.rejects(promise, { code: 'FIBER_CANCELLED', reason: 'enough' })
    await t.rejects(toPromise(task), CancelledError)
})

t.test('run starts a fiber from outside and gives a promise of its end', async t => {
    t.equal(
        await run(
            function* (a: number, b: number): Fiber<number> {
                yield* yieldNow()
                return a * b
            },
            6,
            7,
        ),
        42,
    )
    await t.rejects(
        run(function* () {
            throw new Error('failed')
        }),
        { message: 'failed' },
    )
    await virtually(() => sleep(1000))
})
