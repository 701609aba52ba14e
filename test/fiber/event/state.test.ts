import t from 'tap'
import {
    R_INITIALIZED,
    R_READY,
    R_RESTART,
    R_RUNNING,
    R_STARTED,
    R_STOPPED,
    R_STOPPING,
    rGetState,
    rGetTimeouts,
    rGracefulStop,
    rInit,
    rServiceEvents,
    rSetState,
    rSetTimeouts,
    rSleep,
    rState,
    rTerm,
} from '../../../fiber/event/index.js'

t.test('the states have the numbers of C', async t => {
    t.same([R_STARTED, R_INITIALIZED, R_READY, R_RUNNING, R_STOPPING, R_STOPPED, R_RESTART], [0, 1, 2, 2, 3, 4, 5])
})

t.test('rSetState stores numbers, and rState follows', async t => {
    rSetState(R_READY)
    t.equal(rState, R_READY)
    for (const value of [Number.NaN, Infinity, null, undefined, 'text', {}, Symbol('s')] as never[]) {
        rSetState(value)
        t.equal(rGetState(), R_READY)
    }
    rSetState(R_STARTED)
})

t.test('rGracefulStop ends the loop as rStop does: queued events are not served', async t => {
    const said: string[] = []
    rInit(function* () {
        try {
            rGracefulStop()
            said.push('goes on until it waits')
            yield* rSleep(0)
            said.push('never')
        } finally {
            said.push('finally')
        }
    })
    t.equal(await rServiceEvents(), R_STOPPING)
    t.strictSame(said, ['goes on until it waits'])
    await rTerm()
    t.strictSame(said, ['goes on until it waits', 'finally'])
})

t.test('rServiceEvents of a program that is to stop gives the state at once', async t => {
    rInit()
    rSetState(R_STOPPED)
    t.equal(await rServiceEvents(), R_STOPPED)
    await rTerm()
})

t.test('rSetTimeouts is a switch', async t => {
    t.equal(rGetTimeouts(), true)
    rSetTimeouts(false)
    t.equal(rGetTimeouts(), false)
    rSetTimeouts(1 as never)
    t.equal(rGetTimeouts(), true)
})
