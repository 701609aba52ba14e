import { spawnSync } from 'node:child_process'
import '../process/plain-children.js'
import t from 'tap'
import { watch } from '../../../fiber/core/watch-loop.js'
import {
    describeLongSlice,
    detach,
    Event,
    type Fiber,
    type LongSlice,
    run,
    sleep,
    spawn,
    statistics,
    type Task,
    watchLoop,
    yieldNow,
} from '../../../fiber/index.js'

const limit = 20

/** Holds the thread. */
function hold(ms: number): void {
    const end = performance.now() + ms
    while (performance.now() < end) {}
}

function watched(): LongSlice[] {
    const slices: LongSlice[] = []
    watchLoop(limit, slice => slices.push(slice))
    return slices
}

/** The reports in which a fiber is suspected. On a busy machine others come up as well: who is not given the processor holds it too. */
function of(slices: readonly LongSlice[], { id }: { readonly id: number }): LongSlice[] {
    return slices.filter(
        ({ duration, suspects }) => duration >= limit * 2 && suspects.some(suspect => suspect.id === id),
    )
}

t.after(() => watchLoop(100, () => {}))

t.test('watchLoop names a few candidates of those that events wake in a busy process', async t => {
    const slices: LongSlice[] = []
    watchLoop(Infinity)
    const event = new Event()
    let holds = false
    const task = detach('blocker', function* () {
        for (;;) {
            yield* event.wait()
            if (holds) {
                holds = false
                hold(limit * 2)
            }
        }
    })
    await new Promise(setImmediate)
    const wakes = (count: number): void => {
        for (let i = 0; i < count; i++) {
            event.emit()
        }
    }
    // So many and so fast that the clock is read less often. (First test of the file: after an offence everything is timed for a while.)
    for (let i = 0; i < 1000 && watch.stride === 0; i++) {
        wakes(1000)
    }
    t.not(watch.stride, 0, 'the clock is read less often')
    watchLoop(limit, slice => slices.push(slice))
    holds = true
    wakes(32)
    task.cancel()
    const [first] = of(slices, task)
    t.ok(first !== undefined && first.suspects.length <= 16)
    t.equal(watch.stride, 0, 'everything is timed after an offence')
})

t.test('watchLoop tells which fiber held the thread, and where it waits now', async t => {
    const slices = watched()
    function* blocker(): Fiber {
        yield* sleep(1)
        hold(limit * 2)
        yield* sleep(1)
    }
    const task = await run(function* (): Fiber<Task<void>> {
        const bystanders = Array.from({ length: 5 }, () => spawn(sleep, 1))
        const task = spawn(blocker)
        yield* task.join()
        t.equal(bystanders.length, 5)
        return task
    })
    const [slice] = of(slices, task) as [LongSlice]
    const { duration, suspects } = slice
    t.match(suspects, [{ id: task.id, name: 'blocker' }])
    t.equal(suspects.length, 1, 'exactly')
    t.equal(suspects[0]!.backtrace!.waitsFor, 'sleep')
    t.equal(suspects[0]!.backtrace!.frames[0]!.function, 'blocker')
    t.ok(statistics().longestSlice >= duration)
    const text = describeLongSlice(slice)
    t.match(
        text,
        /^The thread was held for \d+ ms \(limit 20 ms\) by fiber \d+ blocker, now at\n {4}at blocker \(.*watch-loop\.test/,
    )
})

t.test('watchLoop tells of a fiber that an event woke, apart from those that it woke in turn', async t => {
    const slices = watched()
    const event = new Event()
    const next = new Event()
    const task = detach('blocker', function* () {
        yield* event.wait()
        next.emit()
        hold(limit * 2)
    })
    detach('innocent', () => next.wait())
    while (next.waiting === 0) {
        await new Promise(setImmediate)
    }
    event.emit()
    const [slice] = of(slices, task)
    t.match(slice, { suspects: [{ id: task.id, name: 'blocker', backtrace: null }] })
    t.equal(slice!.suspects.length, 1)
})

t.test('watchLoop tells of a fiber that holds the thread in its clean-up', async t => {
    const slices = watched()
    const task = detach('blocker', function* () {
        try {
            yield* sleep(1000)
        } finally {
            hold(limit * 2)
            yield* sleep(1)
        }
    })
    await run(function* () {
        yield* yieldNow()
        task.cancel()
        yield* sleep(5)
    })
    t.equal(of(slices, task)[0]!.suspects.length, 1)
})

t.test('watchLoop names a few candidates when a busy process is not timed at each step, then the one', async t => {
    const slices: LongSlice[] = []
    watchLoop(Infinity)
    // Busy enough, for long enough, for the clock to be read less often.
    await run(function* () {
        const tasks = Array.from({ length: 200 }, () =>
            spawn(function* () {
                for (let i = 0; i < 300; i++) {
                    yield* yieldNow()
                }
            }),
        )
        for (const task of tasks) {
            yield* task.join()
        }
        watchLoop(limit, slice => slices.push(slice))
        const found: LongSlice[] = []
        for (let round = 0; round < 2; round++) {
            const tasks = Array.from({ length: 40 }, (_, n) =>
                spawn(function* (): Fiber {
                    if (n === 29) {
                        hold(limit * 2)
                    }
                }),
            )
            yield* yieldNow()
            yield* tasks[39]!.join()
            found.push(of(slices, tasks[29]!)[0]!)
        }
        const [first, second] = found as [LongSlice, LongSlice]
        t.ok(first.suspects.length <= 16)
        t.equal(second.suspects.length, 1, 'exactly, since the first offence')
        t.match(describeLongSlice(first), first.suspects.length > 1 ? /by one of:\n/ : /by fiber/)
    })
})

t.test('watchLoop: a handler that throws is an uncaught exception, and the fibers go on', async t => {
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const uncaught: unknown[] = []
    process.on('uncaughtException', error => uncaught.push(error))
    watchLoop(limit, () => {
        throw new Error('handler failed')
    })
    const result = await run(function* (): Fiber<number> {
        hold(limit * 2)
        yield* sleep(1)
        return 7
    })
    t.equal(result, 7)
    watchLoop(Infinity)
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    t.match(uncaught[0], { message: 'handler failed' })
    process.removeAllListeners('uncaughtException')
    for (const other of others) {
        process.on('uncaughtException', other)
    }
})

t.test('watchLoop of Infinity reports nothing', async t => {
    const slices: LongSlice[] = []
    watchLoop(Infinity, slice => slices.push(slice))
    await run(function* () {
        hold(limit * 2)
        yield* yieldNow()
    })
    t.same(slices, [])
})

t.test('watchLoop writes a warning to the console when no handler is given', async t => {
    const url = new URL('../../../fiber/index.js', import.meta.url).href
    const program = `
        import { run, watchLoop, yieldNow } from ${JSON.stringify(url)}
        watchLoop(20)
        await run(function* blocker() {
            for (const end = performance.now() + 50; performance.now() < end; );
            yield* yieldNow()
        })`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    t.equal(stdout, '')
    t.match(stderr, /^The thread was held for \d+ ms \(limit 20 ms\) by fiber \d+ blocker/)
})
