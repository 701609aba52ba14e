import t from 'tap'
import { Event, type Fiber, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { ConnectionTimes } from '../../../services/agent/connection-times.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Schedules are read in the zone of the machine. */
const at = (hour: number, minute = 0) => new Date(2026, 5, 15, hour, minute).getTime()

/** From two to three at night. */
const night = { schedule: '* 2 * * *', delay: 0, jitter: 0 }

/** A wait that goes on by itself, and whether it is over. */
function started(wait: () => Fiber<void>): { isOver: boolean } {
    const state = { isOver: false }
    spawn(function* () {
        yield* wait()
        state.isOver = true
    })
    return state
}

fiberTest(t, 'ConnectionTimes waits for the window of the schedule, and for its end', function* (t, clock) {
    clock.setTime(at(1))
    const times = new ConnectionTimes(night)
    t.same([times.hasWindows, times.wait()], [true, HOUR])
    yield* times.untilDue(0, new Event('wanted'))
    t.equal(clock.time(), at(2))
    t.equal(times.wait(), 0)
    yield* times.windowEnd()
    t.equal(clock.time(), at(3))
    yield* times.windowEnd()
    t.equal(clock.time(), at(3), 'outside of windows there is none to end')
    t.equal(times.pause(), 23 * HOUR)
})

fiberTest(t, 'ConnectionTimes finds a window within a minute of a clock that is put right', function* (t, clock) {
    clock.setTime(1000)
    const times = new ConnectionTimes(night)
    const due = started(() => times.untilDue(0, new Event('wanted')))
    yield* sleep(10 * MINUTE)
    t.equal(due.isOver, false)
    // The first answer of a time server
    clock.setTime(at(2, 30))
    yield* sleep(MINUTE)
    t.equal(due.isOver, true)
    const end = started(() => times.windowEnd())
    yield* sleep(5 * MINUTE)
    t.equal(end.isOver, false)
    clock.setTime(at(1))
    yield* sleep(MINUTE)
    t.equal(end.isOver, true, 'a clock that was fast')
})

fiberTest(t, 'ConnectionTimes counts the delay after a loss, whatever the clock says', function* (t, clock) {
    clock.setTime(Date.UTC(2099, 0, 1))
    const times = new ConnectionTimes({ schedule: null, delay: 5 * MINUTE, jitter: 0 })
    t.equal(times.wait(), 0)
    times.noteLost()
    t.equal(times.wait(), 5 * MINUTE)
    clock.setTime(at(12))
    yield* sleep(MINUTE)
    t.equal(times.wait(), 4 * MINUTE)
    yield* times.untilDue(0, new Event('wanted'))
    t.equal(times.wait(), 0)
    t.equal(clock.time(), at(12, 5))
})

fiberTest(
    t,
    'ConnectionTimes.untilDue waits for the least time and the jitter, and ends when it is wanted',
    function* (t, clock) {
        clock.setTime(at(1))
        const wanted = new Event('wanted')
        const never = new ConnectionTimes({ schedule: 'never', delay: 0, jitter: HOUR })
        t.equal(never.wait(), Infinity)
        const due = started(() => never.untilDue(MINUTE, wanted))
        yield* sleep(3 * HOUR)
        t.equal(due.isOver, false)
        wanted.emit()
        yield* sleep(0)
        t.equal(due.isOver, true)
        const early = started(() => never.untilDue(MINUTE, wanted))
        yield* sleep(1)
        wanted.emit()
        yield* sleep(0)
        t.equal(early.isOver, true)
        clock.setTime(at(1))
        const start = clock.time()
        const jittery = new ConnectionTimes({ ...night, jitter: HOUR })
        yield* jittery.untilDue(2 * MINUTE, wanted)
        t.ok(clock.time() >= start + HOUR && clock.time() <= start + 2 * HOUR)
    },
)
