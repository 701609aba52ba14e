import t from 'tap'
import {
    all,
    any,
    CancelledError,
    detach,
    type Fiber,
    fibers,
    now,
    race,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

function* value<T>(result: T, ms: number, log: string[] = [], cleanUp = 0): Fiber<T> {
    try {
        yield* sleep(ms)
        return result
    } finally {
        if (cleanUp > 0) {
            yield* sleep(cleanUp)
        }
        log.push(`${result} is clean`)
    }
}

function* failure(message: string, ms: number): Fiber<never> {
    yield* sleep(ms)
    throw new Error(message)
}

fiberTest(t, 'race gives the first result; losers are cancelled and have cleaned up', function* (t) {
    const start = now()
    const log: string[] = []
    t.equal(yield* race([value('slow', 50, log, 20), value('fast', 10, log), value('never', Infinity, log)]), 'fast')
    t.equal(now() - start, 30)
    t.same(log, ['fast is clean', 'never is clean', 'slow is clean'])
    t.equal(statistics().timers, 0)
})

fiberTest(t, 'race throws a failure that comes first', function* (t) {
    const log: string[] = []
    try {
        yield* race([value('slow', 50, log), failure('first', 10)])
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'first' })
    }
    t.same(log, ['slow is clean'])
})

for (const reverse of [false, true]) {
    fiberTest(
        t,
        `race: of a result and a failure in the same turn the first wins (${reverse ? 'failure' : 'result'})`,
        function* (t) {
            const list: Fiber<string>[] = [value('result', 10), failure('failed', 10)]
            try {
                const result = yield* race(reverse ? list.reverse() : list)
                t.equal(result, 'result')
                t.notOk(reverse)
            } catch (error) {
                t.match(error, { message: 'failed' })
                t.ok(reverse)
            }
        },
    )
}

fiberTest(t, 'race of results that are ready at once gives that of the first in the list', function* (t) {
    const ready = function* (n: number): Fiber<number> {
        return n
    }
    t.equal(yield* race([ready(1), ready(2), ready(3)]), 1)
})

fiberTest(t, 'race gives undefined when that is the first result', function* (t) {
    t.equal(yield* race([sleep(1), sleep(2)]), undefined)
})

fiberTest(t, 'race throws when the clean-up of a loser fails', function* (t) {
    const loser = function* (): Fiber<string> {
        try {
            yield* sleep(100)
            return 'slow'
        } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw new Error('clean-up failed')
        }
    }
    try {
        yield* race([value('fast', 1), loser()])
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'clean-up failed' })
    }
})

fiberTest(t, 'race that is cancelled cancels all that take part', function* (t) {
    const log: string[] = []
    const task = detach('racer', () => race([value('a', 50, log), value('b', 50, log, 10)]))
    yield* sleep(5)
    task.cancel()
    yield* sleep(15)
    t.same(log, ['a is clean', 'b is clean'])
    t.equal(task.statistics().outcome, 'cancelled')
})

fiberTest(t, 'race of nothing waits until it is cancelled', function* (t) {
    const task = detach('racer', () => race([]))
    yield* sleep(1000)
    t.equal(task.state, 'sleeping')
    task.cancel()
    yield* yieldNow()
    t.equal(task.state, 'done')
})

fiberTest(t, 'race all of whose fibers were cancelled by somebody else throws', function* (t) {
    const task = spawn(() => race([value('a', 50), value('b', 50)]))
    yield* sleep(1)
    for (const fiber of fibers().filter(({ parent }) => parent === task)) {
        fiber.cancel()
    }
    try {
        yield* task.join()
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof CancelledError)
    }
})

fiberTest(t, 'race waits for fibers that the winner has spawned no longer than it takes to cancel them', function* (t) {
    const start = now()
    const winner = function* (): Fiber<string> {
        spawn(sleep, 1000)
        yield* sleep(10)
        return 'won'
    }
    t.equal(yield* race([winner(), value('slow', 50)]), 'won')
    t.equal(now() - start, 10)
})

fiberTest(t, 'race calls its fibers after who asked for them, also within another one', function* (t) {
    function* guard(): Fiber<void> {
        yield* race([sleep(10), all([sleep(20), any([sleep(30)])])])
    }
    const task = spawn(guard)
    yield* sleep(1)
    t.same(
        fibers().flatMap(({ name }) => (/ of /.test(name) ? name : [])),
        ['race of guard', 'race of guard', 'all of guard', 'all of guard', 'any of guard'],
    )
    yield* task.join()
})
