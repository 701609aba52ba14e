/*
    watches.ts -- Watch and signal as C has them: watchers are known by their function and data. Source: spec runtime.md §6.
*/

import type { Fiber } from '../core/index.js'
import { rStartEvent } from './events.js'
import { strandOf } from './starter.js'
import { R_INITIALIZED, rState } from './state.js'

/** Gets the data of its registration and the argument of `rSignalSync` (null from `rSignal`). Plain or generator. */
export type RWatchProc = (data: never, arg: never) => unknown

interface Watcher {
    readonly fn: (data: unknown, arg: unknown) => unknown
    readonly data: unknown
    active: boolean
}

const watches = new Map<string, Watcher[]>()

/** Adds a watcher. The same function and data once more: ignored. Before `rInit` and after `rTerm`: without effect. */
export function rWatch(name: string, fn: RWatchProc | null, data: unknown = null): void {
    if (!name || !fn || rState < R_INITIALIZED) {
        return
    }
    const list = watches.get(name) ?? []
    if (!list.some(watcher => watcher.fn === fn && watcher.data === data)) {
        watches.set(name, [...list, { fn: fn as Watcher['fn'], data, active: true }])
    }
}

/** Removes the watcher with exactly this function and data, if there is one. */
export function rWatchOff(name: string, fn: RWatchProc | null, data: unknown = null): void {
    const list = watches.get(name) ?? []
    const watcher = list.find(each => each.fn === fn && each.data === data)
    if (watcher !== undefined) {
        watcher.active = false
        watches.set(
            name,
            list.filter(each => each !== watcher),
        )
    }
}

/** Calls each watcher as `fn(data, null)` on a fiber of its own, in the order of registration. Returns at once. */
export function rSignal(name: string): void {
    for (const watcher of watches.get(name) ?? []) {
        // One that is removed before its turn is not called [D-02].
        rStartEvent(() => (watcher.active ? watcher.fn(watcher.data, null) : undefined), watcher.data, 0)
    }
}

/** Calls each watcher as `fn(data, arg)` on this fiber, one after the other. */
export function* rSignalSync(name: string, arg: unknown = null): Fiber<void> {
    for (const watcher of watches.get(name) ?? []) {
        const strand = watcher.active ? strandOf(watcher.fn(watcher.data, arg)) : null
        if (strand !== null) {
            yield* strand as unknown as Fiber<unknown>
        }
    }
}

/** @internal Drops all watchers. */
export function dropWatches(): void {
    watches.clear()
}
