import t from 'tap'
import { exponential, type Fiber, setLogHandler, sleep, spawn } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { ServiceRunner } from '../../../services/agent/runner.js'
import type { Service } from '../../../services/agent/service.js'

/** A service that notes what is done with it, and runs `life` at each start. */
class Noted implements Service {
    readonly notes: string[] = []

    constructor(readonly life: (count: number) => Fiber<void>) {}

    configure(): boolean {
        return true
    }

    *start(): Fiber<void> {
        this.notes.push('start')
        yield* this.life(this.notes.filter(note => note === 'start').length)
    }

    *stop(): Fiber<void> {
        this.notes.push('stop')
        yield* sleep(10)
        this.notes.push('stopped')
    }

    statistics(): null {
        return null
    }
}

// Pauses that are not random: a short one would be over before it is looked at.
const policy = { restarts: 2, within: 60_000, schedule: exponential({ jitter: 'none' }) }

/** A runner, and whom it has told that it gave up. */
function made(life: (count: number) => Fiber<void>) {
    const service = new Noted(life)
    const given: string[] = []
    return { service, given, runner: new ServiceRunner('noted', service, policy, name => given.push(name)) }
}

t.before(() => {
    const former = setLogHandler(() => {})
    t.teardown(() => setLogHandler(former))
})

fiberTest(t, 'ServiceRunner starts a service and stops it, and may do so again', function* (t) {
    const { runner, service } = made(function* () {})
    for (let i = 0; i < 2; i++) {
        yield* runner.start()
        t.match(runner.status(), { name: 'noted', state: 'ready', restarts: 0, error: null })
        yield* runner.stop()
        t.match(runner.status(), { state: 'off' })
    }
    t.same(service.notes, ['start', 'stop', 'stopped', 'start', 'stop', 'stopped'])
    yield* runner.stop()
})

fiberTest(t, 'ServiceRunner.start throws what the start throws, and does not try again', function* (t) {
    const { runner, service, given } = made(function* () {
        throw new Error('no luck')
    })
    let failure: unknown
    try {
        yield* runner.start()
    } catch (error) {
        failure = error
    }
    t.match(failure, { message: 'no luck' })
    t.same(service.notes, ['start', 'stop', 'stopped'], 'what had begun is stopped')
    t.match(runner.status(), { state: 'failed', error: 'no luck' })
    t.same(given, [])
    yield* runner.stop()
})

fiberTest(t, 'ServiceRunner starts a service again when one of its fibers fails', function* (t) {
    const { runner, service, given } = made(function* (count) {
        spawn(function* () {
            yield* sleep(count === 1 ? 1000 : 1e9)
            throw new Error('broke')
        })
    })
    yield* runner.start()
    yield* sleep(1005)
    t.match(runner.status(), { state: 'stopping' })
    yield* sleep(20)
    t.match(runner.status(), { state: 'waiting', restarts: 1, error: 'broke' })
    yield* sleep(1000)
    t.match(runner.status(), { state: 'ready', restarts: 1 })
    t.same(service.notes, ['start', 'stop', 'stopped', 'start'])
    yield* runner.stop()
    t.same(given, [])
})

fiberTest(t, 'ServiceRunner gives up after too many failures in too short a time', function* (t) {
    const { runner, service, given } = made(function* () {
        spawn(function* () {
            yield* sleep(10)
            throw new Error('broke')
        })
    })
    yield* runner.start()
    yield* sleep(30_000)
    t.match(runner.status(), { state: 'failed', restarts: 2, error: 'broke' })
    t.same(given, ['noted'])
    t.equal(service.notes.filter(note => note === 'start').length, 3)
    yield* runner.stop()
})

fiberTest(
    t,
    'ServiceRunner.stop tells of a service that cannot be stopped in order, which is no failure',
    function* (t) {
        const { runner, service, given } = made(function* () {})
        service.stop = function* () {
            throw new Error('no room')
        }
        yield* runner.start()
        yield* runner.stop()
        t.match(runner.status(), { state: 'off', error: 'no room' })
        t.same(given, [])
    },
)

fiberTest(t, 'ServiceRunner.stop ends the pause before a restart', function* (t, clock) {
    const { runner, service } = made(function* () {
        spawn(function* () {
            throw new Error('at once')
        })
    })
    yield* runner.start()
    while (runner.status().state !== 'waiting') {
        yield* sleep(1)
    }
    const before = clock.now()
    yield* runner.stop()
    t.equal(clock.now(), before)
    t.equal(service.notes.filter(note => note === 'start').length, 1)
})
