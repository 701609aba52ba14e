import t from 'tap'
import { onReport } from '../../../fiber/compat/index.js'
import {
    rAbortFiber,
    rEndFiberBlock,
    rFiberBlock,
    rGetFiber,
    rSleep,
    rSpawnFiber,
    rStartFiberBlock,
} from '../../../fiber/event/index.js'
import { program } from './c-program.js'

t.test('rFiberBlock catches what its body throws, and tells the fiber', async t => {
    const said = await program(function* (say) {
        const caught = yield* rFiberBlock(
            function* () {
                say(`block ${rGetFiber().block}`)
                yield* rSleep(0)
                throw new Error('fault')
            },
            error => say(`recover ${(error as Error).message}`),
        )
        say(`${caught} ${(rGetFiber().exception as Error).message} ${rGetFiber().block}`)
        say(
            String(
                yield* rFiberBlock(
                    function* () {
                        yield* rSleep(0)
                    },
                    () => say('never'),
                ),
            ),
        )
        rStartFiberBlock()
        say(`block ${rGetFiber().block}`)
        rEndFiberBlock()
        say(`block ${rGetFiber().block}`)
    })
    t.strictSame(said, ['block true', 'recover fault', '1 fault false', '0', 'block true', 'block false'])
})

t.test('rFiberBlock without a recovery reports the exception; body and recovery may be of any kind', async t => {
    const reports: string[] = []
    onReport((type, source, message) => reports.push(`${type} ${source}: ${message.split('\n')[0]}`))
    t.teardown(() => onReport(null))
    const said = await program(function* (say) {
        say(
            String(
                yield* rFiberBlock(() => {
                    throw new Error('reported')
                }),
            ),
        )
        say(
            String(
                yield* rFiberBlock(
                    async () => {
                        throw new Error('async')
                    },
                    function* (error) {
                        yield* rSleep(1)
                        say((error as Error).message)
                    },
                ),
            ),
        )
        say(String(yield* rFiberBlock(() => 5)))
    })
    t.strictSame(said, ['1', 'async', '1', '0'])
    t.strictSame(reports, ['error fiber: Exception in a block of fiber init-main: Error: reported'])
})

t.test('rFiberBlock lets rAbortFiber pass', async t => {
    const said = await program(function* (say) {
        rSpawnFiber('aborts', function* () {
            yield* rFiberBlock(
                () => rAbortFiber(),
                () => say('never'),
            )
            say('never')
        })
        yield* rSleep(1)
        say('end')
    })
    t.strictSame(said, ['end'])
})

t.test('rStartFiberBlock and rEndFiberBlock do nothing on the main fiber', async t => {
    rStartFiberBlock()
    t.equal(rGetFiber().block, false)
    rEndFiberBlock()
})
