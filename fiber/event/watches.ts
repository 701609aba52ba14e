/*
    watches.ts -- Watch and signal as C has them: watchers are known by their function and data. Source: spec runtime.md §6.
*/

import { addWatch, type Blocking, type Fiber, removeWatch, signalSync, type Watch, watchesOf } from '../core/index.js'
import { rStartEvent } from './events.js'
import { strandOf } from './starter.js'
import { R_INITIALIZED, rState } from './state.js'

/** Gets the data of its registration and the argument of `rSignalSync` (null from `rSignal`). Plain or generator. */
export type RWatchProc = (data: never, arg: never) => unknown

class CWatch implements Watch {
    active = true

    constructor(
        readonly proc: (data: unknown, arg: unknown) => unknown,
        readonly data: unknown,
    ) {}

    readonly fn = (arg: unknown): Blocking<unknown> | null => {
        return strandOf(this.proc(this.data, arg)) as Blocking<unknown> | null
    }
}

/**
 * Adds a watcher; signals of either face reach it. The same function and data once more: ignored. Before `rInit` and after
 * `rTerm`: without effect.
 */
export function rWatch(name: string, fn: RWatchProc | null, data: unknown = null): void {
    if (typeof name !== 'string' || name === '' || typeof fn !== 'function' || rState < R_INITIALIZED) {
        return
    }
    if (find(name, fn, data) === undefined) {
        addWatch(name, new CWatch(fn as CWatch['proc'], data))
    }
}

/** Removes the watcher with exactly this function and data, if there is one. */
export function rWatchOff(name: string, fn: RWatchProc | null, data: unknown = null): void {
    const watcher = find(name, fn, data)
    if (watcher !== undefined) {
        removeWatch(name, watcher)
    }
}

/** Calls each watcher as `fn(data, null)` on a fiber of its own, in the order of registration. Returns at once. */
export function rSignal(name: string): void {
    for (const watcher of watchesOf(name)) {
        // One that is removed before its turn is not called [D-02].
        const call = () => (watcher.active ? watcher.fn(null as never) : null)
        Object.defineProperty(call, 'name', { value: `watch ${name}` })
        rStartEvent(call)
    }
}

/** Calls each watcher as `fn(data, arg)` on this fiber, one after the other. */
export function* rSignalSync(name: string, arg: unknown = null): Fiber<void> {
    yield* signalSync(name, arg)
}

function find(name: string, fn: RWatchProc | null, data: unknown): Watch | undefined {
    return watchesOf(name).find(each => each instanceof CWatch && each.proc === fn && each.data === data)
}
