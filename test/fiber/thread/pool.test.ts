import { execFile } from 'node:child_process'
import { mock } from 'node:test'
import { promisify } from 'node:util'
import '../process/plain-children.js'
import t from 'tap'
import {
    detach,
    type Fiber,
    offload,
    run,
    setThreadLimits,
    type Task,
    threadStatistics,
    toPromise,
} from '../../../fiber/index.js'
import { counter, endless, gated, noThreads, open, until } from './pools.js'

function* work<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
    return yield* offload(fn, ...args)
}

function start<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Task<T> {
    return detach('work', work<A, T>, fn, ...args)
}

/** Ends all threads, so that each test begins without. */
async function reset(): Promise<void> {
    setThreadLimits({ threads: 1, queue: 1000, idle: 0 })
    await noThreads()
    setThreadLimits({ idle: 30_000 })
}

t.beforeEach(reset)

t.test('threadStatistics counts threads, work and results', async t => {
    const { done } = threadStatistics()
    t.same(threadStatistics(), { threads: 0, busy: 0, queued: 0, done })
    t.ok(Object.isFrozen(threadStatistics()))
    const gate = counter()
    const tasks = [start(gated, gate, 'a'), start(gated, gate, 'b'), start(gated, gate, 'c')]
    await until(() => threadStatistics().queued === 2)
    t.same(threadStatistics(), { threads: 1, busy: 1, queued: 2, done })
    open(gate)
    t.same(await Promise.all(tasks.map(task => toPromise(task))), ['a', 'b', 'c'])
    t.same(threadStatistics(), { threads: 1, busy: 0, queued: 0, done: done + 3 })
})

t.test('offload uses a thread again', async t => {
    const id = () => process.getBuiltinModule('node:worker_threads').threadId
    t.equal(await run(work<[], number>, id), await run(work<[], number>, id))
})

t.test('offload serves work in the order of coming, with its arguments as they were then', async t => {
    const gate = counter()
    const order: string[] = []
    const tasks: Task<unknown>[] = [start(gated, gate, 'first')]
    await until(() => threadStatistics().busy === 1)
    const shared = { text: 'second' }
    tasks.push(start((value: { text: string }) => value.text, shared))
    await until(() => threadStatistics().queued === 1)
    shared.text = 'changed'
    tasks.push(start(() => 'third'))
    const ends = tasks.map(async task => order.push((await toPromise(task)) as string))
    open(gate)
    await Promise.all(ends)
    t.same(order, ['first', 'second', 'third'])
})

t.test('offload refuses arguments that cannot be copied also when no thread is free', async t => {
    const gate = counter()
    const first = start(gated, gate, 'first')
    await until(() => threadStatistics().busy === 1)
    const second = start(
        (fn: () => void) => fn(),
        () => {},
    )
    await t.rejects(toPromise(second), { code: 'THREAD_FUNCTION', cause: { name: 'DataCloneError' } })
    t.equal(threadStatistics().queued, 0)
    open(gate)
    t.equal(await toPromise(first), 'first')
})

t.test('offload throws THREAD_LIMIT when too much waits', async t => {
    setThreadLimits({ queue: 1 })
    const gate = counter()
    const first = start(gated, gate, 'first')
    const second = start(gated, gate, 'second')
    const third = start(function tooMuch() {
        return 'third'
    })
    await t.rejects(toPromise(third), {
        code: 'THREAD_LIMIT',
        message: 'Cannot offload tooMuch: 1 pieces of work wait for 1 threads, wanted fewer than 1',
        stack: /at work /,
    })
    open(gate)
    t.same(await Promise.all([toPromise(first), toPromise(second)]), ['first', 'second'])
})

t.test('cancel takes waiting work from the queue, and leaves the thread alone', async t => {
    const gate = counter()
    const ran = counter()
    const first = start(gated, gate, 'first')
    await until(() => threadStatistics().busy === 1)
    const second = start((ran: Int32Array) => Atomics.add(ran, 0, 1), ran)
    const third = start(() => 'third')
    await until(() => threadStatistics().queued === 2)
    second.cancel()
    await t.rejects(toPromise(second), { code: 'FIBER_CANCELLED' })
    t.match(threadStatistics(), { threads: 1, busy: 1, queued: 1 })
    open(gate)
    t.equal(await toPromise(first), 'first')
    t.equal(await toPromise(third), 'third')
    t.equal(Atomics.load(ran, 0), 0)
})

t.test('cancel of running work lets waiting work begin when its thread has ended, and not before', async t => {
    const count = counter()
    const first = start(endless, count)
    await until(() => Atomics.load(count, 0) > 0)
    const second = start(() => 'second')
    await until(() => threadStatistics().queued === 1)
    first.cancel()
    await t.rejects(toPromise(first), { code: 'FIBER_CANCELLED' })
    t.match(threadStatistics(), { threads: 1, busy: 0, queued: 1 }, 'the thread counts until it has ended')
    t.equal(await toPromise(second), 'second')
    t.match(threadStatistics(), { threads: 1, busy: 0, queued: 0 })
})

t.test('a crash does not take waiting work along', async t => {
    const first = start(() => process.exit(7))
    const second = start(() => 'second')
    await t.rejects(toPromise(first), { code: 'THREAD_CRASHED', cause: { message: 'Exit code 7' } })
    t.equal(await toPromise(second), 'second')
})

t.test('setThreadLimits lets more threads begin waiting work at once', async t => {
    const gate = counter()
    const tasks = ['a', 'b', 'c'].map(name => start(gated, gate, name))
    await until(() => threadStatistics().queued === 2)
    setThreadLimits({ threads: 3 })
    t.match(threadStatistics(), { threads: 3, busy: 3, queued: 0 })
    open(gate)
    await Promise.all(tasks.map(task => toPromise(task)))
})

t.test('setThreadLimits lets threads above a lower limit end with their work', async t => {
    setThreadLimits({ threads: 2 })
    const gates = [counter(), counter()] as const
    const tasks = gates.map((gate, i) => start(gated, gate, `work ${i}`))
    await until(() => threadStatistics().busy === 2)
    setThreadLimits({ threads: 1 })
    const last = start(() => 'last')
    await until(() => threadStatistics().queued === 1)
    open(gates[0])
    t.equal(await toPromise(tasks[0]!), 'work 0')
    await until(() => threadStatistics().threads === 1)
    t.match(threadStatistics(), { busy: 1, queued: 1 })
    open(gates[1])
    t.equal(await toPromise(last), 'last')
})

t.test('setThreadLimits refuses what makes no sense, and keeps the limits then', async t => {
    const wrong = [
        [{ threads: 0 }, 'threads is 0, wanted a whole number from 1'],
        [{ threads: 1.5 }, 'threads is 1.5, wanted a whole number from 1'],
        [{ queue: -1 }, 'queue is -1, wanted a whole number from 0'],
        [{ idle: Number.NaN }, 'idle is NaN, wanted milliseconds from 0'],
        [{ threads: 5, idle: -1 }, 'idle is -1, wanted milliseconds from 0'],
    ] as const
    for (const [limits, message] of wrong) {
        const text = `Cannot set the limits of threads: ${message}`
        t.throws(() => setThreadLimits(limits), { name: 'RangeError', message: text })
    }
    const gate = counter()
    const tasks = [start(gated, gate, 'a'), start(gated, gate, 'b')]
    await until(() => threadStatistics().queued === 1)
    t.match(threadStatistics(), { threads: 1, busy: 1 })
    open(gate)
    await Promise.all(tasks.map(task => toPromise(task)))
})

t.test('an idle thread ends after the configured time', async t => {
    mock.timers.enable({ apis: ['setTimeout'] })
    t.teardown(() => mock.timers.reset())
    setThreadLimits({ idle: 5000 })
    await run(work<[], number>, () => 1)
    mock.timers.tick(4999)
    await run(work<[], number>, () => 2)
    mock.timers.tick(4999)
    t.equal(threadStatistics().threads, 1, 'the time begins anew with each piece of work')
    mock.timers.tick(1)
    const { busy, threads } = threadStatistics()
    t.same({ busy, threads }, { busy: 0, threads: 1 }, 'it counts until it has ended')
    const next = run(work<[], string>, () => 'work that came meanwhile')
    t.equal(await next, 'work that came meanwhile')
    mock.timers.tick(5000)
    await noThreads()
})

t.test('an idle thread does not keep the process alive, and work does', async t => {
    const program = `
        import { offload, run, setThreadLimits } from 'ioto-fiber/fiber'
        setThreadLimits({ idle: Infinity })
        run(function* () {
            const slow = () => new Promise(resolve => setTimeout(resolve, 50, 'done'))
            console.log(yield* offload(slow))
        })`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    t.equal(stdout, 'done\n')
})
