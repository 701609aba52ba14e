import t from 'tap'
import { any, detach, type Fiber, now, sleep } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'

function* value<T>(result: T, ms: number): Fiber<T> {
    yield* sleep(ms)
    return result
}

function* failure(message: string, ms: number): Fiber<never> {
    yield* sleep(ms)
    throw new Error(message)
}

fiberTest(t, 'any gives the first result and ignores failures before it', function* (t) {
    const start = now()
    t.equal(yield* any([failure('a', 1), value('slow', 50), value('fast', 10), failure('b', 20)]), 'fast')
    t.equal(now() - start, 10)
})

fiberTest(t, 'any gives the first of two results of the same turn', function* (t) {
    t.equal(yield* any([value('first', 10), value('second', 10)]), 'first')
    t.equal(yield* any([failure('a', 10), value('second', 10)]), 'second')
})

fiberTest(t, 'any throws an AggregateError with all errors in the order of the list when all fail', function* (t) {
    try {
        yield* any([failure('a', 3), failure('b', 1), failure('c', 2)])
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof AggregateError)
        t.same(
            (error as AggregateError).errors.map(({ message }) => message),
            ['a', 'b', 'c'],
        )
        t.equal((error as Error).message, 'Cannot finish any: all 3 attempts failed')
    }
    try {
        yield* any([])
        t.fail('must throw')
    } catch (error) {
        t.ok(error instanceof AggregateError)
    }
})

fiberTest(t, 'any throws when the clean-up of a loser fails', function* (t) {
    const loser = function* (): Fiber<string> {
        try {
            yield* sleep(100)
            return 'slow'
        } finally {
            yield* sleep(1)
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw new Error('clean-up failed')
        }
    }
    try {
        yield* any([value('fast', 1), loser()])
        t.fail('must throw')
    } catch (error) {
        t.match(error, { message: 'clean-up failed' })
    }
})

fiberTest(t, 'any that is cancelled takes that for no failure of its attempts', function* (t) {
    const task = detach('any', () => any([value(1, 100), value(2, 100)]))
    yield* sleep(1)
    task.cancel()
    yield* sleep(1)
    t.equal(task.statistics().outcome, 'cancelled')
})
