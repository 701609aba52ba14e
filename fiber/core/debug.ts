/*
    debug.ts -- What debuggers ask of the runtime. A program that nobody debugs pays one comparison at each spawn for it.

    `globalThis.__fiber` is the number of the running fiber, 0 outside fibers. It is a getter, so that nothing is stored at
    a switch, and it works in every debugger: a condition `__fiber === 7` of a breakpoint, a watch expression.
*/

import { PROBE } from './marks.js'
import { current } from './scheduler.js'
import { onSpawn } from './spawn.js'
import type { Task } from './task.js'
import type { Move, Step } from './types.js'

interface GeneratorPrototype {
    throw(this: Step, error?: unknown): Move<unknown>
}

const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as GeneratorPrototype
const nativeThrow = generatorPrototype.throw

Object.defineProperty(globalThis, '__fiber', { configurable: true, enumerable: false, get: () => current()?.id ?? 0 })

let sites: WeakMap<Task, string> | null = null

/** From now on it is noted where fibers are spawned (about 5 µs a fiber). Debug mode only. */
export function recordSpawns(): void {
    if (sites === null) {
        const noted = new WeakMap<Task, string>()
        sites = noted
        onSpawn(task => {
            const holder: { stack?: string } = {}
            Error.captureStackTrace(holder)
            noted.set(task, holder.stack ?? '')
        })
    }
}

/** The stack text of the place where a fiber was spawned; null if that was not noted. */
export function spawnSite(task: Task): string | null {
    return sites?.get(task) ?? null
}

/**
 * The generators of a waiting fiber, outermost first; nothing is changed in it. Empty for a fiber that is running, has not
 * begun, or is over. An inspector tells of each where it is suspended, and its variables.
 *
 * `throw(PROBE)` travels down the chain, since `yield*` looks up `throw` on its delegate at each call; the operation at the
 * bottom answers it. During that, and only then, the generator prototype has a `throw` that notes on what it is called.
 */
export function generatorsOf(task: Task): object[] {
    if (task.state === 'done' || task.backtrace().waitsFor === null) {
        return []
    }
    const chain: object[] = []
    generatorPrototype.throw = function (error) {
        chain.push(this)
        return nativeThrow.call(this, error)
    }
    try {
        task.strand.throw(PROBE)
    } finally {
        generatorPrototype.throw = nativeThrow
    }
    return chain
}
