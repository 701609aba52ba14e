import t from 'tap'
import { R_ERR_BAD_ARGS, ref } from '../../../fiber/compat/index.js'
import {
    isFiberAbort,
    rAbortFiber,
    rAllocFiber,
    rFreeFiber,
    rGetFiber,
    rGetFiberStats,
    rResumeFiber,
    rSleep,
    rSpawnFiber,
    rStartFastEvent,
    rStartFiber,
    rYieldFiber,
} from '../../../fiber/event/index.js'
import { onUncaught, sleep } from '../../../fiber/index.js'
import { Child } from '../process/child.js'
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

t.test(
    'rSpawnFiber and rAllocFiber take no function for none, and name a fiber without a name by its function',
    async t => {
        const said = await program(function* (say) {
            say(`${rSpawnFiber('none', null as never) === R_ERR_BAD_ARGS} ${rAllocFiber('none', 5 as never)}`)
            rSpawnFiber('', function named() {
                say(rGetFiber().name)
            })
            rSpawnFiber(null as never, () => say(rGetFiber().name))
            yield* rSleep(0)
        })
        t.strictSame(said, ['true null', 'named', 'fiber'])
    },
)

t.test('rAllocFiber counts from the beginning, rFreeFiber gives the place back', async t => {
    const active = () => {
        const count = ref(0)
        rGetFiberStats(count)
        return count.value
    }
    await program(function* () {
        const before = active()
        const fiber = rAllocFiber('fiber', () => {})
        t.equal(active(), before + 1)
        rFreeFiber(fiber)
        t.equal(active(), before)
        rFreeFiber(fiber)
        t.equal(active(), before)
        yield* rSleep(0)
    })
})

t.test('a fiber that fails has the error as its exception, and is done; the root handler is told', async t => {
    const heard: unknown[] = []
    const former = onUncaught(({ error, task, kind }) => heard.push([task.name, (error as Error).message, kind]))
    t.teardown(() => onUncaught(former))
    const said = await program(function* (say) {
        const fiber = rAllocFiber('fails', function* () {
            yield* rSleep(0)
            throw new Error('why')
        })!
        say(`${fiber.exception} ${fiber.done} ${fiber.pooled} ${fiber.idleSince} ${fiber.next}`)
        rStartFiber(fiber, 'result')
        yield* rSleep(1)
        say(`${(fiber.exception as Error).message} ${fiber.done} ${fiber.result}`)
        rSpawnFiber('async', async () => {
            throw new Error('rejected')
        })
        yield* rSleep(1)
    })
    t.strictSame(said, ['0 false false 0 null', 'why true null'], 'the sleep was ended by a resume without a value')
    t.strictSame(heard, [
        ['fails', 'why', 'uncaught'],
        ['async', 'rejected', 'uncaught'],
    ])
})

t.test('an uncaught failure is in the log with name and stack, whatever the policy', async t => {
    for (const policy of ['exitOnFailure', 'logFailure']) {
        const child = Child.of(`
            import { rInfo, rInit, rServiceEvents, rSleep, rSpawnFiber, rStop, rTerm } from 'ioto-fiber/c'
            import { exitOnFailure, logFailure, onUncaught } from 'ioto-fiber/fiber'
            onUncaught(${policy})
            rInit(function* () {
                rSpawnFiber('culprit', function* guilty() {
                    yield* rSleep(1)
                    throw new Error('why')
                })
                yield* rSleep(${policy === 'logFailure' ? 20 : 1e6})
                rInfo('app', 'goes on')
                rStop()
            })
            await rServiceEvents()
            await rTerm()`)
        const exits = policy === 'exitOnFailure'
        t.same(await child.ended, { code: exits ? 1 : 0, signal: null })
        t.match(child.stdout, /^ioto: Fiber \d+ culprit failed: Error: why\n {4}at guilty \(/)
        t.equal(child.stdout.includes('goes on'), !exits)
        t.equal(/Error: why/.test(child.stderr), exits, 'Node prints what ends the process')
    }
})
