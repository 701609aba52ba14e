import t from 'tap'
import { rSleep } from '../../../fiber/event/index.js'
import { isDrivable, Starter, strandOf } from '../../../fiber/event/starter.js'
import { type Fiber, PROBE, run, SUSPEND, sleep, spawn } from '../../../fiber/index.js'

t.test('isDrivable knows generators and operations, and no lists, texts or fibers', async t => {
    for (const value of [(function* () {})(), sleep(1), rSleep(1)]) {
        t.ok(isDrivable(value))
    }
    const task = spawn(() => sleep(0))
    for (const value of [null, undefined, 0, 'text', [1], new Map(), {}, { next: 5 }, () => {}, task]) {
        t.notOk(isDrivable(value))
    }
    await run(() => sleep(1))
})

t.test('strandOf waits for promises, and is null for plain results', async t => {
    t.equal(strandOf(5), null)
    t.equal(strandOf(null), null)
    const value = await run(function* (): Fiber<unknown> {
        return yield* strandOf(Promise.resolve(7)) as unknown as Fiber<unknown>
    })
    t.equal(value, 7)
})

t.test('Starter calls its function at the first step, once', async t => {
    let calls = 0
    const starter = new Starter((a: number, b: number) => ++calls + a + b, [10, 20])
    t.equal(calls, 0)
    t.equal(starter.next(PROBE), SUSPEND, 'a look does not start it')
    t.equal(calls, 0)
    t.same(starter.next(), { done: true, value: 31 })
    t.equal(starter.next(), SUSPEND)
    t.equal(calls, 1)
})

t.test('Starter that is cancelled before it begins calls nothing', async t => {
    const starter = new Starter(() => t.fail('it was called'), [])
    t.ok(starter.return().done)
    t.equal(starter.next(), SUSPEND)
})

t.test('Starter forwards moves to what its function returned', async t => {
    const moves: string[] = []
    const strand = {
        next: (move: unknown) => {
            moves.push(`next ${move === PROBE ? 'PROBE' : move}`)
            return SUSPEND
        },
        return: () => {
            moves.push('return')
            return { done: true as const, value: undefined }
        },
        throw: (error: unknown) => {
            moves.push(`throw ${error === PROBE ? 'PROBE' : error}`)
            return SUSPEND
        },
    }
    const starter = new Starter(() => strand, [])
    t.throws(() => starter.throw(new Error('early')), { message: 'early' })
    starter.next()
    starter.next(PROBE)
    starter.throw(PROBE)
    starter.return()
    t.strictSame(moves, ['next undefined', 'next PROBE', 'throw PROBE', 'return'])
})
