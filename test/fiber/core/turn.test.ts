import t from 'tap'
import {
    current,
    detach,
    type LongSlice,
    onUncaught,
    run,
    sleep,
    spawn,
    stepNow,
    type Task,
    Turn,
    type UncaughtFailure,
    watchLoop,
    yieldNow,
} from '../../../fiber/core/index.js'

class Call extends Turn {
    protected fiber: Task | null = null

    constructor(readonly fn: () => Task | null) {
        super()
    }

    protected override come(): void {
        this.fiber = this.fn()
    }
}

const nothing = (fn: () => void) => () => {
    fn()
    return null
}

t.test('Turn shares the order of the ready queue with fibers, and comes on the main fiber', async t => {
    const said: string[] = []
    await run(function* () {
        spawn(function* () {
            said.push('fiber')
            yield* yieldNow()
            said.push('fiber again')
        })
        new Call(nothing(() => said.push(`turn, fiber: ${current()}`))).queue()
        yield* yieldNow()
        yield* yieldNow()
    })
    t.strictSame(said, ['fiber', 'turn, fiber: null', 'fiber again'])
})

t.test('Turn that throws goes to the root handler, and what is behind it comes', async t => {
    const heard: UncaughtFailure[] = []
    const former = onUncaught(failure => heard.push(failure))
    t.teardown(() => onUncaught(former))
    const said: string[] = []
    new Call(() => {
        throw new Error('failed')
    }).queue()
    new Call(nothing(() => said.push('next'))).queue()
    await run(() => sleep(0))
    t.strictSame(said, ['next'])
    t.match(heard, [{ error: { message: 'failed' }, task: { id: 0, name: 'event' }, kind: 'uncaught' }])
})

t.test('Turn that holds the thread is reported as the fiber that it stepped, which is not stepped again', async t => {
    const slices: LongSlice[] = []
    watchLoop(20, slice => slices.push(slice))
    t.teardown(() => watchLoop(100, () => {}))
    let steps = 0
    const fiber = detach('holder', function* hold() {
        for (;;) {
            yield* sleep(1e6)
            steps++
        }
    })
    await run(() => sleep(0))
    new Call(() => {
        stepNow(fiber)
        const end = performance.now() + 60
        while (performance.now() < end) {}
        return fiber
    }).queue()
    await run(() => sleep(0))
    // On a busy machine others may have held it too.
    const suspect = slices.flatMap(({ suspects }) => suspects).find(({ id }) => id === fiber.id)
    t.match(suspect, { name: 'holder', backtrace: { waitsFor: 'sleep' } })
    t.equal(steps, 0, 'a step without a wake changes nothing')
    fiber.cancel()
})
