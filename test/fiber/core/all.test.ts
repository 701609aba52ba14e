import t from 'tap'
import { all, Channel, type Fiber, now, sleep, statistics } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

function* value<T>(result: T, ms: number): Fiber<T> {
    yield* sleep(ms)
    return result
}

fiberTest(t, 'all gives the results in the order of the list, when the last has come', function* (t) {
    const start = now()
    const channel = new Channel<boolean>(1)
    channel.sendNow(true)
    const results = yield* all([value(1, 30), value('two', 10), channel.receive(), sleep(5)])
    t.same(results, [1, 'two', true, undefined])
    t.equal(now() - start, 30)
    t.same(yield* all([]), [])
})

fiberTest(t, 'all throws the first failure, wherever it stands, and cancels the others', function* (t) {
    for (const at of [0, 1, 2]) {
        const start = now()
        let cleaned = 0
        try {
            yield* all(makers(at, () => cleaned++))
            t.fail('must throw')
        } catch (error) {
            t.match(error, { message: `failed ${at}` })
        }
        t.equal(now() - start, 10)
        t.equal(cleaned, 3)
    }
    t.equal(statistics().timers, 0)
})

function makers(failing: number, onCleanUp: () => void): Fiber[] {
    return [0, 1, 2].map(n =>
        (function* (): Fiber {
            try {
                yield* sleep(n === failing ? 10 : 100)
                throw new Error(`failed ${n}`)
            } finally {
                onCleanUp()
            }
        })(),
    )
}
