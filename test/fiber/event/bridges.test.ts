import t from 'tap'
import {
    rAwait,
    rGetFiber,
    rGetFibers,
    rRunFiber,
    rSetFiberLimits,
    rSleep,
    rWakeup,
} from '../../../fiber/event/index.js'
import { program } from './c-program.js'

t.test('rAwait gives the value of a promise, throws its error, and gives back what is no promise', async t => {
    const said = await program(function* (say) {
        say(String(yield* rAwait(Promise.resolve('value'))))
        try {
            yield* rAwait(Promise.reject(new Error('rejected')))
        } catch (error) {
            say((error as Error).message)
        }
        say(String(yield* rAwait(5)))
        say(String(yield* rAwait(null)))
    })
    t.strictSame(said, ['value', 'rejected', '5', 'null'])
})

t.test('rRunFiber is a promise of the result of a function of any kind', async t => {
    t.equal(
        await rRunFiber(function* (arg: number) {
            yield* rSleep(1)
            return arg + 1
        }, 1),
        2,
    )
    t.equal(await rRunFiber((arg: number) => arg + 1, 2), 3)
    t.equal(await rRunFiber(async (arg: number) => arg + 1, 3), 4)
    t.equal(await rRunFiber(() => rGetFiber().name, null), 'run')
    await t.rejects(
        rRunFiber(() => {
            throw new Error('failed')
        }, null),
        { message: 'failed' },
    )
    await t.rejects(rRunFiber(null as never, null), { code: 'FIBER_MISUSE', message: /got null, wanted a function/ })
    rSetFiberLimits(1, 0, 0)
    const first = rRunFiber(() => rSleep(1), null)
    await t.rejects(
        rRunFiber(() => 5, null),
        { code: 'FIBER_LIMIT' },
    )
    await first
    rSetFiberLimits(0, 1, 8)
})

t.test('rGetFibers lists the fibers, and rWakeup does nothing', async t => {
    const said = await program(function* (say) {
        say(
            rGetFibers()
                .map(({ name }) => name)
                .join(),
        )
        rWakeup()
        yield* rSleep(0)
    })
    t.strictSame(said, ['init-main'])
})
