import t from 'tap'
import { R_ERR_BAD_ARGS, R_ERR_MEMORY, ref } from '../../../fiber/compat/index.js'
import {
    isFiberAbort,
    rAbortFiber,
    rAllocFiber,
    rEndFiberBlock,
    rFiberBlock,
    rFreeFiber,
    rGetFiber,
    rGetFiberStackLimits,
    rGetFiberStackSize,
    rGetFiberStats,
    rIsMain,
    rResumeFiber,
    rSetFiberLimits,
    rSetFiberStackLimits,
    rSetFiberStackSize,
    rSleep,
    rSpawnFiber,
    rStartEvent,
    rStartFastEvent,
    rStartFiber,
    rStartFiberBlock,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { sleep } from '../../../fiber/index.js'
import { program } from './c-program.js'

t.test('rSpawnFiber takes plain functions, generators, functions that return an operation, and async ones', async t => {
    const said = await program(function* (say) {
        rSpawnFiber('plain', (word: string) => say(word), 'plain')
        rSpawnFiber(
            'generator',
            function* (word: string) {
                yield* rSleep(0)
                say(word)
            },
            'generator',
        )
        rSpawnFiber('operation', () => rSleep(1))
        rSpawnFiber(
            'async',
            async (word: string) => {
                await null
                say(word)
            },
            'async',
        )
        yield* rSleep(5)
    })
    t.strictSame([...said].sort(), ['async', 'generator', 'plain'])
})

t.test('rResumeFiber in a fiber queues, and gives its own argument', async t => {
    const said = await program(function* (say) {
        const target = rAllocFiber(
            'target',
            function* (data: string) {
                say(`${data} ${rGetFiber().data} result ${rGetFiber().result}`)
                say(`got ${yield* rYieldFiber('out')}`)
                say(`got ${yield* rYieldFiber('out')}`)
            },
            'data',
        )!
        say(`first ${rResumeFiber(target, 'a')}`)
        yield* rSleep(0)
        // Two resumes without a wait in between: the second arrives at the next yield.
        rResumeFiber(target, 'b')
        rStartFiber(target, 'c')
        yield* rSleep(0)
        say(`done ${target.done} ${rResumeFiber(target, 'd')}`)
    })
    t.strictSame(said, ['first a', 'data data result a', 'got b', 'got c', 'done true c'])
})

t.test('rResumeFiber outside fibers runs the fiber at once and gives what it yields', async t => {
    const said = await program(function* (say) {
        const target = rAllocFiber('target', function* () {
            say('begins')
            say(`got ${yield* rYieldFiber('first')}`)
            yield* rYieldFiber('second')
            say('ends')
        })!
        rStartFastEvent(() => {
            say(`1: ${rResumeFiber(target, 'x')}`)
            say(`2: ${rResumeFiber(target, 'y')}`)
            say(`3: ${rResumeFiber(target, 'z')}`)
            say(`4: ${rResumeFiber(target, 'w')}`)
        })
        yield* rSleep(0)
    })
    t.strictSame(said, ['begins', '1: first', 'got y', '2: second', 'ends', '3: null', '4: z'])
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

t.test('rYieldFiber forgets a resume that came while the fiber waited for something else', async t => {
    const said = await program(function* (say) {
        const fiber = rAllocFiber('fiber', function* () {
            yield* sleep(5)
            say(`got ${yield* rYieldFiber()}`)
        })!
        rStartFiber(fiber)
        yield* rSleep(0)
        rResumeFiber(fiber, 'stale')
        yield* rSleep(10)
        rResumeFiber(fiber, 'fresh')
        yield* rSleep(0)
    })
    t.strictSame(said, ['got fresh'])
})

t.test('rAbortFiber ends the fiber: finally blocks run, nothing is reported', async t => {
    const said = await program(function* (say) {
        rSpawnFiber('aborts', function* () {
            try {
                yield* rSleep(0)
                rAbortFiber()
                say('never')
            } catch (error) {
                say(`abort ${isFiberAbort(error)}`)
                throw error
            } finally {
                say('finally')
            }
        })
        yield* rSleep(2)
    })
    t.strictSame(said, ['abort true', 'finally'])
    t.doesNotThrow(() => rAbortFiber(), 'nothing happens on the main fiber')
})

t.test('rFreeFiber cancels a fiber that waits, and drops one that was not started', async t => {
    const said = await program(function* (say) {
        const fresh = rAllocFiber('fresh', () => say('never'))
        const waiting = rAllocFiber('waiting', function* () {
            try {
                yield* rYieldFiber()
            } finally {
                say('finally')
            }
        })!
        rStartFiber(waiting)
        yield* rSleep(0)
        rFreeFiber(fresh)
        rFreeFiber(waiting)
        rFreeFiber(null)
        rStartFiber(fresh)
        yield* rSleep(0)
        say(`${fresh!.done} ${waiting.done}`)
    })
    t.strictSame(said, ['finally', 'true true'])
})

t.test('rGetFiber is the running fiber, and the main fiber outside', async t => {
    t.ok(rIsMain())
    t.equal(rGetFiber().name, 'main')
    const said = await program(function* (say) {
        say(`${rGetFiber().name} ${rIsMain()}`)
        yield* rSleep(0)
    })
    t.strictSame(said, ['init-main false'])
})

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
