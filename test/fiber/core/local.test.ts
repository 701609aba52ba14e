import t from 'tap'
import { detach, type Fiber, FiberLocal, race, scope, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'FiberLocal has a value for each fiber, also across waits', function* (t) {
    const user = new FiberLocal('nobody')
    const log: string[] = []
    for (const name of ['ann', 'bob']) {
        spawn(function* () {
            user.set(name)
            yield* sleep(1)
            log.push(user.get())
        })
    }
    yield* sleep(2)
    t.same(log, ['ann', 'bob'])
    t.equal(user.get(), 'nobody')
})

fiberTest(t, 'FiberLocal is inherited at the time of the spawn, and no later', function* (t) {
    const depth = new FiberLocal(0)
    const log: number[] = []
    function* child(n: number): Fiber {
        log.push(depth.get())
        if (n > 0) {
            depth.set(depth.get() + 1)
            yield* spawn(child, n - 1).join()
            log.push(depth.get())
        }
    }
    depth.set(10)
    const task = spawn(child, 2)
    depth.set(20)
    yield* task.join()
    t.same(log, [10, 11, 12, 12, 11])
    t.equal(depth.get(), 20)
    yield* race([child(0), sleep(10)])
    t.equal(log.at(-1), 20)
    yield* detach('free', child, 0).join()
    yield* scope(function* (s) {
        yield* s.spawn(child, 0).join()
    })
    t.same(log.slice(-2), [20, 20])
})

fiberTest(t, 'FiberLocal: several variables do not disturb each other', function* (t) {
    const locals = Array.from({ length: 5 }, (_, n) => new FiberLocal(n))
    for (const local of locals) {
        local.set(local.get() * 10)
    }
    locals[2]!.set(7)
    locals[0]!.set(-1)
    locals[4]!.set(undefined as unknown as number)
    const task = spawn(function* (): Fiber<number[]> {
        yield* yieldNow()
        return locals.map(local => local.get())
    })
    t.same(yield* task.join(), [-1, 10, 7, 30, undefined])
})

t.test('FiberLocal has a value for the main program, which fibers started there inherit', async t => {
    const local = new FiberLocal('initial')
    local.set('main')
    const task = spawn(function* (): Fiber<string> {
        return local.get()
    })
    local.set('later')
    await Promise.resolve()
    t.equal(task.outcome, 'main')
    t.equal(local.get(), 'later')
})
