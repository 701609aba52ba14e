/*
    front-end.ts -- One front end that is connected: what it says goes to V8's inspector, what that says comes back, but for the
    steps, which the stepper makes, and the pauses, to which the other fibers are added.

    Messages of both directions are handled one after the other, each to its end, so that no step overtakes another.
*/

import { Session } from 'node:inspector'
import type { Message, Paused, RemoteObject, Send, StackTrace } from './cdp.js'
import { Pulse } from './pulse.js'
import { SPEAKER } from './speaker.js'
import { type StepKind, Stepper } from './stepper.js'
import { fiberStack } from './suspended.js'

const steps: Readonly<Record<string, StepKind>> = {
    'Debugger.stepOver': 'over',
    'Debugger.stepInto': 'into',
    'Debugger.stepOut': 'out',
}

/** What runs code of the program. It may pause in there, and then its answer comes after the next steps: nobody waits for it. */
const calling = new Set([
    'Runtime.evaluate',
    'Runtime.callFunctionOn',
    'Runtime.awaitPromise',
    'Runtime.runScript',
    'Debugger.evaluateOnCallFrame',
])

/** Other fibers that a pause shows. Front ends become slow with more, and people do not read them. */
const shownFibers = 20

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What the front end is told not to step through: the runtime and Node. */
const hidden = ['^node:', `^${escaped(new URL('../../', import.meta.url).href)}(fiber|services|lib)/`]

/** The endpoint is a worker of the program, and no part of it: a front end that stopped it would wait for itself. */
const endpoint = new URL('./endpoint.js', import.meta.url).href

/** Milliseconds after which a pause that has not come is asked for again. */
const PAUSE_AGAIN = 50

/** What a connection needs of its endpoint. */
export interface Surroundings {
    /** Sends a message to the front end. */
    tell(message: Message): void
    /** The program may begin. */
    begin(): void
    /** The URL of the program whose first statement is to be stopped at; null: none. */
    readonly stopAt: string | null
}

/** A connected front end. */
export class FrontEnd {
    readonly #session = new Session()
    readonly #pulse = new Pulse()
    readonly #around: Surroundings
    readonly #stepper: Stepper
    #work: Promise<unknown> = Promise.resolve()
    #debugging = false
    /** The front end has been told that the program is paused. */
    #paused = false
    #entry: string | null = null
    /** The session of the endpoint among those of workers. */
    #own: string | null = null
    #closed = false

    constructor(around: Surroundings) {
        this.#around = around
        this.#stepper = new Stepper(this.#send, text => this.#say(text))
        this.#session.connectToMainThread()
        // Every notification has its own event, and this one has all.
        this.#session.on('inspectorNotification', message => this.#fromProgram(message as Message))
    }

    /** A message of the front end. */
    receive(message: Message): void {
        if (message.method === 'Debugger.pause') {
            this.#stepper.pausing = true
        }
        this.#then(() => this.#fromFrontEnd(message))
    }

    /** It has gone, or is to be sent away: the program goes on as if it had never been there. */
    async close(): Promise<void> {
        if (this.#closed) {
            return
        }
        this.#closed = true
        // A pause that nobody can answer any more would hold this queue: it is not waited for.
        await Promise.race([this.#stepper.end(), new Promise(resolve => setTimeout(resolve, 500))])
        this.#session.disconnect()
        this.#pulse.stop()
    }

    readonly #send: Send = (method, params) =>
        new Promise((resolve, reject) => {
            this.#pulse.quicken()
            this.#session.post(method, params ?? {}, (error, result) => {
                if (error) {
                    reject(error)
                } else {
                    resolve(result as never)
                }
            })
        })

    #then(work: () => Promise<unknown>): void {
        this.#work = this.#work.then(work).catch(error => this.#say(String(error)))
    }

    /** Says something to whoever debugs, where the program's own messages are shown. */
    #say(text: string): void {
        if (!this.#closed) {
            this.#around.tell({
                method: 'Runtime.consoleAPICalled',
                params: {
                    type: 'info',
                    args: [{ type: 'string', value: text }],
                    executionContextId: 1,
                    timestamp: Date.now(),
                    context: SPEAKER,
                },
            })
        }
    }

    async #fromFrontEnd({ id, method = '', params = {} }: Message): Promise<void> {
        const kind = steps[method]
        if (kind !== undefined) {
            if (this.#stepper.paused === null) {
                this.#around.tell({
                    id: id!,
                    error: { code: -32000, message: 'Can only perform operation while paused.' },
                })
                return
            }
            this.#around.tell({ id: id!, result: {} })
            this.#resumed()
            await this.#stepper.step(kind)
            return
        }
        if (method === 'Debugger.resume' || method === 'Debugger.disable') {
            await this.#stepper.stop()
        }
        if (method === 'Runtime.runIfWaitingForDebugger') {
            await this.#begin()
        }
        let given = params
        if (method === 'Debugger.setBlackboxPatterns') {
            given = { patterns: hidden.concat(params.patterns as string[]) }
        }
        if (method === 'Debugger.setPauseOnExceptions') {
            this.#stepper.uncaughtOnly = params.state === 'uncaught'
            given = this.#stepper.uncaughtOnly ? { state: 'all' } : params
        }
        const answered = this.#answer(id!, method, given)
        if (calling.has(method)) {
            void answered.then(answer => this.#around.tell(answer))
            return
        }
        const answer = await answered
        const { breakpointId } = (answer.result ?? {}) as { breakpointId?: string }
        if (breakpointId !== undefined) {
            this.#stepper.own.give(breakpointId)
        }
        if (method === 'Debugger.setScriptSource') {
            this.#stepper.scripts.forget()
        }
        if (method === 'Debugger.enable') {
            this.#debugging = true
            await this.#send('Debugger.setBlackboxPatterns', { patterns: hidden })
        }
        if (method === 'Debugger.disable') {
            this.#debugging = false
            this.#stepper.pausing = false
        }
        if (method === 'Debugger.pause') {
            this.#pauseAgain()
        }
        this.#around.tell(answer)
    }

    /** V8 drops a pause that meets nothing but hidden calls on the stack, such as those of the scheduler. */
    #pauseAgain(): void {
        setTimeout(() => {
            if (this.#stepper.pausing && !this.#closed) {
                this.#send('Debugger.pause').then(
                    () => this.#pauseAgain(),
                    // Not enabled any more.
                    () => {},
                )
            }
        }, PAUSE_AGAIN).unref()
    }

    async #answer(id: number, method: string, params: Record<string, unknown>): Promise<Message> {
        try {
            return { id, result: await this.#send(method, params) }
        } catch (error) {
            const { code = -32000, message } = error as { code?: unknown; message: string }
            return { id, error: { code: typeof code === 'number' ? code : -32000, message } }
        }
    }

    async #begin(): Promise<void> {
        const { stopAt } = this.#around
        if (stopAt !== null && this.#debugging) {
            const { breakpointId } = await this.#send<{ breakpointId: string }>(
                'Debugger.setInstrumentationBreakpoint',
                { instrumentation: 'beforeScriptExecution' },
            )
            this.#entry = breakpointId
        }
        this.#around.begin()
    }

    #fromProgram(message: Message): void {
        switch (message.method) {
            case 'Debugger.scriptParsed': {
                const { scriptId, url } = message.params as { scriptId: string; url: string }
                this.#stepper.scripts.urls.set(scriptId, url)
                this.#around.tell(message)
                break
            }
            case 'Debugger.paused':
                this.#then(() => this.#pausedAt(this.#named(message.params as unknown as Paused)))
                break
            case 'Debugger.resumed':
                this.#then(async () => {
                    if (this.#stepper.paused !== null) {
                        this.#stepper.running()
                        this.#resumed()
                    }
                })
                break
            case 'NodeWorker.attachedToWorker': {
                const { sessionId, workerInfo } = message.params as { sessionId: string; workerInfo: { url: string } }
                if (workerInfo.url === endpoint) {
                    this.#own = sessionId
                } else {
                    this.#around.tell(message)
                }
                break
            }
            case 'NodeWorker.detachedFromWorker':
            case 'NodeWorker.receivedMessageFromWorker':
                if (message.params!.sessionId !== this.#own) {
                    this.#around.tell(message)
                }
                break
            default:
                this.#around.tell(message)
        }
    }

    /** V8 leaves it to front ends to know the URL of a script. */
    #named(paused: Paused): Paused {
        const { urls } = this.#stepper.scripts
        return {
            ...paused,
            callFrames: paused.callFrames.map(frame => ({
                ...frame,
                url: urls.get(frame.location.scriptId) ?? frame.url,
            })),
        }
    }

    /** The front end hears once that the program runs, however often it does so for a step. */
    #resumed(): void {
        if (this.#paused) {
            this.#paused = false
            this.#around.tell({ method: 'Debugger.resumed', params: {} })
        }
    }

    async #pausedAt(paused: Paused): Promise<void> {
        const entry = this.#entry
        const first = entry !== null && paused.reason === 'instrumentation'
        if (first) {
            if ((paused as { data?: { url?: string } }).data?.url !== this.#around.stopAt) {
                // A module that is loaded before.
                await this.#send('Debugger.resume')
                return
            }
            this.#entry = null
            await this.#send('Debugger.removeBreakpoint', { breakpointId: entry })
        }
        const verdict = await this.#stepper.look(paused)
        if (verdict === 'hide') {
            return
        }
        const fibers = await this.#otherFibers()
        const hitBreakpoints = (paused.hitBreakpoints ?? []).filter(id => id !== entry && !this.#stepper.own.has(id))
        const params: Record<string, unknown> = { ...verdict.shown, hitBreakpoints }
        if (first) {
            params.reason = 'Break on start'
        }
        if (fibers !== undefined) {
            params.asyncStackTrace = fibers
        }
        params.fiber = await this.#value<number>('__fiber')
        this.#paused = true
        this.#around.tell({ method: 'Debugger.paused', params })
    }

    /** The stacks of waiting fibers, each as the parent of the one before, as front ends show them. */
    async #otherFibers(): Promise<StackTrace | undefined> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression: `__fdbg.list(${shownFibers * 2}).filter(f => f.id !== __fiber).slice(0, ${shownFibers})`,
            returnByValue: true,
            silent: true,
        })
        const list = (result.value ?? []) as { id: number; name: string; state: string; waitsFor: string | null }[]
        let trace: StackTrace | undefined
        const stacks = await Promise.all(list.map(({ id }) => fiberStack(this.#send, id, this.#stepper.scripts.urls)))
        for (const [i, { id, name, state, waitsFor }] of [...list.entries()].reverse()) {
            const callFrames = stacks[i]!.map(({ frame }) => frame)
            if (callFrames.length > 0) {
                const description = `fiber ${id} "${name}" ${state}${waitsFor === null ? '' : ` (${waitsFor})`}`
                trace = { description, callFrames, ...(trace === undefined ? {} : { parent: trace }) }
            }
        }
        await this.#send('Runtime.releaseObjectGroup', { objectGroup: 'fibers' })
        return trace
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
