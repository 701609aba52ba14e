import t from 'tap'
import '../../../fiber/c.js'
import { R_ERR_BAD_STATE, R_ERR_CANT_INITIALIZE } from '../../../fiber/compat/index.js'
import {
    addPart,
    R_INITIALIZED,
    R_READY,
    R_RESTART,
    R_STARTED,
    R_STOPPED,
    rAllocFiber,
    rAwait,
    rGetState,
    rInit,
    rResumeFiber,
    rServiceEvents,
    rSetState,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rStop,
    rTerm,
} from '../../../fiber/event/index.js'
import { rAddDirectory, rGetFilePath } from '../../../fiber/file/c.js'
import { deadline, fibers, run, shield, sleep, spawn, statistics } from '../../../fiber/index.js'
import { rSetLogHandler } from '../../../fiber/log/c.js'
import { holdThread, program } from './c-program.js'

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
    await t.rejects(rServiceEvents(), { code: 'FIBER_MISUSE', message: /is running/ })
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
                holdThread(1)
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

t.test('rInit sets umask and IFS, and forgets the directory map', async t => {
    const umask = process.umask(0o077)
    t.teardown(() => process.umask(umask))
    rAddDirectory('name', '/somewhere')
    t.equal(rInit(), 0)
    t.equal(process.umask(), 0o022)
    t.equal(process.env.IFS, '\t ')
    t.equal(rGetFilePath('@name'), 'name')
    rAddDirectory('name', '/somewhere')
    await rTerm()
    t.equal(rGetFilePath('@name'), 'name')
})

t.test('rInit, rServiceEvents and rTerm know that they are called in a fiber', async t => {
    await run(function* () {
        t.equal(rInit(), R_ERR_BAD_STATE)
        yield* sleep(0)
    })
    const said = await program(function* (say) {
        try {
            yield* rAwait(rServiceEvents())
        } catch (error) {
            say((error as Error).message)
        }
    })
    t.match(said, [/running/])
    let term: Promise<void> | null = null
    rInit(function* () {
        try {
            term = rTerm()
            said.push('goes on')
            yield* rSleep(1e6)
        } finally {
            said.push('finally')
        }
    })
    t.equal(await rServiceEvents(), R_INITIALIZED, 'the end of the runtime ends the loop')
    await term
    t.strictSame(said.slice(1), ['goes on', 'finally'])
    t.equal(rGetState(), R_STARTED)
})

t.test('rInit takes a failing part as its own failure, and tears down those before', async t => {
    const said: string[] = []
    let code = R_ERR_CANT_INITIALIZE
    addPart({ name: 'first', init: () => said.push('first'), term: () => said.push('first down') })
    addPart({ name: 'second', init: () => code, term: () => said.push('second down') })
    t.equal(rInit(), R_ERR_CANT_INITIALIZE)
    t.strictSame(said, ['first', 'first down'])
    code = 0
    t.equal(rInit(), 0)
    await rTerm()
    t.strictSame(said, ['first', 'first down', 'first', 'second down', 'first down'])
})

t.test('rTerm waits for what parts still have to do, but not for ever', async t => {
    const said: string[] = []
    addPart({ name: 'never', init: () => 0, term: () => new Promise(() => {}) })
    addPart({
        name: 'slow',
        init: () => 0,
        term: async () => {
            await new Promise(setImmediate)
            said.push('slow down')
        },
    })
    t.equal(rInit(), 0)
    await rTerm()
    t.strictSame(said.slice(0, 1), ['slow down'])
    t.equal(rGetState(), R_STARTED)
})

t.test('rSetState back to ready before the loop has ended lets it go on', async t => {
    rInit(function* () {
        rStop()
        rSetState(R_READY)
        yield* rSleep(1)
        rSetState(Number.NaN)
        rSetState('text' as never)
        t.equal(rGetState(), R_READY)
        rSetState(R_RESTART)
    })
    t.equal(await rServiceEvents(), R_RESTART)
    await rTerm()
})

t.test('rTerm runs in its call what of the clean-up does not wait, also before the loop has run', async t => {
    const said: string[] = []
    rInit()
    const fiber = rAllocFiber('fiber', function* () {
        try {
            yield* rSleep(1e6)
        } finally {
            said.push('finally')
        }
    })
    rResumeFiber(fiber)
    rSpawnFiber('never begins', () => said.push('never'))
    rStartEvent(() => said.push('never'))
    const end = rTerm()
    t.strictSame(said, ['finally'])
    await end
    t.equal(statistics().live, 0)
})

t.test('rTerm abandons after a second what does not end, names it, and leaves neither timers nor fibers', async t => {
    const said: string[] = []
    const logged: string[] = []
    rInit(function* () {
        rSetLogHandler((type, source, message) => logged.push(`${type} ${source}: ${message}`))
        rSpawnFiber('stubborn', function* () {
            try {
                yield* rSleep(1e6)
            } finally {
                try {
                    yield* deadline(1e7, sleep(1e6))
                    said.push('never')
                } finally {
                    said.push('outer')
                    yield* rSleep(1e6)
                }
            }
        })
        rSpawnFiber('shielded', function* () {
            yield* shield(sleep(1e6))
        })
        rSpawnFiber('parent', function* () {
            spawn(function* child() {
                try {
                    yield* sleep(1e6)
                } finally {
                    yield* sleep(1e6)
                }
            })
            yield* sleep(1e6)
        })
        rSpawnFiber('starts others', function* () {
            try {
                yield* sleep(1e6)
            } finally {
                rStartEvent(() => said.push('event in time'))
                rStartEvent(() => said.push('never'), null, 1e6)
                rSpawnFiber('started', function* () {
                    try {
                        yield* rSleep(1e6)
                    } finally {
                        said.push('started ends')
                    }
                })
            }
        })
        yield* rSleep(0)
        rStop()
    })
    await rServiceEvents()
    await rTerm()
    t.strictSame(said.sort(), ['event in time', 'outer', 'started ends'])
    t.strictSame(logged, ['error runtime: Abandoned 4 fibers that did not end: stubborn, shielded, parent, child'])
    t.match(statistics(), { live: 0, timers: 0 })
    t.equal(fibers().length, 0)
})
