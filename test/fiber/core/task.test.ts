import t from 'tap'
import {
    CancelledError,
    Channel,
    current,
    deadline,
    detach,
    Event,
    type Fiber,
    fiberOf,
    fromPromise,
    Mutex,
    now,
    type Op,
    onUncaught,
    ready,
    run,
    Semaphore,
    scope,
    sleep,
    spawn,
    statistics,
    type Task,
    wake,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest, virtually } from '../../../fiber/testing/index.js'

function outcome(task: Task<unknown>): string | null {
    return task.statistics().outcome
}

fiberTest(t, 'Task.cancel before the start runs nothing of the body', function* (t) {
    const log: string[] = []
    const task = spawn(function* () {
        try {
            log.push('started')
            yield* sleep(1)
        } finally {
            log.push('cleaned up')
        }
    })
    t.equal(task.state, 'ready')
    task.cancel('early')
    t.equal(task.state, 'done')
    t.equal(outcome(task), 'cancelled')
    yield* sleep(10)
    t.same(log, [])
    try {
        yield* task.join()
    } catch (error) {
        t.match(error, { reason: 'early' })
    }
})

const operations: Record<string, () => Op<unknown>> = {
    sleep: () => sleep(10),
    yieldNow: () => yieldNow(),
    deadline: () => deadline(10, sleep(20)),
    scope: () => scope(() => sleep(20)),
    join: () => spawn(sleep, 5).join(),
    receive: () => new Channel<number>().receive(),
    send: () => new Channel<number>().send(1),
    lock: () => new Mutex().lock(),
    event: () => new Event().wait(),
    fromPromise: () => fromPromise(new Promise(() => {})),
}

for (const [name, make] of Object.entries(operations)) {
    fiberTest(t, `Task.cancel before the start of a fiber that is only an operation (${name})`, function* (t) {
        const task = detach('op', make)
        task.cancel()
        t.equal(outcome(task), 'cancelled')
        yield* sleep(20)
        t.equal(statistics().ready, 0)
    })

    fiberTest(t, `Task.cancel of a fiber that waits in an operation only (${name})`, function* (t) {
        const task = detach('op', make)
        yield* yieldNow()
        task.cancel()
        yield* sleep(20)
        t.not(outcome(task), null)
    })
}

fiberTest(t, 'Task.cancel takes effect when the fiber waits next', function* (t) {
    const log: string[] = []
    const task: Task<void> = spawn(function* () {
        try {
            yield* sleep(1)
            task.cancel('by itself')
            log.push('goes on')
            yield* sleep(1000)
            log.push('never')
        } finally {
            log.push('cleans up')
            yield* sleep(5)
            log.push('is clean')
        }
    })
    const start = now()
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.equal((error as CancelledError).reason, 'by itself')
    }
    t.equal(now() - start, 6)
    t.same(log, ['goes on', 'cleans up', 'is clean'])
})

fiberTest(t, 'Task.cancel in the last step of a fiber comes too late', function* (t) {
    const task: Task<string> = spawn(function* (): Fiber<string> {
        yield* sleep(1)
        task.cancel('too late')
        return 'result'
    })
    t.equal(yield* task.join(), 'result')
})

fiberTest(t, 'Task.cancel in the last step of a fiber with children gives up the wait for them', function* (t) {
    const start = now()
    const task: Task<string> = detach('parent', function* (): Fiber<string> {
        spawn(sleep, 1000)
        yield* sleep(1)
        task.cancel('enough')
        return 'result'
    })
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.equal((error as CancelledError).reason, 'enough')
    }
    t.equal(now() - start, 1)
})

fiberTest(t, 'Task.cancel behind the body gives up the wait for the children, and the result', function* (t) {
    const task = detach('parent', function* (): Fiber<string> {
        spawn(sleep, 1000)
        return 'result'
    })
    yield* sleep(1)
    t.equal(task.state, 'closing')
    task.cancel('enough')
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.equal((error as CancelledError).reason, 'enough')
    }
})

fiberTest(t, 'Task.cancel behind a body that failed leaves the failure', function* (t) {
    const task = detach('parent', function* (): Fiber<string> {
        spawn(function* () {
            try {
                yield* sleep(1000)
            } finally {
                yield* sleep(10)
            }
        })
        yield* sleep(1)
        throw new Error('body failed')
    })
    yield* sleep(5)
    t.equal(task.state, 'closing')
    task.cancel('enough')
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'body failed' })
    }
})

fiberTest(t, 'Task.cancel of a fiber that has ended does nothing', function* (t) {
    const task = spawn(function* (): Fiber<number> {
        return 7
    })
    yield* sleep(1)
    task.cancel()
    t.equal(outcome(task), 'finished')
    t.equal(yield* task.join(), 7)
})

t.test('Task.cancel from main code runs the clean-up before it returns, as far as that does not wait', async t => {
    const log: string[] = []
    await virtually(function* () {
        const task = detach('victim', function* () {
            try {
                yield* sleep(1000)
            } finally {
                log.push('cleans up')
                yield* sleep(5)
                log.push('is clean')
            }
        })
        const bystander = detach('bystander', () => task.join())
        yield* sleep(1)
        yield* fromPromise(
            new Promise<void>(resolve => {
                setImmediate(() => {
                    task.cancel('from main')
                    t.same(log, ['cleans up'])
                    t.equal(task.state, 'sleeping')
                    resolve()
                })
            }),
        )
        yield* sleep(10)
        t.same(log, ['cleans up', 'is clean'])
        t.equal(outcome(bystander), 'failed')
        // Its failure is the CancelledError of the join.
    }).catch(error => t.ok(error instanceof CancelledError))
})

t.test('Task.cancel from main code of a fiber that has not begun tells joiners when it is out of the list', async t => {
    const log: string[] = []
    await virtually(function* () {
        const gate = new Event()
        const parent = detach('parent', function* () {
            yield* gate.wait()
            const child = spawn(sleep, 1000)
            detach('joiner', function* () {
                try {
                    yield* child.join()
                } catch {
                    log.push(`children: ${parent.children.length}`)
                }
            })
            log.push(child.state)
            yield* yieldNow()
            setImmediate(() => {
                child.cancel()
                log.push('cancel has returned')
            })
        })
        yield* sleep(1)
        gate.emit()
        yield* parent.join()
        yield* sleep(1)
    })
    t.same(log, ['ready', 'children: 0', 'cancel has returned'])
})

t.test('Task.cancel from main code reaches all children, whatever their clean-up cancels', async t => {
    const tasks: Task<void>[] = []
    await virtually(function* () {
        // The newest child ends the middle one while the list of children is being walked over.
        function* child(n: number): Fiber {
            try {
                yield* sleep(1000)
            } finally {
                if (n === 2) {
                    tasks[1]!.cancel()
                }
            }
        }
        const parent = detach('parent', function* () {
            for (let n = 0; n < 3; n++) {
                tasks.push(spawn(child, n))
            }
        })
        yield* sleep(1)
        t.equal(parent.state, 'closing')
        yield* fromPromise(
            new Promise<void>(resolve => {
                setImmediate(() => {
                    parent.cancel()
                    resolve()
                })
            }),
        )
        yield* sleep(1)
        t.equal(outcome(parent), 'cancelled')
    })
    t.same(tasks.map(outcome), ['cancelled', 'cancelled', 'cancelled'])
})

fiberTest(t, 'Task.cancel of a fiber that was woken does not lose what it was given: channel', function* (t) {
    const channel = new Channel<string>()
    const first = spawn(() => channel.receive())
    const second = spawn(() => channel.receive())
    yield* yieldNow()
    t.equal(yield* channel.send('value'), true)
    first.cancel()
    t.equal(yield* second.join(), 'value')
})

fiberTest(t, 'Task.cancel of a fiber that was woken does not lose what it was given: mutex', function* (t) {
    const mutex = new Mutex()
    yield* mutex.lock()
    const first = spawn(() => mutex.run(() => sleep(1)))
    const second = spawn(() => mutex.run(() => sleep(1)))
    yield* yieldNow()
    mutex.unlock()
    first.cancel()
    yield* second.join()
    t.equal(mutex.locked, false)
})

fiberTest(t, 'Task.cancel of a fiber that was woken does not lose what it was given: semaphore', function* (t) {
    const semaphore = new Semaphore(3)
    yield* semaphore.acquire(3)
    const first = spawn(() => semaphore.acquire(2))
    yield* yieldNow()
    semaphore.release(3)
    first.cancel()
    yield* yieldNow()
    t.equal(semaphore.available, 3)
})

fiberTest(t, 'Task.cancel of a fiber that stands in the way lets those behind it pass', function* (t) {
    const semaphore = new Semaphore(3)
    yield* semaphore.acquire(2)
    const big = spawn(() => semaphore.acquire(3))
    const small = spawn(() => semaphore.acquire(1))
    yield* yieldNow()
    t.equal(small.state, 'waiting', 'nobody overtakes')
    big.cancel()
    yield* small.join()
    t.equal(semaphore.available, 0)
})

fiberTest(t, 'Task.state tells what the fiber does', function* (t) {
    t.equal(current()!.state, 'running')
    const sleeper = spawn(sleep, 100)
    t.equal(sleeper.state, 'ready')
    const parent = spawn(function* () {
        spawn(sleep, 100)
    })
    const waiter = spawn(() => sleeper.join())
    yield* yieldNow()
    t.equal(sleeper.state, 'sleeping')
    t.equal(parent.state, 'closing')
    t.equal(waiter.state, 'waiting')
    wake(sleeper as Task)
    t.equal(sleeper.state, 'ready', 'woken, though for nothing')
    yield* yieldNow()
    t.equal(sleeper.state, 'sleeping')
    yield* sleep(100)
    t.equal(sleeper.state, 'done')
    t.equal(parent.state, 'done')
})

fiberTest(t, 'Task.state of a fiber in its finally block, and behind a shield of drivers', function* (t) {
    const task = detach('victim', function* () {
        try {
            yield* deadline(1000, sleep(500))
        } finally {
            yield* scope(() => deadline(50, sleep(10)))
        }
    })
    yield* yieldNow()
    t.equal(task.state, 'sleeping')
    task.cancel()
    t.equal(task.state, 'ready')
    yield* yieldNow()
    t.equal(task.state, 'sleeping')
    yield* sleep(10)
    t.equal(task.state, 'done')
})

fiberTest(t, 'Task.name is that of the function, or the one given', function* (t) {
    function* work(): Fiber {}
    const tasks = [spawn(work), detach('given', work), spawn(function* () {}), spawn(sleep, 1)]
    t.same(
        tasks.map(({ name }) => name),
        ['work', 'given', 'anonymous', 'sleep'],
    )
    yield* sleep(1)
})

fiberTest(t, 'Task.statistics is a frozen record', function* (t) {
    const self = current()!
    const task = spawn(function* named(): Fiber {
        spawn(sleep, 10)
        yield* sleep(20)
    })
    yield* yieldNow()
    const record = task.statistics()
    t.ok(Object.isFrozen(record))
    t.match(record, { id: task.id, name: 'named', state: 'sleeping', outcome: null, parent: self.id, children: 1 })
    yield* task.join()
    t.match(task.statistics(), { state: 'done', outcome: 'finished', children: 0, waiting: 0 })
})

fiberTest(t, 'Task.parent and Task.children follow the scopes', function* (t) {
    const self = current()!
    const outer = spawn(sleep, 1)
    yield* scope(function* (s) {
        const inner = s.spawn(sleep, 1)
        const innermost = spawn(sleep, 1)
        t.same(
            self.children.map(({ id }) => id),
            [outer.id, inner.id, innermost.id],
        )
        t.equal(inner.parent, self)
    })
    t.same(self.children, [])
    const free = detach('free', function* () {})
    t.equal(free.parent, null)
    yield* free.join()
})

fiberTest(t, 'Task.children of a fiber with 200,000 of them', function* (t) {
    for (let i = 0; i < 200_000; i++) {
        spawn(yieldNow)
    }
    t.equal(current()!.children.length, 200_000)
    t.equal(current()!.statistics().children, 200_000)
    yield* sleep(1)
})

fiberTest(t, 'Task keeps its result when an operation has woken it in its last step', function* (t) {
    // As an operation does whose source calls back at once.
    const eager: Op<number> = {
        [Symbol.iterator]() {
            return {
                next() {
                    wake(fiberOf(this))
                    return ready(5)
                },
            }
        },
    }
    const task = spawn(function* (): Fiber<number> {
        spawn(sleep, 10)
        return yield* eager
    })
    t.equal(yield* task.join(), 5)
})

t.test('Task of a fiber that throws anything is failed with just that', async t => {
    const values = [
        undefined,
        null,
        0,
        '',
        'text',
        Symbol('s'),
        Object.create(null),
        Object.freeze(new Error('frozen')),
    ]
    for (const value of values) {
        const heard: unknown[] = []
        const former = onUncaught(({ error }) => heard.push(error))
        try {
            const task = detach('thrower', function* () {
                yield* yieldNow()
                throw value
            })
            const rejection = await run(function* (): Fiber<unknown> {
                try {
                    yield* task.join()
                    return 'nothing'
                } catch (error) {
                    return error
                }
            })
            t.equal(rejection, value)
            detach('thrower', function* () {
                throw value
            })
            await run(() => yieldNow())
            t.same(heard, [value])
        } finally {
            onUncaught(former)
        }
    }
    t.equal(
        await run(function* (): Fiber<number> {
            yield* yieldNow()
            return 1
        }),
        1,
        'the scheduler is usable',
    )
})
