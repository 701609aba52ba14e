/*
    local.ts -- FiberLocal: a variable with a value for each fiber.

    Values are kept in a short linked list that a fiber shares with the fibers it spawns; setting copies what lies before. Node's
    AsyncLocalStorage does not follow fibers.
*/

import { current } from './scheduler.js'

/** One value of one variable. */
export interface LocalNode {
    readonly key: FiberLocal<unknown>
    readonly value: unknown
    readonly rest: LocalNode | null
}

let mainLocals: LocalNode | null = null

/** A variable with a value for each fiber. A new fiber begins with the values of the one that spawned it. */
export class FiberLocal<T> {
    readonly #initial: T

    /** `initial` is the value where none was set. */
    constructor(initial: T) {
        this.#initial = initial
    }

    /** The value in the running fiber (outside fibers: in the main program). */
    get(): T {
        for (let node = locals(); node !== null; node = node.rest) {
            if (node.key === (this as FiberLocal<unknown>)) {
                return node.value as T
            }
        }
        return this.#initial
    }

    /** Sets the value in the running fiber and in those that it will spawn. */
    set(value: T): void {
        const task = current()
        const node = { key: this as FiberLocal<unknown>, value, rest: without(locals(), this as FiberLocal<unknown>) }
        if (task === null) {
            mainLocals = node
        } else {
            task.locals = node
        }
    }
}

/** The list of the running fiber. */
export function locals(): LocalNode | null {
    const task = current()
    return task === null ? mainLocals : task.locals
}

function without(list: LocalNode | null, key: FiberLocal<unknown>): LocalNode | null {
    if (list === null || list.key === key) {
        return list === null ? null : list.rest
    }
    const rest = without(list.rest, key)
    return rest === list.rest ? list : { key: list.key, value: list.value, rest }
}
