import t from 'tap'
import { detach, type Fiber, race, run, sleep, statistics, toPromise, waitForSignal } from '../../../fiber/index.js'
import { Child } from './child.js'

const signals = ['SIGUSR2', 'SIGHUP', 'SIGINT', 'SIGTERM'] as const

/** How many listeners there are: some belong to the test library. */
const listeners = () => signals.map(name => process.listenerCount(name))

t.test('waitForSignal gives the name of the signal that comes first, and stops listening', async t => {
    const before = listeners()
    const task = detach('waiter', function* wait(): Fiber<string> {
        return yield* waitForSignal('SIGHUP', 'SIGUSR2')
    })
    await run(() => sleep(0))
    t.equal(process.listenerCount('SIGHUP'), before[1]! + 1)
    t.match(task.statistics(), { state: 'waiting', waitsFor: 'signal SIGHUP or SIGUSR2' })
    t.match(task.backtrace().toString(), /at wait /)
    process.kill(process.pid, 'SIGUSR2')
    t.equal(await toPromise(task), 'SIGUSR2')
    t.same(listeners(), before)
})

t.test('waitForSignal tells each fiber that waits', async t => {
    const waiters = [1, 2].map(() => run(() => waitForSignal('SIGHUP')))
    await run(() => sleep(0))
    process.kill(process.pid, 'SIGHUP')
    t.same(await Promise.all(waiters), ['SIGHUP', 'SIGHUP'])
})

t.test('waitForSignal stops listening when the fiber is cancelled or another operation was faster', async t => {
    const before = listeners()
    const task = detach('waiter', () => waitForSignal('SIGHUP', 'SIGTERM'))
    await run(() => sleep(0))
    task.cancel('never mind')
    await t.rejects(toPromise(task), { code: 'FIBER_CANCELLED' })
    t.same(listeners(), before)
    const winner = await run(() => race([waitForSignal('SIGHUP'), sleep(1)]))
    t.equal(winner, undefined)
    t.same(listeners(), before)
    t.equal(statistics().live, 0)
})

t.test('waitForSignal throws for a signal that cannot be caught, and leaves no listener behind', async t => {
    const before = listeners()
    await t.rejects(
        run(() => waitForSignal('SIGHUP', 'SIGKILL')),
        { code: 'EINVAL' },
    )
    t.same(listeners(), before)
})

t.test('waitForSignal keeps a process alive that does nothing else, and lets it end afterwards', async t => {
    const child = Child.of(`
        import { run, waitForSignal } from 'ioto-fiber/fiber'
        const waiting = run(() => waitForSignal('SIGINT', 'SIGTERM'))
        setImmediate(() => console.log('waiting'))
        console.log('came', await waiting)`)
    t.teardown(() => child.destroy())
    await child.says(/waiting/)
    child.kill('SIGTERM')
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stdout, 'waiting\ncame SIGTERM\n')
})

t.test('waitForSignal leaves a second Ctrl-C its usual effect', async t => {
    const child = Child.of(`
        import { run, sleep, waitForSignal } from 'ioto-fiber/fiber'
        setImmediate(() => console.log('waiting'))
        run(function* () {
            yield* waitForSignal('SIGINT')
            console.log('cleaning up')
            yield* sleep(1e6)
        })`)
    t.teardown(() => child.destroy())
    await child.says(/waiting/)
    child.kill('SIGINT')
    await child.says(/cleaning up/)
    child.kill('SIGINT')
    t.same(await child.ended, { code: null, signal: 'SIGINT' })
})
