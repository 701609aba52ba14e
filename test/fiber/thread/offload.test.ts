import { threadId } from 'node:worker_threads'
import t from 'tap'
import {
    all,
    deadline,
    detach,
    type Fiber,
    offload,
    run,
    setThreadLimits,
    sleep,
    TimeoutError,
    threadStatistics,
    toPromise,
} from '../../../fiber/index.js'
import type { Refusal } from './fixtures/work.js'
import { counter, endless, noThreads, until } from './pools.js'

const module = new URL('./fixtures/work.js', import.meta.url)

/** Runs one piece of work in a fiber two calls deep. */
function outer<T>(work: () => Fiber<T>): Promise<T> {
    return run(function* outermost() {
        return yield* work()
    })
}

/** The error of work that must fail. */
async function failure(work: () => Fiber<unknown>): Promise<Error & { code?: unknown }> {
    try {
        await outer(work)
    } catch (error) {
        return error as Error
    }
    throw new Error('The work did not fail')
}

// One thread would do, but the tests shall not depend on the number of processors.
setThreadLimits({ threads: 2 })

t.test('offload runs a function on another thread and gives its result', async t => {
    const [id, sum] = await outer(function* () {
        return yield* all([
            offload(() => process.getBuiltinModule('node:worker_threads').threadId),
            offload((a: number, b: number) => a + b, 2, 3),
        ])
    })
    t.not(id, threadId)
    t.equal(sum, 5)
})

t.test('offload gives what a promise becomes', async t => {
    const value = await outer(function* () {
        return yield* offload(async () => {
            await new Promise(resolve => setImmediate(resolve))
            return 'later'
        })
    })
    t.equal(value, 'later')
})

t.test('offload lets other fibers run meanwhile', async t => {
    const count = counter()
    await outer(function* () {
        const work = detach('work', function* () {
            yield* offload((count: Int32Array) => {
                while (Atomics.load(count, 0) === 0) {}
            }, count)
        })
        yield* sleep(1)
        t.equal(threadStatistics().busy, 1)
        Atomics.store(count, 0, 1)
        yield* work.join()
    })
})

t.test('offload copies arguments and results', async t => {
    const given = { list: [1, 2], when: new Date(5), bytes: new Uint8Array([7]), map: new Map([['a', { b: 1 }]]) }
    const result = await outer(function* () {
        return yield* offload((value: typeof given) => {
            value.list.push(3)
            return value
        }, given)
    })
    t.same(result, { ...given, list: [1, 2, 3] })
    t.same(given.list, [1, 2])
})

t.test('offload calls the function of a module, which may have imports', async t => {
    const [digest, number] = await outer(function* () {
        return yield* all([
            offload<string>({ module, name: 'hash' }, 'abc'),
            offload<number>({ module, name: 'later' }, 41),
        ])
    })
    t.match(digest, /^ba7816bf/)
    t.equal(number, 42)
})

t.test('offload says when a module has no such function', async t => {
    for (const name of ['gone', 'notAFunction']) {
        const error = await failure(function* () {
            yield* offload({ module, name })
        })
        t.match(error, { name: 'TypeError', message: /^Cannot offload .*work\.js exports no function of that name$/ })
    }
    const error = await failure(function* () {
        yield* offload({ module: new URL('./fixtures/gone.js', import.meta.url), name: 'hash' })
    })
    t.match(error, { code: 'ERR_MODULE_NOT_FOUND', message: /gone\.js/ })
})

t.test('offload throws the error of the function with its frames and those of the fiber', async t => {
    const error = await failure(function* inner() {
        yield* offload(function deep() {
            function deeper(): never {
                throw new RangeError('too deep')
            }
            deeper()
        })
    })
    t.ok(error instanceof RangeError)
    t.equal(error.message, 'too deep')
    const lines = error.stack!.split('\n').map(line => line.trim())
    const at = lines.indexOf('-- offloaded by --')
    t.match(lines.slice(0, at), [
        'RangeError: too deep',
        /^at deeper \(offloaded deep:\d/,
        /^at deep \(offloaded deep:\d/,
    ])
    t.equal(at, 3, 'no frame of the thread that runs it')
    t.match(lines[at + 1], /^at inner \(.*offload\.test/)
    t.match(lines[at + 2], /^at outermost \(.*offload\.test/)
})

t.test('offload cleans the stack of an async function too', async t => {
    const error = await failure(function* inner() {
        yield* offload(async function slow() {
            await null
            throw new Error('late')
        })
    })
    t.match(error.stack, /^Error: late\n {4}at slow \(offloaded slow:[\d:]+\)\n {4}-- offloaded by --\n {4}at inner /)
})

t.test('offload keeps name, code and other properties of an error', async t => {
    const error = (await failure(function* () {
        yield* offload({ module, name: 'refuse' })
    })) as Refusal
    t.ok(error instanceof TypeError)
    t.match(error, { name: 'Refusal', code: 'NOT_TODAY', detail: { tries: 3 }, message: 'Cannot work: not today' })
    t.equal(Object.keys(error).includes('name'), false)
    const system = await failure(function* () {
        yield* offload(() => process.getBuiltinModule('node:fs').readFileSync('/nowhere/at/all', 'utf8'))
    })
    t.match(system, { code: 'ENOENT', syscall: 'open', path: '/nowhere/at/all' })
    const dom = await failure(function* () {
        yield* offload({ module, name: 'abort' })
    })
    t.match(dom, { name: 'AbortError', message: 'Cannot go on', stack: /work\.ts|work\.js/ })
    const cause = await failure(function* () {
        yield* offload(() => {
            throw new Error('outer', { cause: new TypeError('inner') })
        })
    })
    t.match(cause.cause, { name: 'TypeError', message: 'inner' })
})

t.test('offload throws values that are no errors as they are', async t => {
    for (const value of ['text', 5, null, undefined, { a: 1 }]) {
        const outcome = await outer(function* () {
            try {
                yield* offload(value => {
                    throw value
                }, value)
                return 'no error'
            } catch (error) {
                return { error }
            }
        })
        t.same(outcome, { error: value })
    }
})

t.test('offload says when a result or an error cannot be copied', async t => {
    const result = await failure(function* () {
        yield* offload(function make() {
            return () => 1
        })
    })
    t.match(result, { name: 'TypeError', message: /^Cannot return the result of offloaded make: / })
    const error = await failure(function* () {
        yield* offload(function fail() {
            throw new Error('with a function', { cause: () => 1 })
        })
    })
    t.match(error, { name: 'TypeError', message: /^Cannot return the error of offloaded fail: / })
    const properties = await failure(function* () {
        yield* offload(function fail() {
            throw Object.assign(new Error('with a method'), { method() {}, name: 'Own' })
        })
    })
    t.match(properties, { name: 'Own', message: 'with a method', method: undefined })
})

t.test('offload refuses what cannot be sent', async t => {
    t.throws(() => offload(Math.max, 1, 2), { code: 'THREAD_FUNCTION' })
    const error = await failure(function* inner() {
        yield* offload(
            (fn: () => number) => fn(),
            () => 1,
        )
    })
    t.match(error, {
        code: 'THREAD_FUNCTION',
        message: /^Cannot offload a function: its arguments cannot be copied to a thread$/,
        cause: { name: 'DataCloneError' },
        stack: /inner/,
    })
    const value = await outer(function* () {
        return yield* offload(() => 'the thread works on')
    })
    t.equal(value, 'the thread works on')
})

t.test('offload throws THREAD_CRASHED with the calls of the fiber when the thread ends', async t => {
    const exit = await failure(function* inner() {
        yield* offload(function leave() {
            process.exit(3)
        })
    })
    t.match(exit, {
        name: 'ThreadError',
        code: 'THREAD_CRASHED',
        message: 'Cannot finish offloaded leave: its thread ended',
        cause: { message: 'Exit code 3' },
        stack: /inner[\s\S]*outermost/,
    })
    const uncaught = await failure(function* () {
        yield* offload(function trip() {
            setImmediate(() => {
                throw new Error('in a callback')
            })
            return new Promise(() => {})
        })
    })
    t.match(uncaught, { code: 'THREAD_CRASHED', cause: { message: 'in a callback' } })
    const value = await outer(function* () {
        return yield* offload(() => 'another thread')
    })
    t.equal(value, 'another thread')
})

t.test('offload ends the thread with the work when the fiber is cancelled', async t => {
    const count = counter()
    const task = detach('victim', function* () {
        yield* offload(endless, count)
    })
    await until(() => Atomics.load(count, 0) > 0)
    task.cancel('enough')
    await t.rejects(toPromise(task), { code: 'FIBER_CANCELLED', reason: 'enough' })
    t.equal(threadStatistics().busy, 0)
    setThreadLimits({ idle: 0 })
    await noThreads()
    setThreadLimits({ idle: 30_000 })
})

t.test('offload under a deadline ends the work', async t => {
    await t.rejects(
        outer(function* () {
            yield* deadline(20, offload(endless, counter()))
        }),
        TimeoutError,
    )
    t.equal(threadStatistics().busy, 0)
})

t.test('offload shows what the fiber waits for', async t => {
    const count = counter()
    const task = detach('waiter', function* wait() {
        yield* offload(endless, count)
    })
    await until(() => threadStatistics().busy === 1)
    t.equal(task.statistics().waitsFor, 'offload of endless')
    t.match(task.backtrace().toString(), /at wait /)
    task.cancel()
    await t.rejects(toPromise(task))
})

t.test('offload drops an answer that comes when its fiber is being cancelled', async t => {
    for (let i = 0; i < 3; i++) {
        const count = counter()
        const task = detach('victim', function* () {
            return yield* offload((count: Int32Array) => Atomics.add(count, 0, 1), count)
        })
        await until(() => threadStatistics().busy === 1)
        // The thread answers, and this one does not look at its messages until it has cancelled.
        while (Atomics.load(count, 0) === 0) {}
        task.cancel()
        await t.rejects(toPromise(task), { code: 'FIBER_CANCELLED' })
    }
    const values = await outer(function* () {
        return yield* all([1, 2, 3, 4].map(n => offload((n: number) => n * n, n)))
    })
    t.same(values, [1, 4, 9, 16])
})
