/*
    stepper.ts -- Steps that stay in their fiber. It stands between a front end and V8's inspector, and makes of one step of the
    front end as many of V8's as it takes: three steps give exactly three `resumed` and three `paused`.

    A pause is somewhere in fiber F, D of the user's calls deep. Then:

    | step | how |
    |---|---|
    | over | V8's step over. If it stops deeper, a call has suspended: go on until that call is over (inside.ts), then out of it |
    | into | V8's step into, and a breakpoint where the next generator begins |
    | out | V8's step out; should the call suspend before, V8's again from breakpoints where the call returns |

    V8 loses a step at a `throw` that goes through several calls, so the handler where that ends gets a breakpoint; and at the end of a
    `finally` block with a pending return, so in a function that has one all places of the callers get one. These nets are
    temporary, and for F only, at its depth: each hit of another fiber costs it about 0.1 ms.

    When F ends, the step goes on in whoever has waited for that: to the first statement behind the `join`. If nobody has, the
    program goes on, which is said.

    A pause elsewhere, which nobody has asked for, is not shown. A breakpoint of the user, also in another fiber, is shown and
    ends the step, as in other debuggers.
*/

import type { CallFrame, Location, Paused, Property, RemoteObject, Send } from './cdp.js'
import { fiberFrames, isUser } from './frames.js'
import { isRuntime } from './inside.js'
import { type Hook, OwnBreakpoints } from './own-breakpoints.js'
import { Scripts } from './scripts.js'
import { beginOf, fiberStack } from './suspended.js'

/** The three steps. */
export type StepKind = 'over' | 'into' | 'out'

/** V8's own. */
const native = { over: 'Debugger.stepOver', into: 'Debugger.stepInto', out: 'Debugger.stepOut' } as const

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
    /** The fiber has ended: whoever waited for that is waited for. */
    isOver: boolean
    /** What the call out of which is stepped returns. */
    returned: RemoteObject | undefined
}

/** What is to become of a pause, and how it is told. */
export type Verdict = { readonly shown: Paused } | 'hide'

/** Makes the steps of one front end. */
export class Stepper {
    readonly #send: Send
    readonly #say: (text: string) => void
    readonly scripts: Scripts
    /** The front end is not to hear of these. */
    readonly own: OwnBreakpoints
    #step: Step | null = null
    #paused: Paused | null = null
    /** The fiber in which V8 may still have a step that something else has ended; 0: none. */
    #forgotten = 0
    /** The front end has asked for a pause. */
    pausing = false
    /** Only exceptions that no function of the fiber catches are shown. V8 cannot tell: the runtime catches whatever leaves a fiber. */
    uncaughtOnly = false

    /** `say` is given sentences for whoever debugs. */
    constructor(send: Send, say: (text: string) => void) {
        this.#send = send
        this.#say = say
        this.scripts = new Scripts(send)
        this.own = new OwnBreakpoints(send)
    }

    /** The latest pause that was shown; null while the program runs. */
    get paused(): Paused | null {
        return this.#paused
    }

    /** Makes a step. The program is paused. */
    async step(kind: StepKind): Promise<void> {
        const paused = this.#paused
        this.#paused = null
        this.#forgotten = 0
        await this.stop()
        const frames = paused === null ? null : fiberFrames(paused.callFrames)
        const top = frames?.[0]
        if (frames === null || top === undefined) {
            // Outside fibers V8 knows best.
            await this.#send(native[kind])
            return
        }
        const fiber = await this.#value<number>('__fiber')
        const { functionName, location } = top
        const depth = frames.length
        const callers = frames.slice(1)
        this.#step = { kind, fiber, depth, functionName, line: location.lineNumber, isOver: false, returned: undefined }
        await this.own.setHooks()
        await this.#value(`__fdbg.arm(${fiber},'${kind}')`)
        if (kind === 'out' && callers.length === 0) {
            // Nothing of the fiber is left to stop in: up to its end.
            await this.#send('Debugger.resume')
            return
        }
        if (kind === 'out') {
            await this.#netOfReturn(fiber, top, depth)
        }
        if (await this.scripts.hasFinally(top)) {
            await this.#net(callers, `__fdbg.at(${fiber},${depth - 1})`)
        } else {
            await this.#netOfThrow(fiber, callers)
        }
        await this.#send(native[kind])
    }

    /** Ends the step, whether it has stopped or not. */
    async stop(): Promise<void> {
        const step = this.#step
        this.#step = null
        if (step !== null) {
            await this.#value('__fdbg.disarm()')
            await this.own.clearNets()
        }
    }

    /** The program goes on by itself. */
    running(): void {
        this.#paused = null
    }

    /** Takes back everything. */
    async end(): Promise<void> {
        await this.stop()
        await this.own.clear()
    }

    /** Looks at a pause: it is shown, or hidden and the program goes on. */
    async look(paused: Paused): Promise<Verdict> {
        const hit = paused.hitBreakpoints ?? []
        if (this.uncaughtOnly && hit.length === 0 && (await this.#isCaught(paused))) {
            // A step that is under way goes on with it: V8 has not forgotten it.
            return this.#hide('Debugger.resume')
        }
        const hook = this.own.hookOf(hit)
        const asked = this.pausing || shown.has(paused.reason) || hit.some(id => !this.own.has(id))
        const step = this.#step
        if (asked && hook === undefined) {
            this.#forgotten = step?.fiber ?? this.#forgotten
            return this.#show(paused)
        }
        if (step === null) {
            // A net of a step that is over is nobody's.
            const isNobodys = hit.length > 0 || (await this.#isForgotten(paused))
            return isNobodys ? this.#hide('Debugger.resume') : this.#show(paused)
        }
        if (hook !== undefined) {
            return this.#hide(await this.#hooked(hook, step, paused))
        }
        const frames = fiberFrames(paused.callFrames)
        if (step.isOver) {
            return this.own.hasNet(hit) ? this.#show(paused) : this.#elsewhere(step, paused)
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
            if (await this.scripts.catches(frame)) {
                return true
            }
        }
        return false
    }

    /** Whether a pause is the end of a step that something else has ended before: V8 stops when the generator is resumed, however long after. */
    async #isForgotten({ callFrames }: Paused): Promise<boolean> {
        const fiber = this.#forgotten
        if (fiber === 0 || fiber !== (await this.#value('__fiber'))) {
            return false
        }
        this.#forgotten = 0
        return !(await this.scripts.isDebugger(callFrames[0]!.location))
    }

    async #show(paused: Paused): Promise<Verdict> {
        this.pausing = false
        const returned = this.#step?.returned
        const [top, ...others] = paused.callFrames
        const told =
            returned === undefined ? paused : { ...paused, callFrames: [{ ...top!, returnValue: returned }, ...others] }
        this.#paused = told
        await this.stop()
        return { shown: told }
    }

    /** The program goes on as a command says. */
    async #hide(command: string): Promise<Verdict> {
        await this.#send(command)
        return 'hide'
    }

    /** V8 has stopped in the fiber. */
    async #landed(step: Step, paused: Paused, frames: readonly CallFrame[]): Promise<Verdict> {
        const top = frames[0]!
        if (!isUser(paused.callFrames[0]!)) {
            return this.#hide('Debugger.stepOut')
        }
        const depth = frames.length
        if (step.kind === 'over') {
            if (depth > step.depth) {
                const told = await this.#value<boolean>('__fdbg.lose()')
                return this.#hide(told ? 'Debugger.resume' : 'Debugger.stepOut')
            }
        }
        const isSame = depth === step.depth && top.functionName === step.functionName
        if (step.kind !== 'out' && isSame && top.location.lineNumber === step.line) {
            if (await this.scripts.isWithin(top.location)) {
                // Behind one call of a statement that has more: V8 has forgotten where it began, since that has suspended.
                await this.#value(`__fdbg.arm(${step.fiber},'${step.kind}')`)
                return this.#hide(native[step.kind])
            }
        }
        if (step.kind === 'out' && depth === step.depth && this.own.hasNet(paused.hitBreakpoints ?? [])) {
            step.returned = await this.#kept(top.returnValue)
            return this.#hide('Debugger.stepOut')
        }
        if (step.kind === 'out' && depth >= step.depth) {
            // It has suspended before its end; the net is out.
            return this.#hide('Debugger.resume')
        }
        return this.#show(paused)
    }

    /** A value of a pause, to be shown at another. */
    async #kept(value: RemoteObject | undefined): Promise<RemoteObject | undefined> {
        if (value?.objectId === undefined) {
            return value
        }
        await this.#send('Runtime.releaseObjectGroup', { objectGroup: 'returned' })
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.callFunctionOn', {
            objectId: value.objectId,
            functionDeclaration: 'function () { return this }',
            objectGroup: 'returned',
        })
        return result
    }

    /** V8 has stopped outside of the fiber: that has suspended or ended. */
    async #elsewhere(step: Step, paused: Paused): Promise<Verdict> {
        const { callFrames, hitBreakpoints = [] } = paused
        if (callFrames.some(({ functionName, url }) => functionName === 'answerProbe' && isRuntime(url))) {
            // Somebody asks the fiber for its backtrace: when that is done the step goes on.
            return this.#hide('Debugger.stepOut')
        }
        const [top] = callFrames
        if (hitBreakpoints.length === 0 && isUser(top!) && (await this.scripts.isDebugger(top!.location))) {
            // The user's own stop; nothing else tells it from V8's step.
            this.#forgotten = step.fiber
            return this.#show(paused)
        }
        if (!step.isOver && !(await this.#value<boolean>(`__fdbg.lives(${step.fiber})`))) {
            await this.stop()
        }
        return this.#hide('Debugger.resume')
    }

    /** A function of inside.ts has something to tell. Gives how to go on. */
    async #hooked(hook: Hook, step: Step, paused: Paused): Promise<string> {
        switch (hook) {
            case 'returned':
                await this.#value(`__fdbg.unarm()`)
                return 'Debugger.stepOut'
            case 'entered':
                await this.#enter(step, paused)
                return 'Debugger.resume'
            case 'ended':
                await this.#ended(step, paused)
                return 'Debugger.resume'
        }
    }

    /** A generator is about to begin in a step into. */
    async #enter(step: Step, paused: Paused): Promise<void> {
        const generator = await this.#told(paused, false)
        const location = await this.#locationOf(generator)
        if (location !== null && !isRuntime(this.scripts.urls.get(location.scriptId) ?? '')) {
            await this.#value('__fdbg.unarm()')
            for (const place of (await this.scripts.places(location, true)).slice(0, 3)) {
                await this.own.net(place, `__fiber === ${step.fiber}`)
            }
        }
        await this.#send('Debugger.releaseObjectGroup', { objectGroup: 'stepper' }).catch(() => {})
    }

    /** The fiber has ended: the step goes on in those that have waited for that. */
    async #ended(step: Step, paused: Paused): Promise<void> {
        const { value } = await this.#told(paused, true)
        const { name, waiting } = value as { name: string; waiting: readonly number[] }
        await this.own.clearNets()
        const switches = await this.#value<number>('__fdbg.switches()')
        let isNetted = false
        for (const fiber of waiting) {
            for (const frame of await fiberStack(this.#send, fiber, this.scripts.urls)) {
                const begin = await beginOf(this.#send, frame)
                if (begin !== null) {
                    isNetted = true
                    await this.#netAt(begin, `[${waiting}].includes(__fiber) && __fdbg.switches() !== ${switches}`)
                }
            }
        }
        await this.#send('Runtime.releaseObjectGroup', { objectGroup: 'fibers' })
        if (isNetted) {
            step.isOver = true
        } else {
            await this.stop()
            this.#say(`Fiber ${step.fiber} "${name}" has ended, and nobody waits for that: the program goes on`)
        }
    }

    /** The argument of a hook that was called. */
    async #told(paused: Paused, returnByValue: boolean): Promise<RemoteObject> {
        const { result } = await this.#send<{ result: RemoteObject }>('Debugger.evaluateOnCallFrame', {
            callFrameId: paused.callFrames[0]!.callFrameId,
            expression: 'arguments[0]',
            ...(returnByValue ? { returnByValue } : { objectGroup: 'stepper' }),
        })
        return result
    }

    /** Where a generator is suspended. */
    async #locationOf(generator: RemoteObject): Promise<Location | null> {
        const { internalProperties = [] } = await this.#send<{ internalProperties?: Property[] }>(
            'Runtime.getProperties',
            { objectId: generator.objectId, ownProperties: true },
        )
        const row = internalProperties.find(({ name }) => name === '[[GeneratorLocation]]')
        return (row?.value?.value as Location | undefined) ?? null
    }

    /** Breakpoints on everything in some calls. */
    async #net(frames: readonly CallFrame[], condition: string): Promise<void> {
        const seen = new Set<string>()
        for (const { functionLocation } of frames) {
            const key = JSON.stringify(functionLocation)
            if (functionLocation !== undefined && !seen.has(key)) {
                seen.add(key)
                await this.#netAt(functionLocation, condition)
            }
        }
    }

    async #netAt(begin: Location, condition: string): Promise<void> {
        const places = await this.scripts.places(begin, true)
        await Promise.all(places.map(place => this.own.net(place, condition)))
    }

    /** Breakpoints where a call returns, from where V8's step out finds also the middle of a statement. */
    async #netOfReturn(fiber: number, { functionLocation }: CallFrame, depth: number): Promise<void> {
        if (functionLocation !== undefined) {
            const places = await this.scripts.places(functionLocation, true)
            const returns = places.filter(({ type }) => type === 'return')
            await Promise.all(returns.map(place => this.own.net(place, `__fdbg.at(${fiber},${depth})`)))
        }
    }

    /** A breakpoint where something that is thrown would stop in the callers. */
    async #netOfThrow(fiber: number, callers: readonly CallFrame[]): Promise<void> {
        for (const [i, caller] of callers.entries()) {
            const landing = await this.scripts.landing(caller)
            if (landing !== null) {
                await this.own.net(landing, `__fdbg.at(${fiber},${callers.length - i})`)
                return
            }
        }
    }

    async #value<T>(expression: string): Promise<T> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression,
            returnByValue: true,
            silent: true,
        })
        return result.value as T
    }
}
