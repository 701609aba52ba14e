import t from 'tap'
import { current, deadline, now, sleep, spawn, startTimer, statistics, Timer, wallTime } from '../../../fiber/index.js'
import { fiberTest, VirtualClock, virtually } from '../../../fiber/testing/index.js'

const hour = 3_600_000

fiberTest(t, 'VirtualClock jumps to the next timer when everything waits', function* (t, clock) {
    const start = clock.now()
    yield* sleep(hour)
    t.equal(clock.now() - start, hour)
    t.equal(now(), clock.now())
})

fiberTest(t, 'VirtualClock stands still while code runs', function* (t, clock) {
    const start = clock.now()
    for (let sum = 0, i = 0; i < 100_000; i++) {
        sum += i
    }
    t.equal(clock.now(), start)
})

fiberTest(t, 'VirtualClock stops at each timer that is due when it is moved by hand', function* (t, clock) {
    clock.autoJump = false
    const start = clock.now()
    const fired: number[] = []
    class Note extends Timer {
        fire(): void {
            fired.push(clock.now() - start)
        }
    }
    startTimer(new Note(), 10)
    startTimer(new Note(), 5000)
    startTimer(new Note(), 5001)
    clock.advance(5000)
    t.same(fired, [10, 5000])
    t.equal(clock.now() - start, 5000)
    clock.advance(1)
    t.same(fired, [10, 5000, 5001])
    t.equal(clock.due, Infinity)
    clock.advance(-100)
    t.equal(clock.now() - start, 5001, 'the time never goes backwards')
    yield* sleep(0)
})

fiberTest(t, 'VirtualClock.autoJump can be switched on while everything waits', function* (t, clock) {
    clock.autoJump = false
    setImmediate(() => {
        clock.autoJump = true
    })
    yield* sleep(hour)
    t.equal(clock.autoJump, true)
})

fiberTest(
    t,
    'VirtualClock.setTime moves the wall clock and no timer',
    function* (t, clock) {
        t.equal(wallTime(), 5000)
        yield* sleep(10)
        t.equal(wallTime(), 5010)
        clock.setTime(1)
        t.equal(wallTime(), 1)
        t.equal(clock.now(), 110)
        yield* sleep(10)
        t.equal(wallTime(), 11)
    },
    { now: 100, time: 5000 },
)

fiberTest(t, 'VirtualClock gives promises and setImmediate their turn before it jumps', function* (t, clock) {
    const start = clock.now()
    let happened = false
    setImmediate(() => {
        happened = true
    })
    yield* deadline(hour, sleep(1))
    t.ok(happened)
    t.equal(clock.now() - start, 1)
})

t.test('VirtualClock runs 100,000 sleeping fibers with random deadlines, each on time', async t => {
    let seed = 1
    let late = 0
    const ended = await virtually(function* () {
        const before = statistics().ended
        for (let i = 0; i < 100_000; i++) {
            seed = (seed * 48271) % 2147483647
            const ms = seed % 1_000_000
            spawn(function* () {
                const due = Math.ceil(now() + ms)
                yield* sleep(ms)
                late += Number(now() !== due)
            })
        }
        yield* sleep(1_000_001)
        return statistics().ended - before
    })
    t.equal(ended, 100_000)
    t.equal(late, 0)
    t.equal(current(), null)
})

t.test('VirtualClock without timers does nothing', async t => {
    const clock = new VirtualClock({ now: 7, time: 8 })
    clock.advance(3)
    t.equal(clock.now(), 10)
    t.equal(clock.time(), 11)
    t.equal(clock.due, Infinity)
    clock.disarm()
})
