import t from 'tap'
import {
    rAllocFiber,
    rGetNextDueEvent,
    rResumeFiber,
    rSleep,
    rSleepSync,
    rSpawnFiber,
    rStartFiber,
} from '../../../fiber/event/index.js'
import { deadline, now, sleep, statistics, TimeoutError } from '../../../fiber/index.js'
import { program } from './c-program.js'

t.test('rSleep waits for the time; what is no time is none', async t => {
    const said = await program(function* (say, clock) {
        const begin = clock.now()
        yield* rSleep(1500)
        say(String(clock.now() - begin))
        for (const value of [0, -5, Number.NaN, null, undefined, '7', {}] as never[]) {
            yield* rSleep(value)
        }
        say(String(clock.now() - begin))
    })
    t.strictSame(said, ['1500', '1500'])
})

t.test('rSleep of fibers for equal times ends in the order in which they began', async t => {
    const said = await program(function* (say) {
        for (const name of ['a', 'b', 'c']) {
            rSpawnFiber(name, function* () {
                yield* rSleep(10)
                say(name)
            })
        }
        yield* rSleep(20)
    })
    t.strictSame(said, ['a', 'b', 'c'])
})

t.test('rResumeFiber ends rSleep early, and is spurious for other waits', async t => {
    const said = await program(function* (say) {
        const sleeper = rAllocFiber('sleeper', function* () {
            yield* rSleep(1e6)
            say('awake')
            yield* sleep(5)
            say('slept')
        })!
        rStartFiber(sleeper)
        yield* rSleep(0)
        rResumeFiber(sleeper)
        yield* rSleep(0)
        rResumeFiber(sleeper)
        yield* rSleep(0)
        say('resumed')
        yield* rSleep(20)
    })
    t.strictSame(said, ['awake', 'resumed', 'slept'])
})

t.test('rSleep that ends early leaves no event behind', async t => {
    await program(function* () {
        const sleeper = rAllocFiber('sleeper', function* () {
            yield* rSleep(1e6)
            try {
                yield* deadline(5, rSleep(1e6))
            } catch (error) {
                t.ok(error instanceof TimeoutError)
            }
        })!
        rStartFiber(sleeper)
        yield* rSleep(0)
        rResumeFiber(sleeper)
        yield* rSleep(10)
        t.ok(sleeper.done)
        t.equal(statistics().timers, 0)
        t.ok(rGetNextDueEvent() > now() + 1e9)
    })
})

t.test('rSleepSync holds the process', async t => {
    const begin = performance.now()
    rSleepSync(10)
    t.ok(performance.now() - begin >= 9)
    rSleepSync(-1)
    rSleepSync(null as never)
})
