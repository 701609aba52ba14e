/*
    c-wait.ts -- Wait objects under their C names. What is no wait object counts as NULL. Source: spec runtime.md §7.
*/

import type { FSWatcher } from 'node:fs'
import { flagsOf, numberOf, type Pointer, setOsError } from '../compat/index.js'
import type { Op } from '../core/index.js'
import type { Ticks } from '../time/c.js'
import { FileSource, isFsWatcher } from './file-source.js'
import { Settled } from './io-wait.js'
import { registerWait } from './open-waits.js'
import type { WaitSource } from './source.js'
import { isStream, type NodeStream, StreamSource } from './stream-source.js'
import { RWait, type RWaitProc } from './wait.js'

/** An object of another room that makes its wait object itself: a socket. */
export interface Waitable {
    /** Makes a new wait object in place of the present one; null: there is nothing to wait for. */
    allocWait(): RWait | null
}

/** What can be waited on: a socket, a stream of Node, the path or watcher of a file; a number: software only. */
export type RWaitTarget = Waitable | NodeStream | FSWatcher | string | number

function isWaitable(value: unknown): value is Waitable {
    return typeof value === 'object' && typeof (value as Partial<Waitable> | null)?.allocWait === 'function'
}

/** A new wait object, known as the one of its descriptor. Those of sockets are known to their sockets. */
function registered(target: unknown, source: WaitSource | null): RWait {
    const wait = new RWait(target, source)
    registerWait(wait)
    return wait
}

/** The wait object, unless it stands for NULL. */
function waitOf(wp: Pointer<RWait>): RWait | null {
    return wp instanceof RWait ? wp : null
}

/**
 * Makes a wait object. For a descriptor (a number of 0 and above, a stream, a socket) that has one already, the new one replaces
 * it: it is freed. NULL for what cannot be waited on, such as a path where there is nothing; `rGetOsError` has the cause.
 *
 * Source: spec runtime.md §7.2, §7.3
 */
export function rAllocWait(target: RWaitTarget | null | undefined): RWait | null {
    if (typeof target === 'number') {
        return registered(target, null)
    }
    if (isWaitable(target)) {
        return target.allocWait()
    }
    if (isStream(target)) {
        return registered(target, new StreamSource(target))
    }
    if (isFsWatcher(target)) {
        return registered(target, new FileSource(target))
    }
    if (typeof target !== 'string') {
        return null
    }
    try {
        return registered(target, new FileSource(target))
    } catch (error) {
        setOsError(error)
        return null
    }
}

/**
 * Releases a wait object. A fiber that waits on it gets 0x606.
 *
 * Source: spec runtime.md §7.2
 */
export function rFreeWait(wp: Pointer<RWait>): void {
    waitOf(wp)?.free()
}

/**
 * Waits for an event of `mask`. `deadline`: absolute ticks, 0: none.
 *
 * @returns the events; 0 when the deadline has passed, or for NULL; with `R_TIMEOUT` in it when what is waited on was closed
 * (0x406) or freed (0x606). Never negative. A resume of the fiber ends the wait too, with the value
 *
 * Source: spec runtime.md §7.2
 */
export function rWaitForIO(wp: Pointer<RWait>, mask: number, deadline: Ticks): Op<number> {
    return waitOf(wp)?.waitFor(flagsOf(mask), numberOf(deadline)) ?? new Settled(0)
}

/**
 * Sets the persistent handler of a wait object, what it waits for, and until when (absolute ticks, 0: none). `fn(arg, mask)` is
 * called on a fiber of its own, with `R_WAIT_MAIN_FIBER` on the main fiber; `mask` 0: the deadline has passed. One that has not
 * ended is not called again. NULL `fn`: no handler.
 *
 * Source: spec runtime.md §7.2, §7.4 [D-03], [D-05], [D-06]
 */
export function rSetWaitHandler(
    wp: Pointer<RWait>,
    fn: Pointer<RWaitProc>,
    arg: unknown,
    mask: number,
    deadline: Ticks,
    flags: number,
): void {
    const handler = typeof fn === 'function' ? fn : null
    waitOf(wp)?.setHandler(handler, arg ?? null, flagsOf(mask), numberOf(deadline), flagsOf(flags))
}

/**
 * Sets what the handler waits for, and until when (absolute ticks, 0: none). It stays until it is set again; mask 0: nothing.
 *
 * Source: spec runtime.md §7.2
 */
export function rSetWaitMask(wp: Pointer<RWait>, mask: number, deadline: Ticks): void {
    waitOf(wp)?.setMask(flagsOf(mask), numberOf(deadline))
}

/**
 * Ends the wait of a fiber that is in `rWaitForIO` on it, with `mask` as result. Without one: nothing.
 *
 * Source: spec runtime.md §7.2
 */
export function rResumeWaitFiber(wp: Pointer<RWait>, mask: number): void {
    waitOf(wp)?.resume(flagsOf(mask))
}

/**
 * Dispatches events as if they had occurred. An addition, for waits that are software only.
 *
 * Source: spec runtime.md §7.3
 */
export function rSignalWait(wp: Pointer<RWait>, mask: number): void {
    waitOf(wp)?.signal(flagsOf(mask))
}
