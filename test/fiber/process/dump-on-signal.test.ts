import t from 'tap'
import { detach, dumpOnSignal, type Fiber, sleep } from '../../../fiber/index.js'
import { Child } from './child.js'

t.test('dumpOnSignal writes the fibers with their calls at each SIGUSR2, until it is ended', async t => {
    const before = process.listenerCount('SIGUSR2')
    const task = detach('sleeper', function* rest(): Fiber<void> {
        yield* sleep(1e6)
    })
    for (let count = 1; count <= 2; count++) {
        const text = await new Promise<string>(resolve => {
            const stop = dumpOnSignal(text => {
                stop()
                resolve(text)
            })
            process.kill(process.pid, 'SIGUSR2')
        })
        t.match(text, /^1 fibers\nfiber \d+ sleeper: sleeping, [\d.]+ s\n {4}at rest \(.*dump-on-signal\.test/)
        t.equal(process.listenerCount('SIGUSR2'), before)
    }
    task.cancel()
})

t.test('dumpOnSignal writes to standard error, and does not keep the process alive', async t => {
    const child = Child.of(`
        import { dumpOnSignal, run, sleep, waitForSignal } from 'ioto-fiber/fiber'
        dumpOnSignal()
        setImmediate(() => console.log('waiting'))
        run(function* main() {
            yield* waitForSignal('SIGTERM')
        })`)
    t.teardown(() => child.destroy())
    await child.says(/waiting/)
    child.kill('SIGUSR2')
    await child.says(/^1 fibers\nfiber 1 main: waiting for signal SIGTERM, [\d.]+ s\n {4}at main /m, 'stderr')
    child.kill('SIGTERM')
    t.same(await child.ended, { code: 0, signal: null })
})
