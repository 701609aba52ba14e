import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_CANT_ACCESS, ref } from '../../../fiber/compat/index.js'
import {
    rAllocFiber,
    rEnter,
    rFreeFiber,
    rLeave,
    rSleep,
    rSpawnFiber,
    rStartFiber,
} from '../../../fiber/event/index.js'
import { now } from '../../../fiber/index.js'
import { program } from './c-program.js'

t.test('rEnter admits one fiber at a time, in the order of asking', async t => {
    const busy = ref(false)
    const said = await program(function* (say) {
        for (const name of ['a', 'b', 'c']) {
            rSpawnFiber(name, function* () {
                yield* rEnter(busy, 0)
                say(`${name} in`)
                yield* rSleep(1)
                say(`${name} out`)
                rLeave(busy)
            })
        }
        yield* rSleep(50)
    })
    t.strictSame(said, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
    t.equal(busy.value, false)
})

t.test('rEnter gives R_ERR_CANT_ACCESS at once, or when the deadline has passed', async t => {
    const busy = ref(true)
    const said = await program(function* (say) {
        say(String((yield* rEnter(busy, -1)) === R_ERR_CANT_ACCESS))
        const start = now()
        say(String((yield* rEnter(busy, start + 30)) === R_ERR_CANT_ACCESS))
        say(String(now() - start >= 29))
    })
    t.strictSame(said, ['true', 'true', 'true'])
})

t.test('rEnter sees a flag that was cleared without rLeave', async t => {
    const busy = ref(true)
    const said = await program(function* (say) {
        rSpawnFiber('clears', function* () {
            yield* rSleep(1)
            busy.value = false
        })
        say(String(yield* rEnter(busy, 0)))
    })
    t.strictSame(said, ['0'])
})

t.test('rEnter takes NULL and what is no time, and rLeave what is no flag', async t => {
    const said = await program(function* (say) {
        say(String((yield* rEnter(null, 0)) === R_ERR_BAD_ARGS))
        say(String((yield* rEnter(5 as never, 0)) === R_ERR_BAD_ARGS))
        say(String(yield* rEnter(ref(false), Number.NaN)))
        rLeave(null)
        rLeave(5 as never)
    })
    t.strictSame(said, ['true', 'true', '0'])
})

t.test('rEnter that is cancelled leaves the flag to others', async t => {
    const busy = ref(true)
    const said = await program(function* (say) {
        const waits = rAllocFiber('waits', () => rEnter(busy, 0))!
        rStartFiber(waits)
        yield* rSleep(1)
        rFreeFiber(waits)
        rLeave(busy)
        say(String(yield* rEnter(busy, -1)))
    })
    t.strictSame(said, ['0'])
})
