/*
    watch.ts -- Named conditions: `watch('mqtt:connected', onConnected)` here, `signal('mqtt:connected')` there.

    Watchers of a name are told in the order of their registration; one that is removed before its turn is not told. There is
    one registry for both faces: what a service signals reaches the watchers of C code. Source: spec runtime.md §6.
*/

import { detach } from './spawn.js'
import type { Blocking, Fiber } from './types.js'

/** Gets the argument of the signal. */
export type Watcher<T = unknown> = (arg: T) => Blocking<unknown>

/** @internal A registration. */
export interface Watch {
    /** Null: the watcher was a plain function, there is nothing to wait for. */
    readonly fn: (arg: never) => Blocking<unknown> | null
    /** False from its removal on. */
    active: boolean
}

const watches = new Map<string, readonly Watch[]>()

/** @internal The present watchers of a name. The list does not change: it is replaced. */
export function watchesOf(name: string): readonly Watch[] {
    return watches.get(name) ?? []
}

/** @internal */
export function addWatch(name: string, entry: Watch): void {
    watches.set(name, [...watchesOf(name), entry])
}

/** @internal */
export function removeWatch(name: string, entry: Watch): void {
    entry.active = false
    const rest = watchesOf(name).filter(other => other !== entry)
    if (rest.length > 0) {
        watches.set(name, rest)
    } else {
        watches.delete(name)
    }
}

/** @internal Forgets all watchers of all names. */
export function dropWatches(): void {
    for (const list of watches.values()) {
        for (const entry of list) {
            entry.active = false
        }
    }
    watches.clear()
}

/** Has `fn` called at each signal of `name`. Returns the function that ends this. */
export function watch<T = unknown>(name: string, fn: Watcher<T>): () => void {
    const entry: Watch = { fn, active: true }
    addWatch(name, entry)
    return () => removeWatch(name, entry)
}

/** Tells all watchers of `name`, each in a fiber of its own, which begins behind the fibers that are ready now. */
export function signal(name: string, arg?: unknown): void {
    for (const entry of watchesOf(name)) {
        detach(`watch ${name}`, tell, entry, arg)
    }
}

/** Tells all watchers of `name` one after the other in this fiber, and returns when the last is done. */
export function* signalSync(name: string, arg?: unknown): Fiber<void> {
    for (const entry of watchesOf(name)) {
        yield* tell(entry, arg)
    }
}

function* tell(entry: Watch, arg: unknown): Fiber<void> {
    const strand = entry.active ? (entry.fn as (arg: unknown) => Blocking<unknown> | null)(arg) : null
    if (strand !== null) {
        yield* strand
    }
}
