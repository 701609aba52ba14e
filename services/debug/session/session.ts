/*
    session.ts -- A program that is debugged: what a terminal and a protocol server both need of it. Steps are the endpoint's (stepper.ts);
    here are the stops, the fibers and their calls, in terms of sources.

    Notifications are handled one after the other. While the program is stopped nothing in it changes, so whatever is asked is true
    until it goes on.
*/

import { EventEmitter } from 'node:events'
import type { Location, Paused, RemoteObject, Send } from '../cdp.js'
import { fiberFrames } from '../frames.js'
import { type FiberRow, isRuntime } from '../inside.js'
import { SPEAKER } from '../speaker.js'
import type { StepKind } from '../stepper.js'
import { fiberStack } from '../suspended.js'
import { Breakpoint } from './breakpoint.js'
import { Breakpoints } from './breakpoints.js'
import { Connection } from './connection.js'
import { type Frame, heldGroup, RunningFrame, type Scope, resultOf, WaitingFrame } from './frame.js'
import { type Place, Sources } from './sources.js'
import { type Trap, Traps } from './traps.js'

/** Why the program has stopped; `statement`: it is `debugger`. */
export type StopReason = 'entry' | 'trap' | 'step' | 'pause' | 'exception' | 'statement'

/** A stop of the program. */
export interface Stop {
    readonly reason: StopReason
    /** The running fiber; 0: none. */
    readonly fiber: number
    /** Calls of the running fiber, innermost first; of the thread outside fibers. Empty: it does nothing at the moment. */
    readonly frames: readonly Frame[]
    /** What has stopped it (`trap`). */
    readonly traps: ReadonlySet<Trap>
    /** What was thrown (`exception`). */
    readonly thrown: RemoteObject | null
    /** What a call has returned out of which was stepped, or returns where it is about to; null: neither. */
    readonly returned: RemoteObject | null
}

/** A variable. */
export interface Variable {
    readonly name: string
    readonly text: string
}

interface Events {
    stopped: [stop: Stop]
    continued: []
    /** A sentence of the endpoint. */
    said: [text: string]
    /** A breakpoint has found its place, since a script was loaded. */
    resolved: [breakpoint: Breakpoint]
    closed: []
}

/** Name of the script by which a program is stopped that does nothing. */
const idle = 'ioto:idle'

/** Milliseconds after which a program that has not stopped is given something again. */
const NUDGE = 50

/** Scopes of a function itself. */
const ownScopes: ReadonlySet<string> = new Set(['local', 'block', 'catch', 'with'])

/** A program that is debugged. Events: `stopped`, `continued`, `said`, `resolved`, and `closed` when it has gone. */
export class DebugSession extends EventEmitter<Events> {
    readonly sources = new Sources()
    readonly #traps: Traps
    readonly breakpoints: Breakpoints
    #connection: Connection | null = null
    #work: Promise<unknown> = Promise.resolve()
    #stop: Stop | null = null
    #closed = false
    #stopAt: string | null = null
    #loads: string | null = null
    #pausing = false
    #stepping = false
    /** Trap of `runTo`. */
    #goal: Trap | null = null

    private constructor() {
        super()
        this.#traps = new Traps(this.send)
        this.breakpoints = new Breakpoints(this.send, this.sources, this.#traps, each => this.emit('resolved', each))
    }

    /** Connects to the endpoint of a program. Throws `DEBUG_CONNECT`. */
    static async connect(url: string): Promise<DebugSession> {
        const session = new DebugSession()
        session.#connection = await Connection.open(url, {
            notification: (method, params) => session.#then(() => session.#notified(method, params)),
            closed: () => session.#then(async () => session.#gone()),
        })
        await session.send('Runtime.enable')
        await session.send('Debugger.enable')
        return session
    }

    /** Sends a command of the Chrome DevTools Protocol. */
    readonly send: Send = (method, params) => this.#connection!.send(method, params)

    /** The stop at which the program is; null while it runs. */
    get stop(): Stop | null {
        return this.#stop
    }

    /** Whether the program has gone. */
    get closed(): boolean {
        return this.#closed
    }

    /** Lets a program begin that waits for a debugger; with the URL of a module, up to its first statement. */
    async begin(stopAt: string | null = null): Promise<void> {
        this.#stopAt = stopAt
        await this.#watchLoads()
        await this.send('Runtime.runIfWaitingForDebugger')
    }

    /** The next stop, or the one at which the program is; null: the program has gone. */
    async stopped(): Promise<Stop | null> {
        await this.#work
        if (this.#stop !== null || this.#closed) {
            return this.#stop
        }
        return new Promise(resolve => {
            const stopped = (stop: Stop) => {
                this.off('closed', closed)
                resolve(stop)
            }
            const closed = () => {
                this.off('stopped', stopped)
                resolve(null)
            }
            this.once('stopped', stopped)
            this.once('closed', closed)
        })
    }

    /** The program goes on. */
    async resume(): Promise<void> {
        await this.#watchLoads()
        this.#stepping = false
        await this.#goOn('Debugger.resume')
    }

    /** A step of the fiber that runs. */
    async step(kind: StepKind): Promise<void> {
        // A stop at a script that is loaded would end the step.
        await this.#ignoreLoads()
        this.#stepping = true
        await this.#goOn({ over: 'Debugger.stepOver', into: 'Debugger.stepInto', out: 'Debugger.stepOut' }[kind])
    }

    /** The program goes on until it reaches one of some places, under a condition, or stops for another reason before. */
    async runTo(places: readonly Place[], condition: string): Promise<Trap> {
        const goal: Trap = { condition }
        await this.trap(goal, places)
        this.#goal = goal
        await this.resume()
        return goal
    }

    /** Stops the program, whatever it does. */
    async pause(): Promise<void> {
        this.#pausing = true
        await this.send('Debugger.pause')
        this.#nudge()
    }

    /**
     * A program that waits executes nothing, where it could be stopped: it gets something. Again and again, since what it gets while hidden
     * calls are on the stack, such as those that write a line, does not stop it.
     */
    #nudge(): void {
        if (!this.#pausing) {
            return
        }
        this.send('Runtime.evaluate', { expression: `0 //# sourceURL=${idle}`, silent: true }).then(
            () => setTimeout(() => this.#nudge(), NUDGE).unref(),
            // The connection is over.
            () => {},
        )
    }

    /** Sets a trap, which `stop.traps` has when it stops the program. */
    trap(trap: Trap, places: readonly Place[]): Promise<void> {
        return this.#traps.set(trap, places)
    }

    /** Takes a trap away. */
    untrap(trap: Trap): Promise<void> {
        return this.#traps.clear(trap)
    }

    /** Whether the program stops where something is thrown; `uncaught`: that no function of the fiber catches. */
    async setExceptions(state: 'none' | 'uncaught' | 'all'): Promise<void> {
        await this.send('Debugger.setPauseOnExceptions', { state })
    }

    /** The fibers, by number, no more than `limit`. */
    fibers(limit: number): Promise<FiberRow[]> {
        return this.value<FiberRow[]>(`__fdbg.list(${limit})`)
    }

    /** The calls of a fiber, innermost first; empty: it has not begun, or there is no such fiber. */
    async frames(fiber: number): Promise<readonly Frame[]> {
        if (this.#stop !== null && fiber === this.#stop.fiber) {
            return this.#stop.frames
        }
        const stack = await fiberStack(this.send, fiber, this.sources.urls)
        return stack.map(each => {
            const { scriptId, lineNumber, columnNumber } = each.frame
            return new WaitingFrame(this.send, each, this.sources.toSource(scriptId, lineNumber, columnNumber))
        })
    }

    /** The value of an expression of the debugger's own, by value. */
    async value<T>(expression: string): Promise<T> {
        const { result } = await this.send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression,
            returnByValue: true,
            silent: true,
        })
        return result.value as T
    }

    /** The value of an expression outside of calls. Throws `DEBUG_EVALUATE`. */
    async evaluate(expression: string): Promise<RemoteObject> {
        return resultOf(await this.send('Runtime.evaluate', { expression, objectGroup: heldGroup, silent: true }))
    }

    /** A value as people read it, objects `depth` deep. */
    async show(value: RemoteObject, depth: number): Promise<string> {
        if (value.objectId === undefined) {
            return value.unserializableValue ?? (value.type === 'undefined' ? 'undefined' : quoted(value.value))
        }
        return this.call<string>(value.objectId, `function () { return __fdbg.show(this, ${depth}) }`)
    }

    /** The variables of a scope. */
    async variables({ objectId }: Scope): Promise<Variable[]> {
        const rows = await this.call<[string, string][]>(objectId, 'function () { return __fdbg.variables(this) }')
        return rows.map(([name, text]) => ({ name, text }))
    }

    /** The variables of a call's own function, innermost first; a name that is hidden by another is left out. */
    async locals(frame: Frame): Promise<Variable[]> {
        const scopes = (await frame.scopes()).filter(({ type }) => ownScopes.has(type))
        const found = new Map<string, Variable>()
        for (const variables of await Promise.all(scopes.map(scope => this.variables(scope)))) {
            for (const variable of variables) {
                if (!found.has(variable.name)) {
                    found.set(variable.name, variable)
                }
            }
        }
        return [...found.values()]
    }

    /** Calls a function on an object of the program; its result by value. */
    async call<T>(objectId: string, functionDeclaration: string): Promise<T> {
        const { result } = await this.send<{ result: RemoteObject }>('Runtime.callFunctionOn', {
            objectId,
            functionDeclaration,
            returnByValue: true,
            silent: true,
        })
        return result.value as T
    }

    /** All places of a call's function at which the program can be stopped, in their order. */
    async placesOf(frame: Frame): Promise<Place[]> {
        const start = await frame.begin()
        if (start === null) {
            return []
        }
        const { scriptId, lineNumber, columnNumber } = start
        const { locations } = await this.send<{ locations: Location[] }>('Debugger.getPossibleBreakpoints', {
            start: { scriptId, lineNumber, columnNumber },
            restrictToFunction: true,
        })
        const url = this.sources.urls.get(scriptId) ?? ''
        return locations.map(({ lineNumber, columnNumber = 0 }) => ({ url, line: lineNumber, column: columnNumber }))
    }

    /** Goes, and leaves the program running. */
    async close(): Promise<void> {
        await this.#connection?.close()
    }

    async #goOn(method: string): Promise<void> {
        if (this.#stop !== null) {
            this.#stop = null
            this.emit('continued')
            await this.send('Runtime.releaseObjectGroup', { objectGroup: heldGroup })
        }
        await this.send(method)
    }

    /** Stops at each script that is loaded, if somebody waits for one: V8 cannot know of these. */
    async #watchLoads(): Promise<void> {
        if (this.#stopAt === null && !this.breakpoints.open) {
            await this.#ignoreLoads()
        } else if (this.#loads === null) {
            const { breakpointId } = await this.send<{ breakpointId: string }>(
                'Debugger.setInstrumentationBreakpoint',
                { instrumentation: 'beforeScriptExecution' },
            )
            this.#loads = breakpointId
        }
    }

    async #ignoreLoads(): Promise<void> {
        const breakpointId = this.#loads
        if (breakpointId !== null) {
            this.#loads = null
            await this.send('Debugger.removeBreakpoint', { breakpointId })
        }
    }

    #then(work: () => Promise<unknown>): void {
        // What fails here fails because the program has gone, and that is told by itself.
        this.#work = this.#work.then(work).catch(() => {})
    }

    #gone(): void {
        this.#stop = null
        this.#closed = true
        this.emit('closed')
    }

    async #notified(method: string, params: Record<string, unknown>): Promise<void> {
        switch (method) {
            case 'Debugger.scriptParsed': {
                const { scriptId, url, sourceMapURL = '' } = params as Record<string, string>
                const script = this.sources.add(scriptId!, url!, sourceMapURL)
                if (script !== null) {
                    await this.breakpoints.loaded(script)
                }
                break
            }
            case 'Runtime.consoleAPICalled':
                if (params.context === SPEAKER) {
                    this.emit('said', (params.args as { value: string }[])[0]!.value)
                }
                break
            case 'Debugger.paused':
                await this.#paused(params as unknown as Paused & { fiber: number })
                break
            case 'Debugger.resumed':
                if (this.#stop !== null) {
                    this.#stop = null
                    this.emit('continued')
                }
        }
    }

    async #paused(paused: Paused & { readonly fiber: number }): Promise<void> {
        if (paused.reason === 'Break on start') {
            // The endpoint has seen to it.
            await this.#show('entry', { ...paused, fiber: 0 }, new Set())
            return
        }
        if (paused.reason === 'instrumentation') {
            const { url } = (paused as { data?: { url?: string } }).data ?? {}
            if (url !== this.#stopAt || this.#stopAt === null) {
                await this.#watchLoads()
                await this.send('Debugger.resume')
                return
            }
            this.#stopAt = null
            await this.#show('entry', { ...paused, fiber: 0 }, new Set())
            return
        }
        const traps = await this.#traps.hit(paused.hitBreakpoints ?? [])
        if (await this.#isIgnored(traps)) {
            await this.send('Debugger.resume')
            return
        }
        const pausing = this.#pausing && traps.size === 0
        this.#pausing = false
        if (paused.reason === 'exception' || paused.reason === 'promiseRejection') {
            await this.#show('exception', paused, traps)
        } else if (traps.size > 0) {
            await this.#show('trap', paused, traps)
        } else {
            await this.#show(pausing ? 'pause' : this.#stepping ? 'step' : 'statement', paused, traps)
        }
    }

    /** Whether all that has stopped the program are breakpoints that are to be left out this time. */
    async #isIgnored(traps: ReadonlySet<Trap>): Promise<boolean> {
        let ignored = traps.size > 0
        for (const trap of traps) {
            if (!(trap instanceof Breakpoint)) {
                ignored = false
                continue
            }
            trap.hits++
            if (trap.ignore > 0) {
                trap.ignore--
            } else {
                ignored = false
                if (trap.temporary) {
                    await this.breakpoints.remove(trap)
                }
            }
        }
        return ignored
    }

    async #show(reason: StopReason, paused: Paused & { readonly fiber: number }, traps: Set<Trap>): Promise<void> {
        if (this.#goal !== null) {
            const goal = this.#goal
            this.#goal = null
            await this.untrap(goal)
        }
        const calls =
            fiberFrames(paused.callFrames) ??
            paused.callFrames.filter(({ url }) => url !== '' && url !== idle && !isRuntime(url))
        const thrown = reason === 'exception' ? ((paused as { data?: RemoteObject }).data ?? null) : null
        const stop: Stop = {
            reason,
            fiber: paused.fiber,
            frames: calls.map(call => {
                const { scriptId, lineNumber, columnNumber = 0 } = call.location
                return new RunningFrame(this.send, call, this.sources.toSource(scriptId, lineNumber, columnNumber))
            }),
            traps,
            thrown,
            returned: paused.callFrames[0]?.returnValue ?? null,
        }
        this.#stop = stop
        this.emit('stopped', stop)
    }
}

function quoted(value: unknown): string {
    return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'` : String(value)
}
