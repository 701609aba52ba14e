/*
    lock.ts -- Locks between threads. With one thread they always succeed: they are counters. Source: spec runtime.md §10.
*/

import type { Nullable, Pointer } from './null.js'

/** A recursive lock. */
export interface RLock {
    /** How often it is held. */
    count: number
}

/** Makes a lock. */
export function rAllocLock(): RLock {
    return { count: 0 }
}

function isLock(lock: unknown): lock is RLock {
    return typeof lock === 'object' && lock !== null
}

/** Sets the counter of a lock to 0; otherwise it does nothing. NULL for no lock. */
export function rInitLock(lock: Pointer<RLock>): Nullable<RLock> {
    if (!isLock(lock)) {
        return null
    }
    lock.count = 0
    return lock
}

/** Does nothing: memory is collected. */
export function rFreeLock(_lock: Pointer<RLock>): void {}

/** Does nothing: memory is collected. */
export function rTermLock(_lock: Pointer<RLock>): void {}

/** Takes the lock; true: it was taken. */
export function rTryLock(lock: Pointer<RLock>): boolean {
    rLock(lock)
    return true
}

/** Takes the lock. Never blocks. */
export function rLock(lock: Pointer<RLock>): void {
    if (isLock(lock)) {
        lock.count++
    }
}

/** Gives the lock back. */
export function rUnlock(lock: Pointer<RLock>): void {
    if (isLock(lock) && lock.count > 0) {
        lock.count--
    }
}

/** Does nothing: one thread runs the runtime. */
export function rGlobalLock(): void {}

/** Does nothing: one thread runs the runtime. */
export function rGlobalUnlock(): void {}

/** Does nothing: one thread runs the runtime. */
export function rMemoryBarrier(): void {}
