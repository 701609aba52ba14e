import t from 'tap'
import { MAXINT64, R_ERR_CANT_FIND } from '../../../fiber/compat/index.js'
import {
    R_EVENT_FAST,
    rAllocEvent,
    rGetFiber,
    rGetNextDueEvent,
    rIsMain,
    rLookupEvent,
    rResumeFiber,
    rRunEvent,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rStartFastEvent,
    rStopEvent,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { now } from '../../../fiber/index.js'
import { program } from './c-program.js'

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
    const { onUncaught } = await import('../../../fiber/index.js')
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
