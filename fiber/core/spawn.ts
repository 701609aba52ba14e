/*
    spawn.ts -- Starting fibers.
*/

import { FiberError, textOf } from './errors.js'
import { locals } from './local.js'
import { current, enqueue } from './scheduler.js'
import { rootScope, type Scope } from './scope.js'
import { nameOf, Task, taskStatistics } from './task.js'
import type { Blocking, Step } from './types.js'

let limit = 0

/** Told of each new fiber; null: nobody asked. */
let told: readonly ((task: Task) => void)[] | null = null

/** @internal Has `listener` called with each new fiber before it begins, until the returned function is called. For debuggers. */
export function onSpawn(listener: (task: Task) => void): () => void {
    told = [...(told ?? []), listener]
    return () => {
        const rest = (told ?? []).filter(each => each !== listener)
        told = rest.length > 0 ? rest : null
    }
}

/** Sets how many fibers may live at a time, and returns the former limit. 0, the default: as many as memory holds. */
export function setFiberLimit(max: number): number {
    const former = limit
    limit = max
    return former
}

/** How many fibers may live at a time; 0: as many as memory holds. */
export function fiberLimit(): number {
    return limit
}

/** @internal Makes a fiber in a scope with what its function returned, and starts it unless told not to. */
export function start<T>(
    scope: Scope,
    strand: Blocking<T>,
    label: string | { readonly name: string },
    queue = true,
): Task<T> {
    if (limit > 0 && taskStatistics().live >= limit) {
        throw new FiberError(
            'FIBER_LIMIT',
            `Cannot start fiber ${nameOf(label)}: ${limit} fibers live, wanted fewer than the limit`,
        )
    }
    const step = (strand as Blocking<T> | null | undefined)?.[Symbol.iterator]?.()
    if (step === undefined) {
        throw new FiberError(
            'FIBER_MISUSE',
            `Cannot start fiber ${nameOf(label)}: got ${textOf(strand)}, wanted a fiber function or an operation`,
        )
    }
    const task = new Task<T>(scope, step as unknown as Step, label, locals())
    if (told !== null) {
        for (const listener of told) {
            listener(task as Task)
        }
    }
    if (queue) {
        enqueue(task as Task)
    }
    return task
}

/**
 * Starts a fiber that runs `fn(...args)`. It begins when the running code has returned or suspended, behind the fibers that
 * are ready now.
 *
 * Inside a fiber the new one is a child: it belongs to the innermost `scope`, or to the fiber itself, which does not end
 * before its children, and whose failure or cancel cancels them. A child's failure that no `join` waits for cancels what
 * it belongs to, and is thrown from there. Outside fibers it belongs to the root. (A fiber that spawns its successor and ends
 * stays behind, waiting for it, as do all before it: write a loop, or use `detach`.)
 *
 * Throws `FIBER_LIMIT` when a configured limit is reached.
 */
export function spawn<A extends unknown[], T>(fn: (...args: A) => Blocking<T>, ...args: A): Task<T> {
    const parent = current()
    return start(parent === null ? rootScope : parent.innerScope(), fn(...args), fn)
}

/**
 * Starts a fiber without a parent, under a name by which logs and dumps tell it. It outlives the fiber that started it; its
 * failure goes to the root handler (`onUncaught`).
 */
export function detach<A extends unknown[], T>(name: string, fn: (...args: A) => Blocking<T>, ...args: A): Task<T> {
    return start(rootScope, fn(...args), name)
}
