import t from 'tap'
import {
    rAllocLock,
    rFreeLock,
    rGlobalLock,
    rGlobalUnlock,
    rInitLock,
    rLock,
    rMemoryBarrier,
    rTermLock,
    rTryLock,
    rUnlock,
} from '../../../fiber/compat/c.js'

t.test('locks count, always succeed, and never block', async t => {
    const lock = rAllocLock()
    rLock(lock)
    rLock(lock)
    t.equal(rTryLock(lock), true)
    t.equal(lock.count, 3)
    for (let i = 0; i < 5; i++) {
        rUnlock(lock)
    }
    t.equal(lock.count, 0, 'more unlocks than locks do nothing')
    rLock(lock)
    t.equal(rInitLock(lock), lock)
    t.equal(lock.count, 0)
    for (const call of [rFreeLock, rTermLock, rGlobalLock, rGlobalUnlock, rMemoryBarrier]) {
        t.equal(call(lock), undefined)
    }
})

t.test('locks take NULL', async t => {
    for (const value of [null, undefined, 0, 5, 'text'] as never[]) {
        t.equal(rTryLock(value), true)
        rLock(value)
        rUnlock(value)
        t.equal(rInitLock(value), null)
    }
})
