import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { now, run, sleep, spawn } from '../../../fiber/core/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import {
    countWaits,
    freeWaits,
    R_READABLE,
    R_WRITABLE,
    rAllocWait,
    rFreeWait,
    rResumeWaitFiber,
    rSetWaitHandler,
    rSetWaitMask,
    rSignalWait,
    rWaitForIO,
    type RWait,
} from '../../../fiber/wait/index.js'
import { hostileValues } from '../hostile/values.js'
import { waiting } from './switch.js'

fiberTest(t, 'rWaitForIO and its kin work on a wait of a number', function* (t) {
    const wp = rAllocWait(12)!
    t.equal(wp.fd, 12)
    spawn(function* () {
        rResumeWaitFiber(wp, R_WRITABLE)
        yield* sleep(1)
        rSignalWait(wp, R_READABLE)
        yield* sleep(1)
        rFreeWait(wp)
    })
    t.equal(yield* rWaitForIO(wp, R_READABLE, 0), R_WRITABLE)
    t.equal(yield* rWaitForIO(wp, R_READABLE, 0), R_READABLE)
    t.equal(yield* rWaitForIO(wp, R_READABLE, 0), 0x606)
})

fiberTest(t, 'rSetWaitHandler and rSetWaitMask set what is waited for', function* (t) {
    const wp = rAllocWait(-1)!
    const calls: unknown[] = []
    const handler = (arg: string, mask: number) => {
        calls.push([arg, mask])
    }
    rSetWaitHandler(wp, handler, 'arg', R_READABLE, now() + 10, 0)
    rSignalWait(wp, R_READABLE)
    rSignalWait(wp, R_WRITABLE)
    yield* sleep(20)
    rSetWaitMask(wp, R_WRITABLE, 0)
    rSignalWait(wp, R_READABLE)
    rSignalWait(wp, R_WRITABLE)
    yield* sleep(20)
    rSetWaitHandler(wp, 0, 0, R_READABLE, 0, 0)
    rSignalWait(wp, R_READABLE)
    yield* sleep(1)
    t.strictSame(calls, [
        ['arg', R_READABLE],
        ['arg', 0],
        ['arg', R_WRITABLE],
    ])
    rFreeWait(wp)
})

fiberTest(t, 'rAllocWait replaces an older wait of the same descriptor', function* (t) {
    const older = rAllocWait(5)!
    const { got, task } = waiting(older, R_READABLE)
    yield* sleep(1)
    const newer = rAllocWait(5)
    yield* task.join()
    t.strictSame(got, [0x606])
    const stream = new PassThrough()
    const [a, b] = [rAllocWait(stream)!, rAllocWait(stream)!]
    t.ok(a.freed)
    t.notOk(b.freed)
    const [c, d] = [rAllocWait(-1)!, rAllocWait(-1)!]
    t.notOk(c.freed, 'no descriptor')
    for (const wait of [newer, b, c, d]) {
        rFreeWait(wait)
    }
    t.equal(countWaits(), 0)
})

t.test('freeWaits frees all', async t => {
    const wp = rAllocWait(3)!
    rAllocWait(-1)
    t.equal(countWaits(), 2)
    freeWaits()
    t.ok(wp.freed)
    t.equal(countWaits(), 0)
})

/** What a port may hand over where it should not. */
const strange = fc.constantFrom(...hostileValues).map(([, make]) => make())

t.test('functions of waits take all sorts of arguments without a crash', async t => {
    const functions = [rFreeWait, rSetWaitHandler, rSetWaitMask, rResumeWaitFiber, rSignalWait]
    const call = (fn: unknown, args: readonly unknown[]) => (fn as (...args: unknown[]) => unknown)(...args)
    fc.assert(
        fc.property(fc.array(strange, { maxLength: 6 }), fc.boolean(), (args, real) => {
            const wp = rAllocWait(-1)
            for (const fn of functions) {
                call(fn, real ? [wp, ...args] : args)
            }
            rFreeWait(wp)
            const other = call(rAllocWait, args) as RWait | null
            rFreeWait(other)
        }),
    )
    await run(function* () {
        for (const [arg] of fc.sample(fc.tuple(strange), 50)) {
            t.equal(yield* rWaitForIO(arg as never, R_READABLE, 0), 0)
        }
        const wp = rAllocWait(-1)
        for (const deadline of [1, 0.5]) {
            t.equal(yield* rWaitForIO(wp, Number.NaN, deadline), 0)
        }
        rFreeWait(wp)
    })
    t.equal(countWaits(), 0)
})
