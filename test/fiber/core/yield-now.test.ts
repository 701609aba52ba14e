import t from 'tap'
import { current, type Fiber, spawn, type Task, wake, yieldNow } from '../../../fiber/index.js'
import { assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'yieldNow lets every fiber run that is ready, first in first out', function* (t) {
    const log: string[] = []
    function* worker(name: string): Fiber {
        for (let i = 0; i < 3; i++) {
            log.push(`${name}${i}`)
            yield* assertSuspends(yieldNow())
        }
    }
    const tasks = ['a', 'b', 'c'].map(name => spawn(worker, name))
    for (const task of tasks) {
        yield* task.join()
    }
    t.same(log, ['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})

fiberTest(t, 'yieldNow takes one turn, also when the fiber has woken itself before', function* (t) {
    const log: string[] = []
    const other = spawn(function* () {
        for (let i = 0; i < 4; i++) {
            log.push(`other ${i}`)
            yield* yieldNow()
        }
    })
    for (let i = 0; i < 4; i++) {
        wake(current() as Task)
        yield* yieldNow()
        log.push(`self ${i}`)
    }
    yield* other.join()
    t.same(log, ['other 0', 'self 0', 'other 1', 'self 1', 'other 2', 'self 2', 'other 3', 'self 3'])
})

fiberTest(t, 'yieldNow is one operation for all', function* (t) {
    t.equal(yieldNow(), yieldNow())
})
