import t from 'tap'
import { detach, Event, sleep, spawn, yieldNow } from '../../../fiber/index.js'
import { assertSuspends, fiberTest } from '../../../fiber/testing/index.js'

fiberTest(t, 'Event.emit wakes all who wait, in the order of their coming, with its value', function* (t) {
    const event = new Event<string>('news')
    const log: string[] = []
    t.equal(event.emit('nobody'), 0)
    for (let n = 0; n < 3; n++) {
        spawn(function* () {
            log.push(`${n} ${yield* assertSuspends(event.wait())}`)
        })
    }
    yield* yieldNow()
    t.equal(event.waiting, 3)
    t.equal(event.emit('value'), 3)
    t.equal(event.emit('again'), 0)
    yield* yieldNow()
    t.same(log, ['0 value', '1 value', '2 value'])
})

fiberTest(t, 'Event has no memory: who comes later waits for the next time', function* (t) {
    const event = new Event<number>()
    const log: number[] = []
    const task = spawn(function* () {
        for (let i = 0; i < 3; i++) {
            log.push(yield* event.wait())
        }
    })
    for (let n = 0; n < 5; n++) {
        yield* sleep(1)
        event.emit(n)
        event.emit(-n)
    }
    yield* task.join()
    t.same(log, [0, 1, 2])
})

fiberTest(t, 'Event.emit passes over fibers that were cancelled', function* (t) {
    const event = new Event()
    const task = detach('victim', () => event.wait())
    yield* yieldNow()
    t.equal(task.backtrace().waitsFor, 'event')
    task.cancel()
    yield* yieldNow()
    t.equal(event.waiting, 0)
    t.equal(event.emit(), 0)
})

fiberTest(t, 'Event.emit within a fiber that it has woken reaches those who wait by then', function* (t) {
    const event = new Event<number>()
    const log: string[] = []
    spawn(function* () {
        const n = yield* event.wait()
        log.push(`a ${n}`)
        event.emit(n + 1)
    })
    spawn(function* () {
        log.push(`b ${yield* event.wait()}`)
    })
    yield* yieldNow()
    event.emit(1)
    yield* yieldNow()
    t.same(log, ['a 1', 'b 1'])
})
