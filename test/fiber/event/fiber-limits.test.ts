import t from 'tap'
import { onReport, R_ERR_BAD_ARGS, R_ERR_MEMORY, ref } from '../../../fiber/compat/index.js'
import {
    rAllocFiber,
    rGetFiberStackLimits,
    rGetFiberStackSize,
    rGetFiberStats,
    rSetFiberLimits,
    rSetFiberStackLimits,
    rSetFiberStackSize,
    rSleep,
    rSpawnFiber,
    rStartEvent,
} from '../../../fiber/event/index.js'
import { setFiberLimit } from '../../../fiber/index.js'
import { program } from './c-program.js'

const reports: string[] = []
onReport((type, source, message) => reports.push(`${type} ${source}: ${message}`))
t.beforeEach(() => {
    reports.length = 0
})
t.teardown(() => onReport(null))

t.test('rSetFiberLimits refuses fibers above the limit, and what they were for is retried or reported', async t => {
    const said = await program(function* (say) {
        const former = rSetFiberLimits(2, 0, 4)
        try {
            say(`former ${former}`)
            say(`spawn ${rSpawnFiber('second', () => rSleep(3))}`)
            say(`third ${rSpawnFiber('third', () => say('never')) === R_ERR_MEMORY}`)
            say(`alloc ${rAllocFiber('third', () => say('never'))}`)
            rStartEvent(() => say('event, when there is room'))
            yield* rSleep(10)
        } finally {
            rSetFiberLimits(0, 1, 8)
        }
    })
    t.strictSame(said, ['former 0', 'spawn 0', 'third true', 'alloc null', 'event, when there is room'])
    t.equal(rSetFiberLimits(-1, 0, 0), R_ERR_BAD_ARGS)
})

t.test('rGetFiberStats and the stack sizes are stored and given', async t => {
    const [active, max, pooled, hits, misses] = [ref(-1), ref(-1), ref(-1), ref(-1), ref(-1)]
    rGetFiberStats(active, max, pooled, null, null, hits, misses)
    t.same([active.value, max.value, pooled.value, hits.value], [0, 0, 0, 0])
    t.ok(misses.value > 0)
    t.doesNotThrow(() => rGetFiberStats())
    rSetFiberStackSize(10_000)
    t.equal(rGetFiberStackSize(), 12288)
    rSetFiberStackSize(1)
    t.equal(rGetFiberStackSize(), 8192)
    t.equal(rSetFiberStackLimits(65536, 0, 5000, 0), 0)
    const [initial, most, grow, reset] = [ref(0), ref(0), ref(0), ref(0)]
    rGetFiberStackLimits(initial, most, grow, reset)
    t.same([initial.value, most.value, grow.value, reset.value], [65536, 8388608, 8192, 65536])
})

t.test('rAllocFiber tells the log of the limit', async t => {
    await program(function* () {
        rSetFiberLimits(1, 0, 0)
        t.equal(
            rAllocFiber('more', () => {}),
            null,
        )
        rSetFiberLimits(0, 1, 8)
        yield* rSleep(0)
    })
    t.strictSame(reports, ['debug fiber: Exceeded fiber limit 1'])
})

t.test('rSetFiberLimits is the limit of both faces, clips the pool, and changes nothing for bad numbers', async t => {
    setFiberLimit(7)
    const [max, poolMax, poolMin] = [ref(0), ref(0), ref(0)]
    rGetFiberStats(null, max)
    t.equal(max.value, 7)
    t.equal(rSetFiberLimits(3, 2, 100), 7)
    rGetFiberStats(null, max, null, poolMax, poolMin)
    t.same([max.value, poolMax.value, poolMin.value], [3, 3, 2])
    for (const bad of [
        [-1, 0, 0],
        [1, -1, 0],
        [1, 0, -1],
        [Number.NaN, 0, 0],
        ['1', 0, 0],
        [null, 0, 0],
    ] as never[][]) {
        t.equal(rSetFiberLimits(...(bad as [never, never, never])), R_ERR_BAD_ARGS)
    }
    t.equal(rSetFiberLimits(0, 1, 8), 3)
})

t.test('rSetFiberStackSize below the minimum is an error in the log', async t => {
    rSetFiberStackSize(1)
    t.match(reports, [/^error runtime: Cannot set the stack size of fibers: 1, wanted 8192 or more$/])
    rSetFiberStackSize(Infinity)
    t.equal(rGetFiberStackSize(), Number.MAX_SAFE_INTEGER)
    rSetFiberStackLimits(65_536, 1, 1, 1)
    const [initial, most, grow, reset] = [ref(0), ref(0), ref(0), ref(0)]
    rGetFiberStackLimits(initial, most, grow, reset)
    t.same([initial.value, most.value, grow.value, reset.value], [65_536, 65_536, 4096, 4096])
    rSetFiberStackLimits(0, 8_388_608, 16_384, 65_536)
    rGetFiberStackLimits(initial, most, grow, reset)
    t.same([initial.value, most.value, grow.value, reset.value], [65_536, 8_388_608, 16_384, 65_536])
})
