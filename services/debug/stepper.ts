/*
    stepper.ts -- Steps that stay in their fiber. It stands between a front end and V8's inspector, and makes of one step of the
    front end as many of V8's as it takes: three steps give exactly three `resumed` and three `paused`.

    A pause is somewhere in fiber F, D of the user's calls deep. Then:

    | step | how |
    |---|---|
    | over | V8's step over. If it stops deeper, a call has suspended: go on until that call is over (inside.ts), then out of it |
    | into | V8's step into, and a breakpoint where the next generator begins |
    | out | V8's step out, and a net: breakpoints on all of the callers, for F only, when less deep |

    V8 loses a step over or out at the end of a `finally` block with a pending return, so a step over in a function that has
    `finally` gets a net too. Nets are temporary and narrow: each hit of another fiber costs it about 0.1 ms.

    A pause elsewhere, which nobody has asked for, is not shown. A breakpoint of the user, also in another fiber, is shown and
    ends the step, as in other debuggers.
*/

import { isCaught } from './caught.js'
import type { CallFrame, Location, Paused, Property, RemoteObject, Send } from './cdp.js'
import { isRuntime } from './inside.js'

/** The three steps. */
export type StepKind = 'over' | 'into' | 'out'

/** Reasons for a pause that is always shown. */
const shown = new Set(['exception', 'promiseRejection', 'OOM', 'assert', 'debugCommand', 'instrumentation'])

/** A step that is under way. */
interface Step {
    readonly kind: StepKind
    readonly fiber: number
    readonly depth: number
    /** Where it began: the function and its line. */
    readonly functionName: string
    readonly line: number
    /** Own breakpoints to be removed when it is over. */
    readonly nets: Set<string>
    /** Generators may still be met: they are entered (into). */
    entering: boolean
}

/** What is to become of a pause. */
export type Verdict = 'show' | 'hide'

/** Whether a call is the user's. */
function isUser(frame: CallFrame): boolean {
    return frame.url !== '' && !isRuntime(frame.url)
}

/** The calls of the running fiber above the runtime's `resume`; null outside fibers. */
export function fiberFrames(frames: readonly CallFrame[]): CallFrame[] | null {
    const end = frames.findIndex(frame => frame.functionName === 'resume' && isRuntime(frame.url))
    return end < 0 ? null : frames.slice(0, end).filter(isUser)
}

function offsetOf(text: string, { lineNumber, columnNumber = 0 }: Location): number {
    let offset = 0
    for (let line = 0; line < lineNumber; line++) {
        offset = text.indexOf('\n', offset) + 1
    }
    return offset + columnNumber
}

/** Makes the steps of one front end. */
export class Stepper {
    readonly #send: Send
    #step: Step | null = null
    #paused: Paused | null = null
    #hooks: { returned: string; entered: string } | null = null
    /** The front end has asked for a pause. */
    pausing = false
    /** Only exceptions that no function of the fiber catches are shown. V8 cannot tell: the runtime catches whatever leaves a fiber. */
    uncaughtOnly = false
    /** Breakpoints of the stepper: the front end is not to hear of them. */
    readonly own = new Set<string>()

    constructor(send: Send) {
        this.#send = send
    }

    /** The latest pause that was shown; null while the program runs. */
    get paused(): Paused | null {
        return this.#paused
    }

    /** Makes a step. The program is paused. */
    async step(kind: StepKind): Promise<void> {
        const paused = this.#paused
        this.#paused = null
        await this.stop()
        const native = { over: 'Debugger.stepOver', into: 'Debugger.stepInto', out: 'Debugger.stepOut' }[kind]
        const frames = paused === null ? null : fiberFrames(paused.callFrames)
        const top = frames?.[0]
        if (frames === null || top === undefined) {
            // Outside fibers V8 knows best.
            await this.#send(native)
            return
        }
        const fiber = await this.#value<number>('__fiber')
        const { lineNumber } = top.location
        const nets = new Set<string>()
        const step: Step = {
            kind,
            fiber,
            depth: frames.length,
            functionName: top.functionName,
            line: lineNumber,
            nets,
            entering: kind === 'into',
        }
        this.#step = step
        if (kind !== 'out') {
            await this.#hook()
            await this.#value(`__fdbg.arm(${fiber},${kind === 'into'})`)
        }
        if (kind === 'out' || (await this.#hasFinally(top))) {
            const callers = frames.slice(1)
            await this.#net(step, callers, frames.length - 1)
            if (kind === 'out' && callers.length === 0) {
                // Nothing of the fiber is left to stop in.
                await this.stop()
                await this.#send('Debugger.resume')
                return
            }
        }
        await this.#send(native)
    }

    /** Ends the step, whether it has stopped or not. */
    async stop(): Promise<void> {
        const step = this.#step
        this.#step = null
        if (step !== null) {
            await this.#value('__fdbg.disarm()')
            await Promise.all([...step.nets].map(id => this.#remove(id)))
        }
    }

    /** The program goes on by itself. */
    running(): void {
        this.#paused = null
    }

    /** Takes back everything. */
    async end(): Promise<void> {
        await this.stop()
        await Promise.all([...this.own].map(id => this.#remove(id)))
        this.#hooks = null
    }

    /** Looks at a pause: it is shown, or hidden and the program goes on. */
    async look(paused: Paused): Promise<Verdict> {
        const hit = paused.hitBreakpoints ?? []
        if (this.uncaughtOnly && hit.length === 0 && (await this.#isCaught(paused))) {
            // A step that is under way goes on with it: V8 has not forgotten it.
            await this.#send('Debugger.resume')
            return 'hide'
        }
        const asked = this.pausing || shown.has(paused.reason) || hit.some(id => !this.own.has(id))
        const step = this.#step
        const hooked =
            this.#hooks !== null && hit.some(id => id === this.#hooks!.returned || id === this.#hooks!.entered)
        if (asked && !hooked) {
            return this.#show(paused)
        }
        if (step === null) {
            if (hit.length > 0) {
                // A net of a step that is over.
                await this.#send('Debugger.resume')
                return 'hide'
            }
            return this.#show(paused)
        }
        const frames = fiberFrames(paused.callFrames)
        if (hooked && hit.includes(this.#hooks!.returned)) {
            await this.#value('__fdbg.disarm()')
            await this.#send('Debugger.stepOut')
            return 'hide'
        }
        if (hooked) {
            await this.#enter(step, paused)
            return 'hide'
        }
        const fiber = frames === null ? 0 : await this.#value<number>('__fiber')
        if (frames === null || frames.length === 0 || fiber !== step.fiber) {
            return this.#elsewhere(step, paused)
        }
        return this.#landed(step, paused, frames)
    }

    /** Whether a pause is for an exception that will be caught; outside of fibers V8 knows. */
    async #isCaught(paused: Paused): Promise<boolean> {
        if (paused.reason !== 'exception' && paused.reason !== 'promiseRejection') {
            return false
        }
        const frames = fiberFrames(paused.callFrames)
        if (frames === null) {
            return paused.data?.uncaught !== true
        }
        for (const frame of frames) {
            if (await this.#catches(frame)) {
                return true
            }
        }
        return false
    }

    async #catches({ functionLocation, location }: CallFrame): Promise<boolean> {
        if (functionLocation === undefined) {
            return false
        }
        const { scriptSource } = await this.#send<{ scriptSource: string }>('Debugger.getScriptSource', {
            scriptId: location.scriptId,
        })
        return isCaught(scriptSource, offsetOf(scriptSource, functionLocation), offsetOf(scriptSource, location))
    }

    #show(paused: Paused): Promise<Verdict> {
        this.pausing = false
        this.#paused = paused
        return this.stop().then(() => 'show')
    }

    /** V8 has stopped in the fiber. */
    async #landed(step: Step, paused: Paused, frames: readonly CallFrame[]): Promise<Verdict> {
        const top = frames[0]!
        if (!isUser(paused.callFrames[0]!)) {
            await this.#send('Debugger.stepOut')
            return 'hide'
        }
        const depth = frames.length
        if (step.kind === 'over') {
            if (depth > step.depth) {
                if (await this.#value<boolean>('__fdbg.lose()')) {
                    await this.#send('Debugger.resume')
                } else {
                    await this.#send('Debugger.stepOut')
                }
                return 'hide'
            }
            const inside = depth === step.depth && top.functionName === step.functionName
            if (inside && top.location.lineNumber === step.line && (await this.#isWithin(top.location))) {
                // Behind one call of a statement that has more.
                await this.#value(`__fdbg.arm(${step.fiber},false)`)
                await this.#send('Debugger.stepOver')
                return 'hide'
            }
        }
        if (step.kind === 'out' && depth >= step.depth) {
            // It has suspended before its end; the net is out.
            await this.#send('Debugger.resume')
            return 'hide'
        }
        return this.#show(paused)
    }

    /** V8 has stopped outside of the fiber: that has suspended or ended. */
    async #elsewhere(step: Step, paused: Paused): Promise<Verdict> {
        if (paused.callFrames.some(({ functionName, url }) => functionName === 'answerProbe' && isRuntime(url))) {
            // Somebody asks the fiber for its backtrace: when that is done the step goes on.
            await this.#send('Debugger.stepOut')
            return 'hide'
        }
        if (!(await this.#value<boolean>(`__fdbg.lives(${step.fiber})`))) {
            await this.stop()
        }
        await this.#send('Debugger.resume')
        return 'hide'
    }

    /** A generator is about to begin in a step into. */
    async #enter(step: Step, paused: Paused): Promise<void> {
        const { result } = await this.#send<{ result: RemoteObject }>('Debugger.evaluateOnCallFrame', {
            callFrameId: paused.callFrames[0]!.callFrameId,
            expression: 'arguments[0]',
            objectGroup: 'stepper',
        })
        const begin = await this.#generatorBegin(result)
        if (begin !== null) {
            await this.#value('__fdbg.disarm()')
            for (const location of begin) {
                await this.#break(step, location, `__fiber === ${step.fiber}`)
            }
        }
        await this.#send('Debugger.releaseObjectGroup', { objectGroup: 'stepper' }).catch(() => {})
        await this.#send('Debugger.resume')
    }

    /** The first places in which a generator of the user stops; null for those of the runtime. */
    async #generatorBegin(generator: RemoteObject): Promise<Location[] | null> {
        const location = await this.locationOf(generator)
        if (location === null || isRuntime(await this.#urlOf(location.scriptId))) {
            return null
        }
        return (await this.#places(location, true)).slice(0, 3)
    }

    /** Where a generator is suspended. */
    async locationOf(generator: RemoteObject): Promise<Location | null> {
        const { internalProperties = [] } = await this.#send<{ internalProperties?: Property[] }>(
            'Runtime.getProperties',
            { objectId: generator.objectId, ownProperties: true },
        )
        const row = internalProperties.find(({ name }) => name === '[[GeneratorLocation]]')
        return (row?.value?.value as Location | undefined) ?? null
    }

    /** URLs of scripts, as the endpoint hears of them. */
    readonly urls = new Map<string, string>()

    async #urlOf(scriptId: string): Promise<string> {
        return this.urls.get(scriptId) ?? ''
    }

    /** Breakpoints on everything in some calls. */
    async #net(step: Step, frames: readonly CallFrame[], depth: number): Promise<void> {
        const seen = new Set<string>()
        for (const { functionLocation } of frames) {
            if (functionLocation === undefined) {
                continue
            }
            const key = `${functionLocation.scriptId}:${functionLocation.lineNumber}:${functionLocation.columnNumber}`
            if (seen.has(key)) {
                continue
            }
            seen.add(key)
            const places = await this.#places(functionLocation, true)
            await Promise.all(places.map(place => this.#break(step, place, `__fdbg.at(${step.fiber},${depth})`)))
        }
    }

    async #places(start: Location, restrictToFunction: boolean, end?: Location): Promise<Location[]> {
        const { locations } = await this.#send<{ locations: Location[] }>('Debugger.getPossibleBreakpoints', {
            start,
            restrictToFunction,
            ...(end === undefined ? {} : { end }),
        })
        return locations
    }

    /** Whether a place is within a statement rather than at its beginning. */
    async #isWithin(location: Location): Promise<boolean> {
        const places = await this.#places(
            { scriptId: location.scriptId, lineNumber: location.lineNumber, columnNumber: 0 },
            false,
            { scriptId: location.scriptId, lineNumber: location.lineNumber + 1, columnNumber: 0 },
        )
        const place = places.find(({ columnNumber }) => columnNumber === location.columnNumber)
        return place?.type === 'call'
    }

    async #break(step: Step, location: Location, condition: string): Promise<void> {
        try {
            const { breakpointId } = await this.#send<{ breakpointId: string }>('Debugger.setBreakpoint', {
                location: {
                    scriptId: location.scriptId,
                    lineNumber: location.lineNumber,
                    columnNumber: location.columnNumber,
                },
                condition,
            })
            step.nets.add(breakpointId)
            this.own.add(breakpointId)
        } catch {
            // There is one of the user's at this place.
        }
    }

    async #remove(breakpointId: string): Promise<void> {
        await this.#send('Debugger.removeBreakpoint', { breakpointId }).catch(() => {})
    }

    async #hook(): Promise<void> {
        if (this.#hooks !== null) {
            return
        }
        const [returned, entered] = await Promise.all([this.#hookOn('returned'), this.#hookOn('entered')])
        this.#hooks = { returned, entered }
    }

    async #hookOn(name: string): Promise<string> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression: `__fdbg.${name}`,
            objectGroup: 'hooks',
        })
        const { breakpointId } = await this.#send<{ breakpointId: string }>('Debugger.setBreakpointOnFunctionCall', {
            objectId: result.objectId,
        })
        this.own.add(breakpointId)
        return breakpointId
    }

    /** Whether a function has a `finally`, from whose end V8 may lose its way. */
    async #hasFinally({ functionLocation }: CallFrame): Promise<boolean> {
        if (functionLocation === undefined) {
            return false
        }
        const { scriptId, lineNumber, columnNumber } = functionLocation
        const key = `${scriptId}:${lineNumber}:${columnNumber}`
        let has = this.#finallyIn.get(key)
        if (has === undefined) {
            const last = (await this.#places(functionLocation, true)).at(-1)?.lineNumber ?? lineNumber
            const { scriptSource } = await this.#send<{ scriptSource: string }>('Debugger.getScriptSource', {
                scriptId,
            })
            has = /\bfinally\b/.test(
                scriptSource
                    .split('\n')
                    .slice(lineNumber, last + 1)
                    .join('\n'),
            )
            this.#finallyIn.set(key, has)
        }
        return has
    }

    readonly #finallyIn = new Map<string, boolean>()

    async #value<T>(expression: string): Promise<T> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression,
            returnByValue: true,
            silent: true,
        })
        return result.value as T
    }
}
