import t from 'tap'
import {
    current,
    detach,
    dumpFibers,
    Event,
    type Fiber,
    fibers,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'fibers lists all that have not ended, each behind its parent', function* (t) {
    const a = detach('a', function* () {
        spawn(function* a1() {
            spawn(sleep, 10)
            yield* sleep(10)
        })
        spawn(function* a2() {
            yield* sleep(10)
        })
    })
    const b = detach('b', sleep, 10)
    yield* yieldNow()
    yield* yieldNow()
    t.same(
        fibers().map(({ name }) => name),
        [current()!.name, 'a', 'a1', 'sleep', 'a2', 'b'],
    )
    t.same(
        fibers(3).map(({ name }) => name),
        [current()!.name, 'a', 'a1'],
    )
    t.same(fibers(0), [])
    yield* a.join()
    yield* b.join()
    t.same(fibers(), [current()])
})

fiberTest(t, 'fibers lists a chain of 20,000 nested ones', function* (t) {
    function* nested(n: number): Fiber {
        if (n > 0) {
            spawn(nested, n - 1)
        }
        yield* sleep(10)
    }
    spawn(nested, 20_000)
    yield* sleep(5)
    t.equal(fibers().length, 20_002)
    t.equal(statistics().live, 20_002)
    t.match(dumpFibers(), /^20002 fibers, of which 1000 are shown\n/)
    yield* sleep(100)
})

fiberTest(
    t,
    'a chain of 20,000 fibers that wait for each other ends, and is cancelled, without a deep recursion',
    function* (t) {
        const last = new Event()
        function* tail(n: number): Fiber {
            if (n > 0) {
                spawn(tail, n - 1)
            } else {
                yield* last.wait()
            }
        }
        const ends = detach('ends', tail, 20_000)
        while (last.waiting < 1) {
            yield* yieldNow()
        }
        t.equal(ends.state, 'closing')
        last.emit()
        yield* ends.join()

        const cancelled = detach('cancelled', tail, 20_000)
        while (last.waiting < 1) {
            yield* yieldNow()
        }
        cancelled.cancel('enough')
        yield* yieldNow()
        t.equal(cancelled.statistics().outcome, 'cancelled')

        const failing = detach('failing', tail, 20_000)
        while (last.waiting < 1) {
            yield* yieldNow()
        }
        fibers().at(-1)!.cancel()
        yield* yieldNow()
        t.equal(failing.statistics().outcome, 'finished', 'the cancel of a child disturbs nobody')
    },
)
