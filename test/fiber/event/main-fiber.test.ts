import t from 'tap'
import {
    rFreeFiber,
    rGetFiber,
    rIsMain,
    rResumeFiber,
    rSleep,
    rStartFastEvent,
    rStartFiber,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { program } from './c-program.js'

t.test('rGetFiber is the running fiber, and the main fiber outside', async t => {
    t.ok(rIsMain())
    t.equal(rGetFiber().name, 'main')
    const said = await program(function* (say) {
        say(`${rGetFiber().name} ${rIsMain()}`)
        yield* rSleep(0)
    })
    t.strictSame(said, ['init-main false'])
})

t.test('the main fiber cannot be resumed, freed or waited on', async t => {
    const main = rGetFiber()
    t.match(main, {
        id: 0,
        func: null,
        data: null,
        result: null,
        block: false,
        exception: 0,
        done: false,
        pooled: false,
    })
    t.equal(rResumeFiber(main, 5), null)
    rStartFiber(main, 5)
    rFreeFiber(main)
    t.throws(() => rYieldFiber()[Symbol.iterator]().next(), { code: 'FIBER_MISUSE' })
    t.throws(() => main.backtrace(), { message: /no fiber of the scheduler/ })
    const said = await program(function* (say) {
        rStartFastEvent(() => say(`${rGetFiber() === main} ${rIsMain()}`))
        yield* rSleep(0)
    })
    t.strictSame(said, ['true true'])
})
