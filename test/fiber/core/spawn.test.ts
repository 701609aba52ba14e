import t from 'tap'
import {
    current,
    detach,
    type Fiber,
    now,
    onUncaught,
    run,
    setFiberLimit,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'spawn begins when the running code suspends, behind the fibers that are ready', function* (t) {
    const log: string[] = []
    const note = function* (name: string): Fiber {
        log.push(name)
    }
    spawn(note, 'a')
    spawn(note, 'b')
    log.push('main')
    yield* yieldNow()
    t.same(log, ['main', 'a', 'b'])
})

t.test('spawn outside fibers begins when the running code has returned', async t => {
    const log: string[] = []
    const task = spawn(function* () {
        log.push('fiber')
    })
    log.push('main')
    t.equal(task.parent, null)
    t.equal(task.state, 'ready')
    await Promise.resolve()
    t.same(log, ['main', 'fiber'])
    t.equal(task.state, 'done')
})

t.test(
    'spawn outside fibers begins when the running code has returned, though something else is woken meanwhile',
    async t => {
        const log: string[] = []
        const waiting = detach('waiting', function* () {
            try {
                yield* sleep(1000)
            } finally {
                log.push('cancelled')
            }
        })
        await run(() => yieldNow())
        spawn(function* () {
            log.push('fiber')
        })
        waiting.cancel()
        log.push('main')
        // Two turns: on a busy machine a slice may be over after one step.
        await new Promise(setImmediate)
        await new Promise(setImmediate)
        t.same(log, ['main', 'fiber', 'cancelled'])
    },
)

fiberTest(t, 'spawn passes arguments and gives a task with the result', function* (t) {
    const task = spawn(
        function* add(a: number, b: number): Fiber<number> {
            return a + b
        },
        2,
        3,
    )
    t.equal(task.name, 'add')
    t.equal(yield* task.join(), 5)
})

fiberTest(t, 'spawn makes a child that ends before its parent does', function* (t) {
    const start = now()
    const parent = detach('parent', function* (): Fiber<string> {
        const child = spawn(sleep, 20)
        t.equal(child.parent, current())
        return 'result'
    })
    t.equal(yield* parent.join(), 'result')
    t.equal(now() - start, 20)
})

fiberTest(t, 'detach makes a fiber that outlives the one that started it', function* (t) {
    const start = now()
    let orphan: ReturnType<typeof detach> | undefined
    yield* spawn(function* () {
        orphan = detach('orphan', sleep, 20)
    }).join()
    t.equal(now(), start)
    t.equal(orphan!.name, 'orphan')
    t.equal(orphan!.parent, null)
    yield* orphan!.join()
    t.equal(now() - start, 20)
})

fiberTest(t, 'detach reports a failure to the root handler, and disturbs nobody', function* (t) {
    const heard: string[] = []
    onUncaught(({ error, task, kind }) => heard.push(`${kind} ${task.name} ${(error as Error).message}`))
    detach('orphan', function* () {
        throw new Error('failed')
    })
    yield* sleep(1)
    t.same(heard, ['uncaught orphan failed'])
})

fiberTest(t, 'setFiberLimit bounds the number of fibers that live', function* (t) {
    const former = setFiberLimit(statistics().live + 2)
    try {
        const tasks = [spawn(sleep, 10), spawn(sleep, 10)]
        t.throws(() => spawn(sleep, 10), {
            code: 'FIBER_LIMIT',
            message: /^Cannot start fiber sleep: \d+ fibers live, wanted fewer than the limit$/,
        })
        t.throws(() => detach('named', sleep, 10), { code: 'FIBER_LIMIT', message: /^Cannot start fiber named/ })
        tasks[0]!.cancel()
        yield* spawn(sleep, 1).join()
    } finally {
        t.equal(setFiberLimit(former) > 0, true)
    }
})
