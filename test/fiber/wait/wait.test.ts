import t from 'tap'
import { now, onUncaught, setFiberLimit, sleep, spawn } from '../../../fiber/core/index.js'
import {
    rGetFiber,
    rIsMain,
    rResumeFiber,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import {
    R_IO,
    R_MODIFIED,
    R_READABLE,
    R_TIMEOUT,
    R_WAIT_MAIN_FIBER,
    R_WRITABLE,
    RWait,
} from '../../../fiber/wait/index.js'
import { program } from '../event/c-program.js'
import { switched, waiting } from './switch.js'

fiberTest(t, 'RWait.waitFor waits until an event of its mask holds', function* (t) {
    const [source, wait] = switched()
    const { got, task } = waiting(wait, R_READABLE)
    yield* sleep(1)
    t.equal(wait.fiber, task)
    t.equal(wait.mask, R_READABLE)
    source.set(R_WRITABLE)
    yield* sleep(1)
    t.strictSame(got, [])
    source.set(R_IO)
    yield* task.join()
    t.strictSame(got, [R_READABLE])
    t.equal(wait.eventMask, R_READABLE)
    t.equal(wait.fiber, null)
    wait.free()
})

fiberTest(t, 'RWait.waitFor sees what holds already, but lets others run first', function* (t) {
    const [source, wait] = switched()
    source.holds = R_WRITABLE
    const said: string[] = []
    spawn(function* () {
        said.push('other')
    })
    t.equal(yield* wait.waitFor(R_WRITABLE), R_WRITABLE)
    t.strictSame(said, ['other'])
    wait.free()
})

fiberTest(t, 'RWait.waitFor gives 0 at its deadline, and at once when that has passed', function* (t) {
    const [source, wait] = switched()
    const start = now()
    t.equal(yield* wait.waitFor(R_READABLE, start + 50), 0)
    t.equal(now() - start, 50)
    t.equal(wait.eventMask, R_TIMEOUT)
    source.holds = R_READABLE
    let ran = false
    spawn(function* () {
        ran = true
    })
    t.equal(yield* wait.waitFor(R_READABLE, start), 0)
    t.equal(ran, false, 'it did not suspend')
    wait.free()
})

fiberTest(t, 'RWait.waitFor is given 0x606 when the wait is freed, and afterwards', function* (t) {
    const [source, wait] = switched()
    const { got, task } = waiting(wait, R_READABLE)
    yield* sleep(1)
    wait.free()
    wait.free()
    yield* task.join()
    t.strictSame(got, [0x606])
    t.equal(yield* wait.waitFor(R_READABLE), 0x606)
    t.ok(source.stopped)
})

fiberTest(t, 'RWait.waitFor is ended by a resume of its fiber, with the value', function* (t) {
    const [, wait] = switched()
    const { got, task } = waiting(wait, R_READABLE, now() + 1000)
    yield* sleep(1)
    rResumeFiber(task, R_MODIFIED)
    yield* task.join()
    t.strictSame(got, [R_MODIFIED])
    t.equal(wait.fiber, null)
    wait.free()
})

fiberTest(t, 'RWait.waitFor leaves nothing behind when its fiber is cancelled', function* (t) {
    const [source, wait] = switched()
    const { got, task } = waiting(wait, R_READABLE, now() + 1000)
    yield* sleep(1)
    task.cancel()
    yield* sleep(1)
    t.equal(wait.fiber, null)
    source.set(R_READABLE)
    t.strictSame(got, [])
    wait.free()
})

fiberTest(t, 'RWait.waitFor serves several fibers, each with a mask and a deadline of its own', function* (t) {
    const [source, wait] = switched()
    const reader = waiting(wait, R_READABLE)
    const writer = waiting(wait, R_WRITABLE)
    const late = waiting(wait, R_MODIFIED, now() + 5)
    yield* sleep(1)
    t.equal(wait.mask, R_IO | R_MODIFIED)
    source.set(R_WRITABLE)
    yield* writer.task.join()
    t.strictSame([reader.got, writer.got, late.got], [[], [R_WRITABLE], []])
    yield* late.task.join()
    t.strictSame(late.got, [0])
    source.set(R_READABLE)
    yield* reader.task.join()
    wait.free()
})

fiberTest(t, 'RWait.resume ends the wait of the fiber with its mask, and does nothing without one', function* (t) {
    const wait = new RWait(7, null)
    t.equal(wait.fd, 7)
    wait.resume(R_READABLE)
    const { got, task } = waiting(wait, R_WRITABLE)
    yield* sleep(1)
    wait.resume(R_READABLE)
    wait.resume(R_WRITABLE)
    yield* task.join()
    t.strictSame(got, [R_READABLE])
    wait.free()
})

fiberTest(t, 'RWait.signal dispatches as if events had occurred', function* (t) {
    const wait = new RWait(-1, null)
    const { got, task } = waiting(wait, R_READABLE)
    yield* sleep(1)
    wait.signal(R_WRITABLE)
    yield* sleep(1)
    t.strictSame(got, [])
    wait.signal(R_READABLE)
    yield* task.join()
    t.strictSame(got, [R_READABLE])
    const timed = waiting(wait, R_READABLE)
    yield* sleep(1)
    wait.signal(R_TIMEOUT)
    yield* timed.task.join()
    t.strictSame(timed.got, [0])
    wait.free()
})

fiberTest(t, 'RWait.setHandler runs the handler on a fiber named wait, with argument and events', function* (t) {
    const [source, wait] = switched()
    const calls: unknown[] = []
    const handler = function* (arg: string, mask: number) {
        const fiber = rGetFiber()
        calls.push([arg, mask, fiber.name, fiber.result, wait.eventMask])
        source.holds = 0
        yield* sleep(1)
    }
    wait.setHandler(handler, 'argument', R_READABLE, 0, 0)
    yield* sleep(1)
    t.strictSame(calls, [])
    source.set(R_WRITABLE)
    source.set(R_IO)
    yield* sleep(5)
    t.strictSame(calls, [['argument', R_READABLE, 'wait', R_READABLE, R_READABLE]])
    wait.free()
    source.set(R_READABLE)
    yield* sleep(5)
    t.equal(calls.length, 1, 'freed')
})

fiberTest(
    t,
    'RWait.setHandler starts no second handler while one is active, and looks again at its end',
    function* (t) {
        const [source, wait] = switched()
        let active = 0
        let most = 0
        let calls = 0
        const handler = function* () {
            most = Math.max(most, ++active)
            calls++
            yield* sleep(10)
            if (calls === 3) {
                source.holds = 0
            }
            active--
        }
        wait.setHandler(handler, null, R_READABLE, 0, 0)
        source.set(R_READABLE)
        source.set(R_READABLE)
        yield* sleep(15)
        source.set(R_READABLE)
        yield* sleep(100)
        t.equal(most, 1)
        t.equal(calls, 3)
        wait.free()
    },
)

fiberTest(t, 'RWait.signal of a wait without a source is remembered while the handler is active', function* (t) {
    const wait = new RWait(-1, null)
    const masks: number[] = []
    const handler = function* (_arg: null, mask: number) {
        masks.push(mask)
        yield* sleep(10)
    }
    wait.setHandler(handler, null, R_IO, 0, 0)
    wait.signal(R_READABLE)
    yield* sleep(1)
    wait.signal(R_WRITABLE)
    wait.signal(R_MODIFIED)
    wait.signal(R_WRITABLE)
    yield* sleep(100)
    t.strictSame(masks, [R_READABLE, R_WRITABLE])
    wait.free()
})

fiberTest(t, 'RWait.setHandler honours its deadline, once: mask 0, eventMask R_TIMEOUT', function* (t) {
    const [, wait] = switched()
    const calls: unknown[] = []
    const start = now()
    const handler = (_arg: null, mask: number) => {
        calls.push([mask, wait.eventMask, now() - start])
    }
    wait.setHandler(handler, null, R_READABLE, start + 20, 0)
    t.equal(wait.deadline, start + 20)
    yield* sleep(100)
    t.strictSame(calls, [[0, R_TIMEOUT, 20]])
    wait.setMask(R_READABLE, now() + 30)
    yield* sleep(10)
    wait.setMask(R_READABLE, now() + 30)
    yield* sleep(29)
    t.equal(calls.length, 1, 'it was moved')
    yield* sleep(100)
    t.equal(calls.length, 2)
    wait.free()
})

fiberTest(t, 'RWait deadlines pass on time while events keep coming', function* (t) {
    const [source, wait] = switched()
    const timeouts: number[] = []
    const start = now()
    const handler = (_arg: null, mask: number) => {
        if (mask === 0) {
            timeouts.push(now() - start)
        }
        source.holds = 0
    }
    wait.setHandler(handler, null, R_READABLE, start + 50, 0)
    for (let i = 0; i < 100; i++) {
        source.set(R_READABLE)
        yield* sleep(1)
    }
    t.strictSame(timeouts, [50])
    wait.free()
})

fiberTest(
    t,
    'RWait tells a handler of a deadline that passed while it was active, unless it set another',
    function* (t) {
        const [source, wait] = switched()
        const masks: number[] = []
        let moves = true
        const handler = function* (_arg: null, mask: number) {
            masks.push(mask)
            source.holds = 0
            yield* sleep(20)
            if (moves) {
                wait.setMask(R_READABLE, 0)
            }
        }
        wait.setHandler(handler, null, R_READABLE, now() + 10, 0)
        source.set(R_READABLE)
        yield* sleep(100)
        t.strictSame(masks, [R_READABLE])
        moves = false
        wait.setMask(R_READABLE, now() + 10)
        source.set(R_READABLE)
        yield* sleep(100)
        t.strictSame(masks, [R_READABLE, R_READABLE, 0])
        wait.free()
    },
)

fiberTest(t, 'RWait.waitFor in the handler goes before the handler, which is armed again afterwards', function* (t) {
    const [source, wait] = switched()
    const said: unknown[] = []
    const handler = function* () {
        said.push('begin')
        source.holds = 0
        said.push(yield* wait.waitFor(R_WRITABLE, now() + 50))
        said.push('end')
    }
    wait.setHandler(handler, null, R_READABLE, 0, 0)
    source.set(R_READABLE)
    yield* sleep(1)
    t.equal(wait.mask, R_WRITABLE)
    source.set(R_READABLE)
    yield* sleep(1)
    t.strictSame(said, ['begin'])
    source.set(R_IO)
    yield* sleep(1)
    t.strictSame(said.slice(0, 4), ['begin', R_WRITABLE, 'end', 'begin'])
    t.equal(wait.mask, R_WRITABLE)
    yield* sleep(100)
    t.equal(wait.mask, R_READABLE)
    wait.free()
})

fiberTest(t, 'RWait without a handler wants nothing any more when something happens', function* (t) {
    const [source, wait] = switched()
    wait.setMask(R_READABLE, 0)
    source.set(R_READABLE)
    yield* sleep(1)
    t.equal(wait.mask, 0)
    t.equal(wait.eventMask, R_READABLE)
    wait.free()
})

fiberTest(t, 'RWait.setMask fires in the next pass for what holds already, and 0 disables', function* (t) {
    const [source, wait] = switched()
    let calls = 0
    const handler = () => {
        calls++
        wait.setMask(0, 0)
    }
    wait.setHandler(handler, null, 0, 0, 0)
    source.set(R_READABLE)
    yield* sleep(1)
    t.equal(calls, 0)
    wait.setMask(R_READABLE, 0)
    t.equal(calls, 0)
    yield* sleep(1)
    t.equal(calls, 1)
    yield* sleep(10)
    t.equal(calls, 1)
    wait.free()
})

fiberTest(t, 'RWait.setHandler with R_WAIT_MAIN_FIBER calls a plain function outside fibers', function* (t) {
    const [source, wait] = switched()
    const calls: unknown[] = []
    const handler = (arg: string, mask: number) => {
        calls.push([arg, mask, rIsMain()])
        if (calls.length === 2) {
            source.holds = 0
        }
    }
    wait.setHandler(handler, 'argument', R_READABLE, 0, R_WAIT_MAIN_FIBER)
    source.set(R_READABLE)
    yield* sleep(10)
    const call = ['argument', R_READABLE, true]
    t.strictSame(calls, [call, call])
    wait.free()
})

t.test('RWait brings what a handler throws, and a generator on the main fiber, to the root handler', async t => {
    const failures: string[] = []
    const former = onUncaught(({ error }) => failures.push((error as Error).message))
    await program(function* () {
        for (const flags of [0, R_WAIT_MAIN_FIBER]) {
            const [source, wait] = switched()
            const handler = () => {
                source.holds = 0
                throw new Error(`failed with ${flags}`)
            }
            wait.setHandler(handler, null, R_READABLE, 0, flags)
            source.set(R_READABLE)
            yield* rSleep(5)
            source.set(R_READABLE)
            yield* rSleep(5)
            wait.free()
        }
        const wait = new RWait(-1, null)
        wait.setHandler(function* () {}, null, R_READABLE, 0, R_WAIT_MAIN_FIBER)
        wait.signal(R_READABLE)
        yield* rSleep(5)
        wait.free()
    })
    onUncaught(former)
    t.strictSame(failures.slice(0, 4), ['failed with 0', 'failed with 0', 'failed with 1', 'failed with 1'])
    t.match(failures[4], /generator, wanted a plain function/)
    t.equal(failures.length, 5)
})

t.test('RWait tries a handler again as long as there is no fiber for it', async t => {
    const said = await program(function* (say) {
        const [source, wait] = switched()
        const handler = () => {
            source.holds = 0
            say('handled')
        }
        wait.setHandler(handler, null, R_READABLE, 0, 0)
        setFiberLimit(1)
        source.set(R_READABLE)
        yield* rSleep(20)
        say('none')
        setFiberLimit(0)
        yield* rSleep(20)
        wait.free()
    })
    t.strictSame(said, ['none', 'handled'])
})

t.test('RWait dispatches nothing before the loop is serviced', async t => {
    const [source, wait] = switched()
    const said: string[] = []
    const running = program(function* () {
        said.push('main')
        yield* rSleep(5)
        wait.free()
    })
    const handler = () => {
        said.push('handler')
        source.holds = 0
    }
    wait.setHandler(handler, null, R_READABLE, 0, 0)
    source.set(R_READABLE)
    t.strictSame(said, [])
    await running
    t.strictSame(said, ['main', 'handler'])
})

t.test('RWait.waitFor wakes its fiber in the order of the queue, and leaves the events in its result', async t => {
    const wait = new RWait(-1, null)
    const said = await program(function* (say) {
        rSpawnFiber('waits', function* () {
            const events = yield* wait.waitFor(R_READABLE)
            say(`events ${events} ${rGetFiber().result}`)
            // Nothing else ends this.
            say(`yield ${yield* rYieldFiber()}`)
        })
        yield* rSleep(0)
        rStartEvent(() => say('before'))
        wait.signal(R_READABLE)
        rStartEvent(() => say('after'))
        yield* rSleep(1)
    })
    t.strictSame(said, ['before', 'events 2 2', 'after'])
    wait.free()
})
