import t from 'tap'
import {
    R_INITIALIZED,
    R_READY,
    R_RESTART,
    R_STARTED,
    R_STOPPED,
    rGetState,
    rInit,
    rServiceEvents,
    rSetState,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rStop,
    rTerm,
} from '../../../fiber/event/index.js'
import { sleep, statistics } from '../../../fiber/index.js'
import { program } from './c-program.js'

t.test('rInit runs nothing until rServiceEvents', async t => {
    const said: string[] = []
    t.equal(rGetState(), R_STARTED)
    t.equal(
        rInit((word: string) => {
            said.push(word)
            rStop()
        }, 'init-main'),
        0,
    )
    t.equal(rGetState(), R_INITIALIZED)
    rSpawnFiber('a', () => said.push('a'))
    said.push('after rInit')
    await new Promise(resolve => setImmediate(resolve))
    t.strictSame(said, ['after rInit'])
    t.equal(await rServiceEvents(), R_STOPPED)
    t.strictSame(said, ['after rInit', 'init-main', 'a'])
    await rTerm()
    t.equal(rGetState(), R_STARTED)
})

t.test('rInit a second time is refused, and after rTerm is a new start', async t => {
    t.equal(rInit(), 0)
    t.ok(rInit() < 0)
    await rTerm()
    t.equal(rInit(), 0)
    await rTerm()
})

t.test('rServiceEvents gives the state that ended it', async t => {
    for (const state of [R_STOPPED, R_RESTART]) {
        rInit(() => rSetState(state))
        t.equal(await rServiceEvents(), state)
        await rTerm()
    }
})

t.test('rServiceEvents goes on when nothing is left to do, and is refused a second time', async t => {
    rInit()
    const end = rServiceEvents()
    t.throws(() => rServiceEvents(), { message: /is running/ })
    await new Promise(resolve => setImmediate(resolve))
    rSetState(R_READY)
    t.equal(rGetState(), R_READY)
    rStop()
    t.equal(await end, R_STOPPED)
    await rTerm()
})

t.test('rStop lets the present pass end, and nothing of the next', async t => {
    const said = await program(function* (say) {
        rStartEvent(() => {
            say('before')
        })
        rStartEvent(() => {
            rStop()
            rStartEvent(() => say('never'))
            say('stopping')
        })
        rStartEvent(() => {
            say('same pass')
        })
        yield* rSleep(1000)
        say('never')
    })
    t.strictSame(said, ['before', 'stopping', 'same pass'])
})

t.test('rStop in the first part of a pass that takes several slices lets all of the pass run', async t => {
    const said = await program(function* (say) {
        rStartEvent(() => rStop())
        for (let i = 0; i < 20; i++) {
            rStartEvent(() => {
                // Longer than a slice: Node has its turn after each of these.
                const end = performance.now() + 1
                while (performance.now() < end) {}
                say(String(i))
            })
        }
        yield* rSleep(1000)
        say('never')
    })
    t.equal(said.length, 20)
    t.notOk(said.includes('never'))
})

t.test('rTerm runs finally blocks, also those that wait, and abandons what does not end', async t => {
    const said: string[] = []
    rInit(function* () {
        rSpawnFiber('quick', function* () {
            try {
                yield* rSleep(1e6)
            } finally {
                said.push('quick')
            }
        })
        rSpawnFiber('slow', function* () {
            try {
                yield* rSleep(1e6)
            } finally {
                yield* sleep(5)
                said.push('slow')
            }
        })
        yield* rSleep(0)
        rStop()
    })
    await rServiceEvents()
    await rTerm()
    t.strictSame(said, ['quick', 'slow'])
})

t.test('rInit and rTerm a hundred times leave nothing behind', async t => {
    const resources = () => process.getActiveResourcesInfo().length
    const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
    await program(function* () {
        yield* rSleep(1)
    })
    const before = { ...statistics(), resources: resources(), listeners: listeners() }
    for (let i = 0; i < 100; i++) {
        await program(function* (say) {
            rStartEvent(() => say('never'), null, 1e6)
            rSpawnFiber('waits', function* () {
                yield* rSleep(1e6)
            })
            yield* rSleep(0)
        })
    }
    const after = statistics()
    t.equal(after.live, before.live)
    t.equal(after.timers, before.timers)
    t.equal(resources(), before.resources)
    t.equal(listeners(), before.listeners)
})
