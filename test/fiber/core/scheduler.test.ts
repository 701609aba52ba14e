import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import '../process/plain-children.js'
import t from 'tap'
import {
    batch,
    current,
    detach,
    Event,
    type Fiber,
    fiberOf,
    flushAtSliceEnd,
    fromPromise,
    isIdle,
    Leaf,
    type Move,
    now,
    RealClock,
    ready,
    run,
    SUSPEND,
    sleep,
    spawn,
    startTimer,
    statistics,
    stopTimer,
    type Task,
    Timer,
    toPromise,
    useClock,
    wake,
    wakeLater,
    wallTime,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest, VirtualClock, virtually } from '../../../fiber/testing/index.js'

/** Lets everything that is ready run. More than one turn, since on a busy machine a slice may be over after one step. */
async function turn(): Promise<void> {
    for (let i = 0; i < 4; i++) {
        await new Promise(setImmediate)
    }
}

/** Waits until it is woken `times` times. */
class Wakes extends Leaf<number> {
    seen = 0
    readonly times: number

    constructor(times = 1) {
        super()
        this.times = times
    }

    describe(): string {
        return 'wakes'
    }

    protected begin(): Move<number> {
        return SUSPEND
    }

    protected again(): Move<number> {
        return ++this.seen < this.times ? SUSPEND : ready(this.seen)
    }

    protected release(): void {}
}

/** The next uncaught exceptions of the process, which tap would take for failed tests. */
async function uncaughtOf(fn: () => unknown): Promise<unknown[]> {
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const caught: unknown[] = []
    const listener = (error: unknown) => caught.push(error)
    process.on('uncaughtException', listener)
    await fn()
    await turn()
    await turn()
    process.off('uncaughtException', listener)
    for (const other of others) {
        process.on('uncaughtException', other)
    }
    return caught
}

fiberTest(t, 'scheduler: starts, wakes, yieldNow and sleep(0) share one queue, first in first out', function* (t) {
    const log: string[] = []
    const event = new Event()
    function* note(name: string, wait?: () => ReturnType<typeof sleep>): Fiber {
        if (wait !== undefined) {
            yield* wait()
        }
        log.push(name)
    }
    spawn(note, 'event', () => event.wait())
    yield* yieldNow()
    spawn(note, 'start')
    spawn(note, 'yield', yieldNow)
    event.emit()
    spawn(note, 'sleep', () => sleep(0))
    spawn(note, 'last')
    yield* yieldNow()
    log.push('main')
    yield* yieldNow()
    t.same(log, ['start', 'event', 'last', 'main', 'yield', 'sleep'])
})

t.test('scheduler: an event callback runs the fiber that it wakes at once, when nothing else is ready', async t => {
    const log: string[] = []
    const op = new Wakes()
    const task = detach('waiter', function* () {
        yield* op
        log.push('fiber')
    })
    await turn()
    wake(task as Task)
    log.push('callback')
    t.same(log, ['fiber', 'callback'])
    t.equal(current(), null)
})

t.test('scheduler: an event callback queues the fiber that it wakes behind those that are ready', async t => {
    const log: string[] = []
    const note = function* (name: string): Fiber {
        log.push(name)
    }
    const task = detach('waiter', function* () {
        yield* new Wakes()
        log.push('woken')
    })
    await turn()
    spawn(note, 'a')
    wake(task as Task)
    log.push('callback')
    await turn()
    t.same(log, ['callback', 'a', 'woken'])
})

t.test('wakeLater never runs the fiber before it returns', async t => {
    const log: string[] = []
    const task = detach('waiter', function* () {
        yield* new Wakes()
        log.push('fiber')
    })
    await turn()
    wakeLater(task as Task)
    wakeLater(task as Task)
    log.push('callback')
    await turn()
    t.same(log, ['callback', 'fiber'])
})

t.test('wake of a fiber that is queued, or over, does nothing', async t => {
    const op = new Wakes(3)
    const task = detach('waiter', () => op) as Task
    await turn()
    batch(() => {
        wake(task)
        wake(task)
        wakeLater(task)
    })
    t.equal(op.seen, 1)
    wake(task)
    wake(task)
    t.equal(task.state, 'done')
    const { switches } = statistics()
    wake(task)
    wakeLater(task)
    await turn()
    t.equal(statistics().switches, switches)
})

t.test('scheduler: a fiber never runs inside another one', async t => {
    let depth = 0
    let deepest = 0
    const events = Array.from({ length: 20 }, () => new Event())
    function* chained(n: number): Fiber {
        yield* events[n]!.wait()
        deepest = Math.max(deepest, ++depth)
        t.equal(current()!.name, 'chained')
        events[n + 1]?.emit()
        depth--
    }
    const tasks = events.map((_, n) => spawn(chained, n))
    await turn()
    events[0]!.emit()
    await Promise.all(tasks.map(toPromise))
    t.equal(deepest, 1)
})

t.test('current is the running fiber while its code runs, also in clean-up and in callbacks of others', async t => {
    t.equal(current(), null)
    const seen: (string | undefined)[] = []
    const see = () => seen.push(current()?.name)
    const victim = detach('victim', function* () {
        try {
            yield* fromPromise(signal => {
                signal.addEventListener('abort', see)
                return new Promise(() => {})
            })
        } finally {
            see()
        }
    })
    await turn()
    await run(function* () {
        see()
        victim.cancel()
        see()
        yield* yieldNow()
        see()
    })
    t.same(seen, ['run', 'run', 'victim', 'victim', 'run'])
    t.equal(current(), null)
})

t.test('fiberOf refuses operations outside fibers', async t => {
    t.throws(
        () =>
            sleep(1)
                [Symbol.iterator]()
                .next(undefined as never),
        {
            code: 'FIBER_MISUSE',
            message: 'Cannot begin Sleep: no fiber is running, start one with spawn',
        },
    )
    t.throws(() => fiberOf(new Wakes()), { code: 'FIBER_MISUSE', message: /^Cannot begin Wakes/ })
    t.throws(() => [...(new Event().wait() as Iterable<unknown>)], { code: 'FIBER_MISUSE' })
})

fiberTest(t, 'scheduler: the ready queue grows and wraps around', function* (t) {
    const expected: number[] = []
    const log: number[] = []
    function* note(n: number): Fiber {
        log.push(n)
    }
    let next = 0
    // Sizes around powers of two, from changing places of the ring.
    for (const size of [1, 3, 63, 64, 65, 127, 200, 5, 1000, 1023, 1024, 1025, 2, 3000]) {
        for (let i = 0; i < size; i++) {
            expected.push(next)
            spawn(note, next++)
        }
        yield* yieldNow()
        t.equal(log.length, next)
    }
    t.same(log, expected)
    t.ok(statistics().readyHighWater >= 2900)
    t.equal(statistics().ready, 0)
})

t.test('scheduler: promises, timers and setImmediate have their turn while fibers are busy', async t => {
    let stop = false
    let turns = 0
    const busy = Array.from({ length: 10 }, () =>
        spawn(function* () {
            while (!stop) {
                turns++
                yield* yieldNow()
            }
        }),
    )
    const log: string[] = []
    setImmediate(() => log.push('immediate'))
    void delay(1).then(() => log.push('timeout'))
    const sleeper = spawn(function* () {
        yield* sleep(1)
        log.push('sleep')
    })
    await turn()
    await turn()
    t.ok(log.includes('immediate'))
    await delay(5)
    await toPromise(sleeper)
    t.same([...log].sort(), ['immediate', 'sleep', 'timeout'])
    t.ok(turns > 100, 'the fibers went on')
    stop = true
    await Promise.all(busy.map(toPromise))
})

t.test('batch runs the fibers that are woken in it when it is over', async t => {
    const log: string[] = []
    const [a, b] = ['a', 'b'].map(name =>
        detach(name, function* () {
            yield* new Wakes()
            log.push(name)
        }),
    ) as [Task, Task]
    await turn()
    batch(() => {
        wake(b)
        batch(() => wake(a))
        log.push('end of batch')
    })
    t.same(log.slice(0, 2), ['end of batch', 'b'])
    await turn()
    t.same(log, ['end of batch', 'b', 'a'])
})

t.test('batch whose function throws leaves the scheduler in order', async t => {
    const task = detach('waiter', () => new Wakes()) as Task
    await turn()
    t.throws(
        () =>
            batch(() => {
                wake(task)
                throw new Error('in the batch')
            }),
        { message: 'in the batch' },
    )
    t.equal(task.state, 'done')
    t.ok(isIdle())
})

t.test('batch runs nothing before it returns when other fibers were ready before', async t => {
    const log: string[] = []
    const task = detach('waiter', function* () {
        yield* new Wakes()
        log.push('woken')
    }) as Task
    await turn()
    spawn(function* () {
        log.push('spawned')
    })
    batch(() => wake(task))
    log.push('main')
    await turn()
    t.same(log, ['main', 'spawned', 'woken'])
})

t.test('flushAtSliceEnd calls once, at the end of the slice', async t => {
    const log: string[] = []
    const flushable = { flush: () => log.push('flush') }
    await run(function* () {
        flushAtSliceEnd(flushable)
        log.push('a')
        spawn(function* () {
            log.push('b')
        })
        yield* yieldNow()
        log.push('c')
    })
    // Where the slice ends depends on the time that these have taken; behind the step that asked, in any case.
    t.same([...log].sort(), ['a', 'b', 'c', 'flush'])
    t.ok(log.indexOf('flush') > log.indexOf('a'))
    flushAtSliceEnd(flushable)
    log.push('main')
    await turn()
    t.same(log.slice(4), ['main', 'flush'])
})

t.test('flushAtSliceEnd: what a flush asks for is done the next time, fibers that it wakes are queued', async t => {
    const log: string[] = []
    const task = detach('waiter', function* () {
        yield* new Wakes()
        log.push('woken')
    }) as Task
    await turn()
    const again = { flush: () => log.push('again') }
    flushAtSliceEnd({
        flush() {
            flushAtSliceEnd(again)
            wake(task)
            log.push('flush')
        },
    })
    await turn()
    await turn()
    t.same([...log].sort(), ['again', 'flush', 'woken'])
    t.equal(log[0], 'flush')
})

t.test('flushAtSliceEnd: a flush that throws is an uncaught exception, and disturbs no others', async t => {
    const log: string[] = []
    const caught = await uncaughtOf(async () => {
        const task = run(function* () {
            flushAtSliceEnd({
                flush() {
                    throw new Error('flush failed')
                },
            })
            flushAtSliceEnd({ flush: () => log.push('flush') })
            yield* sleep(1)
            log.push('fiber')
        })
        await task
    })
    t.match(caught, [{ message: 'flush failed' }])
    t.same(log, ['flush', 'fiber'])
})

fiberTest(t, 'flushAtSliceEnd works in the fire of a timer', function* (t) {
    const log: string[] = []
    class Flusher extends Timer {
        fire(): void {
            flushAtSliceEnd({ flush: () => log.push('flush') })
        }
    }
    startTimer(new Flusher(), 10)
    yield* sleep(20)
    t.same(log, ['flush'])
})

t.test('startTimer and stopTimer work outside fibers, on the real clock', async t => {
    const fired: string[] = []
    class Note extends Timer {
        readonly name: string
        constructor(name: string) {
            super()
            this.name = name
        }
        fire(): void {
            fired.push(this.name)
        }
    }
    const [a, b, c] = [new Note('a'), new Note('b'), new Note('c')]
    startTimer(a, 5)
    startTimer(b, 1)
    startTimer(c, 1)
    stopTimer(c)
    stopTimer(c)
    t.equal(statistics().timers, 2)
    startTimer(a, 2)
    t.equal(statistics().timers, 2, 'started again: moved')
    await delay(20)
    t.same(fired, ['b', 'a'])
    t.equal(statistics().timers, 0)
})

t.test('startTimer: a timer whose fire throws is an uncaught exception, and others go on', async t => {
    class Broken extends Timer {
        fire(): void {
            throw new Error('fire failed')
        }
    }
    const log: string[] = []
    const caught = await uncaughtOf(async () => {
        await run(function* () {
            startTimer(new Broken(), 1)
            yield* sleep(1)
            log.push('same millisecond')
            yield* sleep(1)
            log.push('later')
        })
    })
    t.match(caught, [{ message: 'fire failed' }])
    t.same(log, ['same millisecond', 'later'])
})

t.test('useClock refuses to leave running timers behind', async t => {
    await virtually(function* () {
        const task = spawn(sleep, 10)
        yield* yieldNow()
        t.throws(() => useClock(new RealClock()), {
            code: 'FIBER_MISUSE',
            message: 'Cannot replace the clock: 1 timers are running, wanted none',
        })
        yield* task.join()
        const clock = new VirtualClock({ now: 5, time: 77 })
        const former = useClock(clock)
        t.equal(now(), 5)
        t.equal(wallTime(), 77)
        t.equal(useClock(former), clock)
    })
})

t.test('statistics count what happens', async t => {
    const before = statistics()
    await virtually(function* () {
        const failing = detach('failing', function* () {
            throw new Error('failed')
        })
        const cancelled = detach('cancelled', sleep, 10)
        yield* yieldNow()
        cancelled.cancel()
        try {
            yield* failing.join()
        } catch {}
        t.equal(statistics().live - before.live, 2)
        t.equal(statistics().timers, 1)
    }).catch(error => t.match(error, { message: 'failed' }))
    const after = statistics()
    t.ok(Object.isFrozen(after))
    t.equal(after.spawned - before.spawned, 3)
    t.equal(after.ended - before.ended, 3)
    t.equal(after.failed - before.failed, 1)
    t.equal(after.cancelled - before.cancelled, 1)
    t.equal(after.live, before.live)
    t.equal(after.timers, 0)
    t.ok(after.switches - before.switches >= 5)
})

t.test('scheduler: a program without timers lets the process end', async t => {
    const url = new URL('../../../fiber/index.js', import.meta.url).href
    const program = `
        const { run, sleep, spawn, deadline } = await import(${JSON.stringify(url)})
        await run(function* () { yield* deadline(3600000, sleep(1)); spawn(sleep, Infinity).cancel() })
        spawn(sleep, Infinity)
        console.log('end')`
    t.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }), 'end\n')
})

t.test('stopTimer of the last timer, outside of slices, lets the process end', async t => {
    const url = new URL('../../../fiber/index.js', import.meta.url).href
    const program = `
        const { startTimer, stopTimer, Timer } = await import(${JSON.stringify(url)})
        const timer = new (class extends Timer { fire() {} })()
        startTimer(timer, 3600000)
        setImmediate(() => stopTimer(timer))
        console.log('end')`
    t.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }), 'end\n')
})
