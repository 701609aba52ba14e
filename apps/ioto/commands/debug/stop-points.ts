/*
    stop-points.ts -- What stops the program beside breakpoints: a value that changes, and a fiber that is woken.
*/

import { type Frame, RunningFrame, type Trap } from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import { type Debugger, mostFibers } from './debugger.js'
import { fiberName } from './describe.js'

/**
 * Stops when the value of an expression in a call is no longer what it was: it is compared at each statement of the function, as long
 * as the call lasts.
 */
export class Watch {
    readonly expression: string
    readonly #changed: Trap
    readonly #over: Trap
    readonly #id: number
    static #last = 0

    private constructor(expression: string, id: number, fiber: number, depth: number) {
        this.expression = expression
        this.#id = id
        this.#changed = { condition: `__fdbg.changed(${id}, ${fiber}, ${depth}, () => (${expression}\n))` }
        this.#over = { condition: `__fdbg.at(${fiber}, ${depth - 1})` }
    }

    /** Watches an expression in the selected call. */
    static async set(debug: Debugger, expression: string): Promise<Watch> {
        const frame = debug.needFrame()
        if (!(frame instanceof RunningFrame) || debug.fiber === 0) {
            throw new Failure(`Cannot watch ${expression}: wanted a call of the fiber that runs`)
        }
        await frame.evaluate(expression)
        const callers = debug.frames.slice(debug.level + 1)
        const watch = new Watch(expression, ++Watch.#last, debug.fiber, callers.length + 1)
        await watch.#remember(debug, frame)
        await debug.session.trap(watch.#changed, await debug.session.placesOf(frame))
        for (const caller of callers) {
            await debug.session.trap(watch.#over, await debug.session.placesOf(caller))
        }
        return watch
    }

    /** Takes it away. */
    async clear(debug: Debugger): Promise<void> {
        await debug.session.untrap(this.#changed)
        await debug.session.untrap(this.#over)
    }

    /** A new run has other calls. */
    async began(debug: Debugger): Promise<void> {
        for (const [number, point] of debug.points) {
            if (point === this) {
                debug.points.delete(number)
            }
        }
    }

    /** What a stop has to tell of it. */
    async news(debug: Debugger, number: number, traps: ReadonlySet<Trap>): Promise<string | null> {
        if (traps.has(this.#changed)) {
            const [before, now] = await this.#remember(debug, debug.frames[0]!)
            return `Watchpoint ${number}: ${this.expression}\n\nOld value = ${before}\nNew value = ${now}\n`
        }
        if (traps.has(this.#over)) {
            debug.points.delete(number)
            await this.clear(debug)
            return `Watchpoint ${number} deleted: the call in which ${this.expression} is has returned`
        }
        return null
    }

    async #remember(debug: Debugger, frame: Frame): Promise<[before: string, now: string]> {
        const { objectId } = await frame.evaluate(`__fdbg.remember(${this.#id}, () => (${this.expression}\n))`)
        return debug.session.call(objectId!, 'function () { return this }')
    }
}

/** Stops at the first statement that a fiber does after it has waited. */
export class CatchWake {
    /** 0: any. */
    readonly fiber: number
    #trap: Trap | null = null
    /** What fibers waited for before the program went on. */
    #waited = new Map<number, string>()

    constructor(fiber: number) {
        this.fiber = fiber
    }

    /** The program goes on: all places at which the fiber may go on are trapped. */
    async arm(debug: Debugger): Promise<void> {
        const { session, stop } = debug
        const rows = (await session.fibers(mostFibers)).filter(({ id }) => this.fiber === 0 || id === this.fiber)
        this.#waited = new Map(rows.flatMap(({ id, waitsFor }) => (waitsFor === null ? [] : [[id, waitsFor]])))
        this.#trap = { condition: `__fdbg.woken(${this.fiber}, ${await session.value('__fdbg.switches()')})` }
        for (const { id } of rows) {
            // Of the one that runs as well: it may wait next.
            for (const frame of id === stop.fiber ? stop.frames : await session.frames(id)) {
                await session.trap(this.#trap, await session.placesOf(frame))
            }
        }
    }

    /** The program has stopped. */
    async disarm(debug: Debugger): Promise<void> {
        if (this.#trap !== null) {
            await debug.session.untrap(this.#trap)
        }
    }

    /** What a stop has to tell of it. */
    async news(debug: Debugger, number: number, traps: ReadonlySet<Trap>): Promise<string | null> {
        if (this.#trap === null || !traps.has(this.#trap)) {
            return null
        }
        const row = await debug.fiberRow(debug.fiber)
        const what = this.#waited.get(row.id)
        return `Catchpoint ${number}: ${fiberName(row)} goes on${what === undefined ? '' : `, it waited for ${what}`}`
    }
}
