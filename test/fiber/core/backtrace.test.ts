import t from 'tap'
import {
    Backtrace,
    Channel,
    cleanStack,
    current,
    deadline,
    detach,
    dumpFibers,
    Event,
    type Fiber,
    fromPromise,
    Latch,
    Mutex,
    type Op,
    PROBE,
    run,
    Semaphore,
    type Step,
    SUSPEND,
    scope,
    select,
    shield,
    sleep,
    spawn,
    type Task,
    toPromise,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

/** Five functions deep. The body is what the innermost one does. */
function* one(body: () => Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    return yield* two(body)
}
function* two(body: () => Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    return yield* three(body)
}
function* three(body: () => Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    return yield* four(body)
}
function* four(body: () => Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    return yield* five(body)
}
function* five(body: () => Op<unknown> | Fiber<unknown>): Fiber<unknown> {
    return yield* body()
}

const calls = ['five', 'four', 'three', 'two', 'one']

/** The lines of this file in which the five calls are, found by looking at the text of the functions. */
const here = /backtrace\.test\.(ts|js)$/

function names(backtrace: Backtrace): string[] {
    return backtrace.frames.map(frame => frame.function)
}

fiberTest(t, 'an error thrown five calls deep after two suspensions shows all five with file and line', function* (t) {
    const task = detach('thrower', () =>
        one(function* thrower() {
            yield* sleep(1)
            yield* sleep(1)
            throw new Error('deep')
        }),
    )
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        const { stack } = error as Error
        for (const name of ['thrower', ...calls]) {
            t.match(stack, new RegExp(`at ${name} \\(.*backtrace\\.test\\.[tj]s:\\d+:\\d+\\)`))
        }
        cleanStack(error)
        const lines = (error as Error).stack!.split('\n')
        t.equal(lines[0], 'Error: deep')
        t.same(
            lines.slice(1, 7).map(line => line.trim().split(' ')[1]),
            ['thrower', ...calls],
            'and nothing else',
        )
        t.ok(lines.slice(1).every(line => line.includes('backtrace.test')))
        t.ok(lines.length <= 8)
    }
})

fiberTest(t, 'an error that an operation throws shows the calls that wait in it', function* (t) {
    const task = detach('waiter', () => one(() => deadline(5, sleep(100))))
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        for (const name of calls) {
            t.match((error as Error).stack, new RegExp(`at ${name} \\(`))
        }
    }
})

fiberTest(t, 'backtrace gives the calls of a waiting fiber with file and line, and changes nothing', function* (t) {
    const channel = new Channel<string>(0, 'mail')
    const task = spawn(one, () => channel.receive())
    yield* yieldNow()
    for (let i = 0; i < 3; i++) {
        const backtrace = task.backtrace()
        t.same(names(backtrace).slice(0, 5), calls)
        t.equal(backtrace.waitsFor, 'mail.receive')
        for (const [n, { file, line, column }] of backtrace.frames.slice(0, 5).entries()) {
            t.match(file, here)
            t.ok(line > 0 && column > 0)
            if (n > 0 && n < 5) {
                t.equal(backtrace.frames[n - 1]!.line - line, 3, 'the functions are three lines apart')
            }
        }
        t.match(backtrace.toString(), /^ {4}at five \(.*:\d+:\d+\)\n {4}at four/)
    }
    t.equal(channel.statistics().receivers, 1)
    yield* channel.send('value')
    t.equal(yield* task.join(), 'value')
})

const places: Record<string, (op: () => Op<unknown>) => Op<unknown> | Fiber<unknown>> = {
    deadline: op => deadline(1000, one(op)),
    'nested deadlines': op => deadline(1000, deadline(1000, one(op))),
    scope: op => scope(() => one(op)),
    shield: op => shield(one(op)),
    'all of them': op =>
        deadline(
            1000,
            scope(() => shield(deadline(1000, one(op)))),
        ),
    select: op => one(() => select({ op: op(), late: sleep(1000) })),
}

for (const [name, place] of Object.entries(places)) {
    fiberTest(t, `backtrace sees the calls inside and around ${name}`, function* (t) {
        const event = new Event('news')
        function* outer(): Fiber {
            yield* place(() => event.wait())
        }
        const task = spawn(outer)
        yield* yieldNow()
        const { waitsFor } = task.backtrace()
        t.match(waitsFor, name === 'select' ? 'select of op, late' : 'news')
        t.same(names(task.backtrace()).slice(0, 5), calls)
        t.equal(names(task.backtrace()).at(-1), 'outer')
        event.emit()
        yield* task.join()
    })

    fiberTest(t, `backtrace sees the calls of clean-up inside ${name}`, function* (t) {
        const log: string[] = []
        function* tidy(): Fiber {
            yield* sleep(10)
            log.push('is clean')
        }
        function* inner(): Fiber {
            try {
                yield* place(() => sleep(500))
            } finally {
                yield* place(() => sleep(5))
                yield* tidy()
            }
        }
        function* outer(): Fiber {
            try {
                yield* scope(inner)
            } finally {
                yield* tidy()
            }
        }
        const task = detach('victim', outer)
        yield* sleep(1)
        task.cancel()
        const seen = new Set<string>()
        while (task.state !== 'done') {
            seen.add(names(task.backtrace()).join(' '))
            yield* sleep(2)
        }
        t.same(log, ['is clean', 'is clean'])
        const order = [...seen].filter(text => text !== '')
        t.match(order[0], /^five four three two one inner outer/)
        t.ok(order.some(text => text.startsWith('tidy inner outer')))
        t.equal(order.at(-1), 'tidy outer')
    })
}

fiberTest(t, 'backtrace of a fiber that is new, ready, closing or over', function* (t) {
    const fresh = spawn(one, () => sleep(1))
    t.same(fresh.backtrace(), new Backtrace([], null))
    const event = new Event()
    const woken = spawn(one, () => event.wait())
    const closing = spawn(function* () {
        spawn(sleep, 10)
    })
    yield* yieldNow()
    event.emit()
    t.equal(woken.state, 'ready')
    t.same(names(woken.backtrace()).slice(0, 5), calls)
    t.same(closing.backtrace(), new Backtrace([], 'the end of its children'))
    yield* sleep(20)
    t.same(fresh.backtrace(), new Backtrace([], null))
    t.same(woken.backtrace(), new Backtrace([], null))
})

fiberTest(t, 'backtrace of the running fiber shows where it is, without the runtime', function* (t) {
    let seen: Backtrace | undefined
    function look(): void {
        seen = current()!.backtrace()
    }
    yield* one(function* looker() {
        yield* yieldNow()
        look()
    })
    t.same(names(seen!).slice(0, 7), ['look', 'looker', ...calls])
    t.ok(seen!.frames.every(({ file }) => here.test(file)))
    t.equal(seen!.waitsFor, null)
})

fiberTest(t, 'backtrace of 500 calls shows them all', function* (t) {
    function* deep(n: number): Fiber {
        if (n > 0) {
            yield* deep(n - 1)
        } else {
            yield* sleep(10)
        }
    }
    const task = spawn(deep, 499)
    yield* yieldNow()
    t.equal(task.backtrace().frames.length, 500)
    t.equal(Error.stackTraceLimit, 100)
})

fiberTest(t, 'backtrace copes with an operation that cannot describe itself', function* (t) {
    const task = detach('odd', function* () {
        const op = sleep(10) as Op<void> & { describe(): string }
        op.describe = () => {
            throw new Error('no idea')
        }
        yield* op
    })
    yield* yieldNow()
    t.equal(task.backtrace().waitsFor, 'an operation that cannot say so: no idea')
    yield* task.join()
})

/** Every operation of the runtime, waiting, with what ends its wait. */
const waiting: Record<string, () => { op: Op<unknown> | Fiber<unknown>; end: () => void }> = {
    sleep: () => ({ op: sleep(5), end() {} }),
    'sleep(0)': () => ({ op: sleep(0), end() {} }),
    yieldNow: () => ({ op: yieldNow(), end() {} }),
    join: () => ({ op: spawn(sleep, 5).join(), end() {} }),
    fromPromise: () => ({ op: fromPromise(new Promise(setImmediate)), end() {} }),
    receive() {
        const channel = new Channel<number>()
        return { op: channel.receive(), end: () => channel.sendNow(1) }
    },
    send() {
        const channel = new Channel<number>()
        return { op: channel.send(1), end: () => channel.receiveNow() }
    },
    acquire() {
        const semaphore = new Semaphore(1)
        semaphore.acquireNow()
        return { op: semaphore.acquire(), end: () => semaphore.release() }
    },
    lock() {
        const mutex = new Mutex()
        mutex.lockNow()
        return { op: mutex.lock(), end: () => mutex.unlock() }
    },
    event() {
        const event = new Event()
        return { op: event.wait(), end: () => event.emit() }
    },
    latch() {
        const latch = new Latch()
        return { op: latch.wait(), end: () => latch.open() }
    },
    select() {
        const event = new Event()
        return { op: select({ event: event.wait(), late: sleep(100) }), end: () => event.emit() }
    },
    deadline: () => ({ op: deadline(10, sleep(5)), end() {} }),
    scope: () => ({ op: scope(() => sleep(5)), end() {} }),
    'scope that waits for its fibers': () => ({
        op: scope(function* (s) {
            s.spawn(sleep, 5)
        }),
        end() {},
    }),
    shield: () => ({ op: shield(sleep(5)), end() {} }),
}

for (const [name, make] of Object.entries(waiting)) {
    for (const cancelled of [false, true]) {
        const how = cancelled ? ', also in clean-up' : ''
        fiberTest(t, `PROBE, by next or by throw, is answered by ${name} and disturbs nothing${how}`, function* (t) {
            let { op, end } = make()
            const log: string[] = []
            const task = detach('probed', function* () {
                if (cancelled) {
                    try {
                        yield* deadline(1000, sleep(500))
                    } finally {
                        yield* op
                        log.push('end')
                    }
                } else {
                    yield* op
                    log.push('end')
                }
            })
            yield* yieldNow()
            if (cancelled) {
                ;({ op, end } = make())
                task.cancel()
                yield* yieldNow()
            }
            for (let i = 0; i < 3 && task.state !== 'done'; i++) {
                const { strand } = task as Task
                t.equal(strand.next(PROBE), SUSPEND)
                t.equal(strand.throw(PROBE), SUSPEND)
                t.not(task.backtrace().waitsFor, null)
            }
            t.same(log, [])
            end()
            yield* sleep(10)
            yield* fromPromise(new Promise(setImmediate))
            t.same(log, ['end'])
            t.equal(task.state, 'done')
        })
    }
}

t.test('PROBE thrown at a fiber that is over, or closing, is swallowed', async t => {
    const over = spawn(function* () {}) as Task
    await toPromise(over)
    t.equal((over.strand as Step).throw(PROBE).done, true)
    t.throws(() => over.strand.throw(new Error('real')), { message: 'real' })
})

t.test('cleanStack leaves alone what has no calls of fibers', async t => {
    const error = new Error('plain')
    const { stack } = error
    cleanStack(error)
    t.equal(error.stack, stack)
    cleanStack('text')
    cleanStack(undefined)
    const odd = Object.assign(new Error('odd'), { stack: 'resume without calls' })
    cleanStack(odd)
    t.equal(odd.stack, 'resume without calls')
    const frozen = await run(function* (): Fiber<Error> {
        yield* yieldNow()
        return Object.freeze(new Error('frozen'))
    })
    const before = frozen.stack
    cleanStack(frozen)
    t.equal(frozen.stack, before)
})

t.test('cleanStack takes no long time for hostile text', async t => {
    const error = new Error('message')
    error.stack = `Error: message\n    at ${'( '.repeat(50_000)}\n    at resume (x:1:1)`
    cleanStack(error)
    t.pass('it ends')
})

fiberTest(t, 'dumpFibers shows each fiber with its parent, its state and its calls', function* (t) {
    const parent = detach('parent', function* () {
        spawn(function* child() {
            yield* one(() => sleep(100))
        })
        yield* new Event('news').wait()
    })
    yield* yieldNow()
    yield* yieldNow()
    const text = dumpFibers()
    t.match(text, /^3 fibers\n/)
    t.match(text, new RegExp(`fiber ${parent.id} parent: waiting for news, \\d+\\.\\d s\\n {4}at .*backtrace\\.test`))
    t.match(text, new RegExp(`fiber \\d+ of ${parent.id} child: sleeping, \\d+\\.\\d s\\n {4}at five .*\\n {4}at four`))
    t.match(text, /run: running\n {4}at/)
    t.match(dumpFibers(1), /^3 fibers, of which 1 are shown\n/)
    parent.cancel()
    yield* yieldNow()
})
