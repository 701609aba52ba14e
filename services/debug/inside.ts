/*
    inside.ts -- The debugger's hand inside the program: what the endpoint calls there, by name, through the inspector.

    A step over or into `yield*` has to know where that leads, which V8 does not tell. So for the duration of a step, and only
    for the fiber that is stepped, generators are met as they are delegated to: `yield*` asks its operand for an iterator, and
    that is `this` for generators, by way of `%IteratorPrototype%[Symbol.iterator]`, which is replaced meanwhile.

        over    yield* f()  -> a thin wrapper around the generator. If the step has been lost inside of it, because that has
                               suspended, the wrapper calls `returned` when it is over: the endpoint has a breakpoint there
        into    yield* f()  -> `entered` is called with the generator: the endpoint has a breakpoint there, and another where
                               the generator will begin
*/

import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import {
    current,
    fibers,
    generatorsOf,
    spawnSite,
    switchCount,
    type Task,
    textOf,
    whenEnded,
} from '../../fiber/index.js'

type Iterating = Iterator<unknown> & Iterable<unknown>

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as Iterable<unknown>
const nativeIterator = iteratorPrototype[Symbol.iterator]

/** Where the runtime's files are. Frames of these are not the user's. */
const runtime = new URL('../../', import.meta.url).href
const ours = /^(?:fiber|services|lib)\//

/** A file of the runtime, which people do not step through. Applications are beside these folders, not in them. */
export function isRuntime(url: string): boolean {
    return url.startsWith('node:') || (url.startsWith(runtime) && ours.test(url.slice(runtime.length)))
}

/** A step that is under way. */
interface Armed {
    readonly fiber: number
    readonly kind: 'over' | 'into' | 'out'
    /** It has met its generator (over). */
    used: boolean
    /** It has stopped too deep. */
    lost: boolean
}

/** The step that is looking for its generator; null: none. */
let armed: Armed | null = null

/** The fiber that is stepped, whose end is told; 0: none. */
let stepped = 0

// Both are called as members: a bundler removes calls of functions that it knows to be empty.

/** Called when a delegate is over in which a step was lost. The endpoint has a breakpoint here. */
function returned(): void {}

/** Called with a generator that is about to begin. The endpoint has a breakpoint here. */
function entered(_generator: object): void {}

/** Called when the fiber that is stepped has ended. The endpoint has a breakpoint here. */
function ended(_news: { readonly name: string; readonly waiting: readonly number[] }): void {}

/** Stands around a generator to which the stepped fiber delegates, and tells when that is over. */
class Watched implements Iterator<unknown> {
    readonly #inner: Iterating
    readonly #step: Armed

    constructor(inner: Iterating, step: Armed) {
        this.#inner = inner
        this.#step = step
    }

    next(value?: unknown): IteratorResult<unknown> {
        return this.#move(() => this.#inner.next(value as undefined))
    }

    return(value?: unknown): IteratorResult<unknown> {
        return this.#move(() => this.#inner.return!(value))
    }

    throw(error?: unknown): IteratorResult<unknown> {
        return this.#move(() => this.#inner.throw!(error))
    }

    #move(make: () => IteratorResult<unknown>): IteratorResult<unknown> {
        let move: IteratorResult<unknown>
        try {
            move = make()
        } catch (error) {
            this.#over()
            throw error
        }
        if (move.done) {
            this.#over()
        }
        return move
    }

    #over(): void {
        if (this.#step === armed && this.#step.lost) {
            inside.returned()
        }
        // The statement may have another: this one was a list of values, say.
        this.#step.used = false
    }
}

function meet(this: Iterating): Iterator<unknown> {
    const step = armed
    if (step === null || step.used || current()?.id !== step.fiber || !isGenerator(this)) {
        return nativeIterator.call(this)
    }
    if (step.kind === 'into') {
        inside.entered(this)
        return this
    }
    step.used = true
    return new Watched(this, step)
}

function isGenerator(value: object): boolean {
    return Object.prototype.toString.call(value) === '[object Generator]'
}

/** Fibers whose end is watched: once is enough for all of their steps. */
const watchedFibers = new WeakSet<Task>()

function watchEnd(fiber: number): void {
    const task = find(fiber)
    if (task !== undefined && !watchedFibers.has(task)) {
        watchedFibers.add(task)
        whenEnded(task, () => {
            if (stepped === fiber) {
                inside.ended({ name: task.name, waiting: waitingFor(task) })
            }
        })
    }
}

/** The fibers that wait for the end of one: by `join`, also of others that its parent has begun with it, or for that of the scope it is in. */
function waitingFor({ id, home, parent }: Task): number[] {
    return fibers()
        .filter(task => {
            const { waitsFor } = task.backtrace()
            const joined = Number(/^join of fiber (\d+) /.exec(waitsFor ?? '')?.[1])
            return joined === id || (task === parent && (waitsFor === 'scope' || find(joined)?.home === home))
        })
        .map(task => task.id)
}

/** How many of the user's calls the running fiber is deep; 0 outside fibers. */
function depth(): number {
    const former = Error.prepareStackTrace
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 500
    let count = 0
    try {
        Error.prepareStackTrace = (_error, sites) => {
            for (const site of sites) {
                const url = site.getFileName() ?? site.getEvalOrigin?.() ?? ''
                if (url === '' || url.startsWith('eval at')) {
                    continue
                }
                if (!isRuntime(url)) {
                    count++
                } else if (site.getFunctionName() === 'resume') {
                    return ''
                }
            }
            return ''
        }
        const holder: { stack?: string } = {}
        Error.captureStackTrace(holder, depth)
        void holder.stack
    } finally {
        Error.prepareStackTrace = former
        Error.stackTraceLimit = limit
    }
    return count
}

/** A fiber for lists. */
export interface FiberRow {
    readonly id: number
    readonly name: string
    /** `running`, `ready`, `waiting`, ... */
    readonly state: string
    /** What it waits for; null: it does not. */
    readonly waitsFor: string | null
    readonly parent: number
    /** The stack of the place where it was spawned; null: unknown. */
    readonly spawned: string | null
}

function find(id: number): Task | undefined {
    return fibers().find(task => task.id === id)
}

/** Values that are watched. */
const watched = new Map<number, string>()

function snapshot(value: () => unknown): string {
    try {
        return inside.show(value(), 2)
    } catch (error) {
        return `(${(error as Error).message})`
    }
}

/** Also to a pipe that is full and does not block. */
function writeAll(file: number, text: string): void {
    for (;;) {
        try {
            writeSync(file, text)
            return
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
                return
            }
        }
    }
}

/** Which conditions of places with several breakpoints have held the latest time. */
const heldAt = new Map<number, readonly boolean[]>()

/** How often breakpoints with a hit count were reached. */
const reached = new Map<number, number>()

/** What the endpoint calls in the program: `globalThis.__fdbg`. */
export const inside = {
    returned,
    entered,
    ended,
    depth,

    /** Condition of breakpoints: in this fiber, no deeper than so many calls. */
    at(fiber: number, most: number): boolean {
        return current()?.id === fiber && depth() <= most
    },

    /**
     * Condition of a place with several breakpoints: whether that of one holds; one that throws does not. Each is asked once, since it may
     * count or write; which ones held is kept for the stop.
     */
    holds(place: number, conditions: readonly (() => unknown)[]): boolean {
        const held = conditions.map(condition => {
            try {
                return Boolean(condition())
            } catch {
                return false
            }
        })
        heldAt.set(place, held)
        return held.includes(true)
    },

    /** Which conditions of a place have held. */
    held(place: number): readonly boolean[] {
        return heldAt.get(place) ?? []
    },

    /** Condition of breakpoints: counts how often one is reached, and compares that. */
    due(breakpoint: number, compare: (count: number) => boolean): boolean {
        const count = (reached.get(breakpoint) ?? 0) + 1
        reached.set(breakpoint, count)
        return compare(count)
    },

    /** Condition of breakpoints that only write something: never holds. */
    log(parts: readonly (string | (() => unknown))[]): boolean {
        console.log(parts.map(part => (typeof part === 'string' ? part : inside.told(part))).join(''))
        return false
    },

    /** What a log point shows of an expression. */
    told(expression: () => unknown): string {
        try {
            const value = expression()
            return typeof value === 'string' ? value : inside.show(value, 1)
        } catch (error) {
            return `<${textOf(error)}>`
        }
    },

    /** A step begins, or looks for its next generator. */
    arm(fiber: number, kind: Armed['kind']): void {
        if (stepped !== fiber) {
            stepped = fiber
            watchEnd(fiber)
        }
        if (kind !== 'out') {
            armed = { fiber, kind, used: false, lost: false }
            iteratorPrototype[Symbol.iterator] = meet as typeof nativeIterator
        }
    },

    /** The step over has stopped too deep: `returned` is to be called. False: there is nobody to call it. */
    lose(): boolean {
        if (armed?.used) {
            armed.lost = true
            return true
        }
        return false
    },

    /** The step has found its generator. */
    unarm(): void {
        armed = null
        iteratorPrototype[Symbol.iterator] = nativeIterator
    },

    /** The step is over. */
    disarm(): void {
        inside.unarm()
        stepped = 0
    },

    /** Whether a fiber has not ended. */
    lives(fiber: number): boolean {
        return find(fiber) !== undefined
    },

    /** The name of a fiber. */
    nameOf(fiber: number): string {
        return find(fiber)?.name ?? ''
    },

    /** The fibers, no more than `limit`. */
    list(limit: number): FiberRow[] {
        return fibers(limit).map(task => {
            const { id, name, state, waitsFor, parent } = task.statistics()
            return { id, name, state, waitsFor, parent, spawned: spawnSite(task) }
        })
    },

    /** A value as people read it; nothing of the program is called. */
    show(value: unknown, depth: number): string {
        return inspect(value, {
            depth,
            customInspect: false,
            showProxy: true,
            maxArrayLength: 20,
            maxStringLength: 1000,
            breakLength: 100,
            compact: 3,
        })
    },

    /** The variables of a scope, as people read them. */
    variables(scope: Record<string, unknown>): [name: string, value: string][] {
        return Object.keys(scope).map(name => [name, inside.show(scope[name], 0)])
    },

    /** The scope of a call that waits: what is assigned there would be lost. */
    guard(scope: object): object {
        return new Proxy(scope, {
            set(_, name) {
                throw new TypeError(`Cannot change ${String(name)}: the fiber waits, wanted the one that runs`)
            },
        })
    },

    /** Switches between fibers up to now. */
    switches: switchCount,

    /** Condition of breakpoints: a fiber (0: any) has been resumed since there were so many switches. */
    woken(fiber: number, switches: number): boolean {
        const id = current()?.id
        return id !== undefined && (fiber === 0 || id === fiber) && switchCount() !== switches
    },

    /** Condition of breakpoints: a value is no longer the one that was remembered under a number. */
    changed(watch: number, fiber: number, level: number, value: () => unknown): boolean {
        return current()?.id === fiber && depth() === level && watched.get(watch) !== snapshot(value)
    },

    /** Remembers a value under a number, and gives the former and this one as people read them. */
    remember(watch: number, value: () => unknown): [before: string, now: string] {
        const before = watched.get(watch) ?? ''
        const now = snapshot(value)
        watched.set(watch, now)
        return [before, now]
    },

    /** Writes a text that tells the reader of standard output and standard error how far it has read. */
    mark(text: string): void {
        for (const file of [1, 2]) {
            writeAll(file, text)
        }
    },

    /** The generators of a waiting fiber, innermost first. */
    chain(fiber: number): object[] {
        const task = find(fiber)
        return task === undefined ? [] : generatorsOf(task).reverse()
    },
}
