/*
    watch.ts -- Named conditions: `watch('mqtt:connected', onConnected)` here, `signal('mqtt:connected')` there.

    Watchers of a name are told in the order of their registration; one that is removed before its turn is not told.
    Source: spec runtime.md §6.
*/

import { detach } from './spawn.js'
import type { Blocking, Fiber } from './types.js'

/** Gets the argument of the signal. */
export type Watcher<T = unknown> = (arg: T) => Blocking<unknown>

interface Watch {
    readonly fn: Watcher
    active: boolean
}

const watches = new Map<string, Watch[]>()

/** Has `fn` called at each signal of `name`. Returns the function that ends this. */
export function watch<T = unknown>(name: string, fn: Watcher<T>): () => void {
    const entry: Watch = { fn: fn as Watcher, active: true }
    watches.set(name, [...(watches.get(name) ?? []), entry])
    return () => {
        entry.active = false
        const rest = (watches.get(name) ?? []).filter(other => other !== entry)
        if (rest.length > 0) {
            watches.set(name, rest)
        } else {
            watches.delete(name)
        }
    }
}

/** Tells all watchers of `name`, each in a fiber of its own, which begins behind the fibers that are ready now. */
export function signal(name: string, arg?: unknown): void {
    for (const entry of watches.get(name) ?? []) {
        detach(`watch ${name}`, tell, entry, arg)
    }
}

/** Tells all watchers of `name` one after the other in this fiber, and returns when the last is done. */
export function* signalSync(name: string, arg?: unknown): Fiber<void> {
    for (const entry of watches.get(name) ?? []) {
        yield* tell(entry, arg)
    }
}

function* tell(entry: Watch, arg: unknown): Fiber<void> {
    if (entry.active) {
        yield* entry.fn(arg)
    }
}
