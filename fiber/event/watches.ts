/*
    watches.ts -- Watch and signal as C has them: watchers are known by their function and data. Source: spec runtime.md §6.
*/

import { isNull, type Pointer } from '../compat/index.js'
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
export function rWatch(name: Pointer<string>, fn: Pointer<RWatchProc>, data: unknown = null): void {
    if (!name || typeof name !== 'string' || typeof fn !== 'function' || rState < R_INITIALIZED) {
        return
    }
    if (find(name, fn, data) === undefined) {
        addWatch(name, new CWatch(fn as CWatch['proc'], data))
    }
}

/** Removes the watcher with exactly this function and data, if there is one. */
export function rWatchOff(name: Pointer<string>, fn: Pointer<RWatchProc>, data: unknown = null): void {
    const watcher = name ? find(name, fn, data) : undefined
    if (name && watcher !== undefined) {
        removeWatch(name, watcher)
    }
}

/** Calls each watcher as `fn(data, null)` on a fiber of its own, in the order of registration. Returns at once. */
export function rSignal(name: Pointer<string>): void {
    for (const watcher of watchesOf(name || '')) {
        // One that is removed before its turn is not called [D-02].
        const call = () => (watcher.active ? watcher.fn(null as never) : null)
        Object.defineProperty(call, 'name', { value: `watch ${name}` })
        rStartEvent(call)
    }
}

/** Calls each watcher as `fn(data, arg)` on this fiber, one after the other. */
export function* rSignalSync(name: Pointer<string>, arg: unknown = null): Fiber<void> {
    yield* signalSync(name || '', arg)
}

function find(name: string, fn: Pointer<RWatchProc>, data: unknown): Watch | undefined {
    return watchesOf(name).find(each => each instanceof CWatch && each.proc === fn && isSame(each.data, data))
}

/** Whether two pointers of C are the same: all that stands for NULL is. */
function isSame(a: unknown, b: unknown): boolean {
    return a === b || (isNull(a) && isNull(b))
}
