import { Worker } from 'node:worker_threads'
import t from 'tap'
import { onReport, R_ERR_BAD_ARGS, R_ERR_CANT_CREATE } from '../../../fiber/compat/index.js'
import { rGetCurrentThread, rGetMainThread, rIsForeignThread } from '../../../fiber/compat/c.js'
import { current, run, sleep, spawn } from '../../../fiber/index.js'
import { rCreateThread, rSpawnThread } from '../../../fiber/thread/c.js'
import { Child } from '../process/child.js'

const worker = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`)
const answer = (text: string) =>
    worker(`import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage(${text})`)

const said: string[] = []
t.beforeEach(() => {
    said.length = 0
    onReport((type, source, message) => said.push(`${type} ${source}: ${message}`))
})
t.teardown(() => onReport(null))

t.test('rSpawnThread gives the value of a function, or that of its promise, while other fibers go on', async t => {
    await run(function* () {
        let turns = 0
        const other = spawn(function* () {
            for (;;) {
                turns++
                yield* sleep(0)
            }
        })
        t.equal(yield* rSpawnThread((arg: number) => arg + 1, 1), 2)
        t.equal(yield* rSpawnThread(async (arg: number) => arg + 1, 2), 3)
        t.equal(yield* rSpawnThread(() => current()), null, 'it runs outside any fiber')
        t.ok(turns > 1)
        other.cancel()
    })
    t.strictSame(said, [])
})

t.test('rSpawnThread gives the first message of a worker: by URL, file name, or made by the caller', async t => {
    await run(function* () {
        t.equal(yield* rSpawnThread(answer('workerData * 2'), 21), 42)
        t.equal(yield* rSpawnThread(new Worker(answer('"made"')), null), 'made')
        const file = new URL('./fixtures/doubles.js', import.meta.url).pathname
        t.strictSame(yield* rSpawnThread(file, [1, 2]), { doubled: [2, 4], foreign: true, thread: true })
    })
    t.notOk(rIsForeignThread())
    t.equal(rGetCurrentThread(), rGetMainThread())
})

t.test('rSpawnThread gives null for what fails, and logs it', async t => {
    await run(function* () {
        for (const proc of [
            () => {
                throw new Error('thrown')
            },
            () => Promise.reject(new Error('rejected')),
            () => Promise.reject(Object.create(null)),
            worker('throw new Error("in the worker")'),
            worker('process.exit(3)'),
            'no-file-of-that-name',
        ]) {
            t.equal(yield* rSpawnThread(proc), null)
        }
    })
    t.match(said, [
        'error thread: thread failed: thrown',
        'error thread: thread failed: rejected',
        'error thread: thread failed: [object Object]',
        'error thread: thread failed: in the worker',
        'error thread: thread failed: the worker ended with exit code 3 and no message',
        /error thread: thread failed: .*no-file-of-that-name/,
    ])
})

t.test('rSpawnThread takes NULL and what is no function at all', async t => {
    await run(function* () {
        for (const proc of [null, undefined, 0, -1, {}, []]) {
            t.equal(yield* rSpawnThread(proc as never), null)
        }
    })
})

t.test('rSpawnThread of a fiber that is cancelled ends the worker, which would keep the process alive', async t => {
    const child = Child.of(`
        import { rSpawnThread } from 'ioto-fiber/c'
        import { run, sleep, spawn } from 'ioto-fiber/fiber'
        await run(function* () {
            const task = spawn(() => rSpawnThread(new URL('data:text/javascript,setInterval(() => {}, 1000)')))
            yield* sleep(1)
            task.cancel()
        })
        console.log('cancelled')`)
    t.teardown(() => child.destroy())
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.stdout, 'cancelled\n')
})

t.test('rCreateThread does not wait, and logs a failure under its name', async t => {
    const done = new Promise(resolve => t.equal(rCreateThread('worker', resolve, 'data'), 0))
    t.equal(await done, 'data')
    rCreateThread('broken', () => {
        throw new Error('thrown')
    })
    t.strictSame(said, [], 'nothing has run')
    await run(() => sleep(1))
    t.strictSame(said, ['error thread: broken failed: thrown'])
    t.equal(rCreateThread('none', 'relative name', null), R_ERR_CANT_CREATE)
    t.equal(rCreateThread('none', null as never), R_ERR_BAD_ARGS)
})
