import t from 'tap'
import { MAXINT64, R_ERR_CANT_FIND } from '../../../fiber/compat/index.js'
import {
    R_EVENT_FAST,
    rAllocEvent,
    rAllocFiber,
    rGetFiber,
    rGetNextDueEvent,
    rInit,
    rIsMain,
    rLookupEvent,
    rResumeFiber,
    rRunEvent,
    rRunEvents,
    rSetFiberLimits,
    rSignal,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rStartFastEvent,
    rStartFiber,
    rStop,
    rStopEvent,
    rTerm,
    rWatch,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { type LongSlice, now, onUncaught, sleep, spawn, watchLoop, yieldNow } from '../../../fiber/index.js'
import { holdThread, program, programInRealTime, type Say } from './c-program.js'

t.test('rStartEvent shares one queue with fiber starts, signals and rSleep(0)', async t => {
    const said = await program(function* (say) {
        rStartEvent(() => say('1'))
        rSpawnFiber('2', () => say('2'))
        rStartFastEvent(() => say('3'))
        rSpawnFiber('4', function* () {
            say('4')
            yield* rSleep(0)
            say('6')
        })
        yield* rSleep(0)
        say('5')
        yield* rSleep(0)
        say('7')
    })
    t.strictSame(said, ['1', '2', '3', '4', '5', '6', '7'])
})

t.test('rStartEvent runs its function once, after the delay, with its data, on a fiber of its own', async t => {
    const said = await program(function* (say) {
        const start = now()
        rStartEvent(
            function* (word: string) {
                yield* rSleep(0)
                say(`${word} ${now() - start >= 5}`)
            },
            'data',
            5,
        )
        yield* rSleep(20)
    })
    t.strictSame(said, ['data true'])
})

t.test('rStartEvent without a function resumes the running fiber with the data', async t => {
    const said = await program(function* (say) {
        rStartEvent(null, 'value', 2)
        say(String(yield* rYieldFiber()))
    })
    t.strictSame(said, ['value'])
})

t.test('rStartFastEvent runs on the main fiber, where a resume is immediate', async t => {
    const said = await program(function* (say) {
        const fiber = rGetFiber()
        rStartFastEvent(() => {
            say(`main ${rIsMain()}`)
            say(`yielded ${rResumeFiber(fiber, 'in')}`)
            rResumeFiber(fiber)
        })
        say(`resumed ${yield* rYieldFiber('out')}`)
        yield* rYieldFiber('next')
    })
    t.strictSame(said, ['main true', 'resumed in', 'yielded next'])
})

t.test('rStopEvent removes an event, once', async t => {
    const said = await program(function* (say) {
        const soon = rStartEvent(() => say('never'))
        const later = rStartEvent(() => say('never'), null, 5)
        say(`${rLookupEvent(soon)} ${rLookupEvent(later)}`)
        say(`${rStopEvent(soon)} ${rStopEvent(later)}`)
        say(`${rLookupEvent(soon)} ${rStopEvent(soon) === R_ERR_CANT_FIND} ${rStopEvent(0) === R_ERR_CANT_FIND}`)
        yield* rSleep(10)
    })
    t.strictSame(said, ['true true', '0 0', 'false true true'])
})

t.test('rStopEvent of the event that a fiber waits for cancels the fiber', async t => {
    const said = await program(function* (say) {
        let id = 0
        rSpawnFiber('waits', function* () {
            id = rAllocEvent(null, null, 'never', 1000, 0)
            try {
                say(String(yield* rYieldFiber()))
            } finally {
                say('finally')
            }
        })
        yield* rSleep(0)
        say(String(rStopEvent(id)))
        yield* rSleep(0)
    })
    t.strictSame(said, ['0', 'finally'])
})

t.test('rRunEvent makes an event due now', async t => {
    const said = await program(function* (say) {
        const id = rAllocEvent(null, null, 'early', 1e6, 0)
        rStartEvent(() => say(`run ${rRunEvent(id)}`))
        say(String(yield* rYieldFiber()))
        say(String(rRunEvent(id) === R_ERR_CANT_FIND))
    })
    t.strictSame(said, ['run 0', 'early', 'true'])
})

t.test('rLookupEvent knows an event no more while its function runs, so that it may schedule itself anew', async t => {
    const said = await program(function* (say) {
        let id = 0
        let runs = 0
        const again = () => {
            say(String(rLookupEvent(id)))
            if (++runs < 3) {
                id = rStartEvent(again)
            }
        }
        id = rStartEvent(again)
        yield* rSleep(5)
    })
    t.strictSame(said, ['false', 'false', 'false'])
})

t.test('rGetNextDueEvent tells when the next event is due', async t => {
    const said = await program(function* (say) {
        say(String(rGetNextDueEvent() === MAXINT64))
        rStartEvent(() => {}, null, 1000)
        const due = rGetNextDueEvent()
        say(String(due >= now() && due <= now() + 1001))
        rStartEvent(() => {})
        say(String(rGetNextDueEvent() <= now()))
        yield* rSleep(0)
    })
    t.strictSame(said, ['true', 'true', 'true'])
})

t.test('rAllocEvent without a function outside fibers is no event', async t => {
    t.equal(rAllocEvent(null, null, null, 0, 0), 0)
    t.equal(rStartEvent(null), 0)
})

t.test('rAllocEvent with R_EVENT_FAST refuses a generator function', async t => {
    const errors: unknown[] = []
    const former = onUncaught(({ error }) => errors.push(error))
    await program(function* () {
        rAllocEvent(
            null,
            function* () {
                yield* rSleep(0)
            },
            null,
            0,
            R_EVENT_FAST,
        )
        yield* rSleep(0)
        yield* rSleep(0)
    })
    onUncaught(former)
    t.match(errors, [{ message: /wanted a plain function/ }])
})

t.test('rStartEvent after a long stretch runs behind the events that came due meanwhile', async t => {
    const said = await programInRealTime(function* (say) {
        rStartEvent(() => say('due after 50 ms'), null, 50)
        rStartEvent(() => say('due after 1 ms'), null, 1)
        holdThread(60)
        rStartEvent(() => say('new'))
        yield* rSleep(0)
        say('slept')
    })
    t.strictSame(said, ['due after 1 ms', 'due after 50 ms', 'new', 'slept'])
})

t.test('rSleep(0), rSpawnFiber and rResumeFiber let everything that is due run first', async t => {
    for (const queue of [
        (say: Say) => void rSpawnFiber('new', () => say('new')),
        (say: Say) => void rResumeFiber(rAllocFiber('new', () => say('new'))),
        (say: Say) => {
            rWatch('name', () => say('new'))
            rSignal('name')
        },
    ]) {
        const said = await programInRealTime(function* (say) {
            rStartEvent(() => say('due'), null, 1)
            holdThread(3)
            queue(say)
            yield* rSleep(0)
        })
        t.strictSame(said, ['due', 'new'])
    }
})

t.test('rRunEvent keeps the order in which the events would have been due', async t => {
    const said = await program(function* (say) {
        const last = rStartEvent(() => say('5000'), null, 5000)
        const first = rStartEvent(() => say('1000'), null, 1000)
        const twin = rStartEvent(() => say('1000 too'), null, 1000)
        const stopped = rStartEvent(() => say('never'), null, 500)
        rStartEvent(() => say('due before'))
        for (const id of [last, twin, first, stopped, first]) {
            rRunEvent(id)
        }
        rStopEvent(stopped)
        rStartEvent(() => say('due after'))
        yield* rSleep(0)
    })
    t.strictSame(said, ['due before', '1000', '1000 too', '5000', 'due after'])
})

t.test('rStartEvent needs one fiber at a time for events that do not wait', async t => {
    const said = await program(function* (say) {
        rSetFiberLimits(2, 0, 0)
        for (let i = 0; i < 5; i++) {
            rStartEvent(() => say(String(i)))
        }
        yield* rSleep(0)
        rSetFiberLimits(0, 1, 8)
        say('next pass')
    })
    t.strictSame(said, ['0', '1', '2', '3', '4', 'next pass'])
})

t.test(
    'rStartEvent is tried again each millisecond while there is no fiber for it, and can be stopped meanwhile',
    async t => {
        const said = await program(function* (say, clock) {
            rSetFiberLimits(2, 0, 0)
            rSpawnFiber('takes the place', () => rSleep(10))
            const begin = clock.now()
            const id = rStartEvent(() => say(`after ${clock.now() - begin} ms`))
            const stopped = rStartEvent(() => say('never'))
            yield* rSleep(5)
            say(`${rLookupEvent(id)} ${rGetNextDueEvent() - begin}`)
            rStopEvent(stopped)
            yield* rSleep(10)
            rSetFiberLimits(0, 1, 8)
        })
        t.strictSame(said, ['true 5', 'after 10 ms'])
    },
)

t.test('rGetNextDueEvent counts fibers that sleep, and no timers but those of events', async t => {
    const said = await program(function* (say, clock) {
        const begin = clock.now()
        const next = () => say(String(rGetNextDueEvent() - begin))
        spawn(() => sleep(1))
        rSpawnFiber('sleeps', () => rSleep(7))
        next()
        yield* yieldNow()
        next()
        rStartEvent(() => {}, null, 3)
        next()
        yield* rSleep(10)
    })
    t.strictSame(said, ['0', '7', '3'])
})

t.test('rRunEvents runs one pass, and nothing in a fiber', async t => {
    const said: string[] = []
    t.equal(rInit(), 0)
    rStartEvent(() => {
        said.push('first')
        rStartEvent(() => said.push('second'))
        t.ok(rRunEvents() <= now(), 'in a fiber it gives only the time')
    })
    rStartEvent(() => said.push('later'), null, 1e6)
    t.ok(rRunEvents() <= now())
    t.strictSame(said, ['first'])
    const due = rRunEvents()
    t.strictSame(said, ['first', 'second'])
    t.ok(due > now() + 9e5)
    rStop()
    t.equal(rRunEvents(), 0)
    await rTerm()
})

t.test('an event whose function throws goes to the root handler, and the next one runs', async t => {
    const errors: unknown[] = []
    const former = onUncaught(({ error, task }) => errors.push(`${task.name}: ${(error as Error).message}`))
    t.teardown(() => onUncaught(former))
    const said = await program(function* (say) {
        rStartFastEvent(() => {
            throw new Error('fast')
        })
        rStartEvent(function named() {
            throw new Error('slow')
        })
        rStartEvent(() => say('next'))
        yield* rSleep(0)
    })
    t.strictSame(said, ['next'])
    t.strictSame(errors, ['event: fast', 'named: slow'])
})

t.test('an event that holds the thread is reported by the name of its fiber, and runs once', async t => {
    const slices: LongSlice[] = []
    watchLoop(20, slice => slices.push(slice))
    t.teardown(() => watchLoop(100, () => {}))
    const said = await programInRealTime(function* (say) {
        const holder = rAllocFiber('holder', function* hold() {
            say(`got ${yield* rYieldFiber()}`)
            holdThread(60)
            say(`got ${yield* rYieldFiber()}`)
        })!
        rStartFiber(holder)
        rResumeFiber(holder, 'once')
        yield* rSleep(1)
    })
    t.strictSame(said, ['got once'])
    // On a busy machine others may have held it too.
    const suspect = slices.flatMap(({ suspects }) => suspects).find(({ name }) => name === 'holder')
    t.match(suspect?.backtrace?.toString(), /at hold /)
})

t.test('rAllocEvent takes anything', async t => {
    const said = await program(function* (say) {
        for (const value of [
            null,
            undefined,
            0,
            -1,
            Number.NaN,
            Infinity,
            'text',
            {},
            [],
            5n,
            Symbol('s'),
        ] as never[]) {
            rStopEvent(rAllocEvent(value, () => {}, value, value, value))
            rLookupEvent(value)
            rRunEvent(value)
        }
        yield* rSleep(0)
        const id = rStartEvent(() => say('never'), null, Infinity)
        say(String(rGetNextDueEvent() === MAXINT64))
        rStopEvent(id)
        yield* rSleep(0)
    })
    t.strictSame(said, ['true'])
})
