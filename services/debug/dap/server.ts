/*
    server.ts -- DapServer: one editor, one program. Fibers are threads: each with its name, its state and its stack, whether it runs or
    waits. The program stops and goes on as a whole, since it has one thread of the machine; steps are those of a fiber.

    Requests are done one after the other, but for those that end what is being done.
*/

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { resolve } from 'node:path'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { textOf } from '../../../fiber/index.js'
import { DebugError } from '../errors.js'
import { DebugSession, type Frame, type Stop } from '../session/index.js'
import { completionsOf } from './completions.js'
import { type AttachArguments, addressOf, type LaunchArguments, launchProgram } from './launching.js'
import { Points } from './points.js'
import { stepFiber } from './step-fiber.js'
import { Variables } from './variables.js'
import { Wire } from './wire.js'

/** How programs are launched. */
export interface DapOptions {
    /** The module that starts a program: see `LaunchOptions`. */
    readonly module: URL
}

/** The thread of what runs outside of fibers. Numbers of fibers count from 1, and do not come this far. */
const OUTSIDE = 2 ** 31 - 1
/** Most fibers that are told. */
const MOST_FIBERS = 1000
/** Milliseconds that a program which is asked to end may take. */
const PATIENCE = 2000

const capabilities: DebugProtocol.Capabilities = {
    ...{
        supportsConfigurationDoneRequest: true,
        supportsFunctionBreakpoints: true,
        supportsConditionalBreakpoints: true,
    },
    ...{ supportsHitConditionalBreakpoints: true, supportsLogPoints: true, supportsEvaluateForHovers: true },
    ...{ supportsSetVariable: true, supportsTerminateRequest: true, supportsRestartRequest: true },
    ...{ supportsCompletionsRequest: true, supportsLoadedSourcesRequest: true },
    ...{
        supportsExceptionInfoRequest: true,
        supportsBreakpointLocationsRequest: true,
        supportsDelayedStackTraceLoading: true,
    },
    exceptionBreakpointFilters: [
        { filter: 'all', label: 'All exceptions', default: false },
        {
            filter: 'uncaught',
            label: 'Uncaught exceptions',
            description: 'Those that no function of the fiber catches: they end it.',
            default: true,
        },
    ],
}

const reasons = {
    ...{ entry: 'entry', trap: 'breakpoint', step: 'step', pause: 'pause', exception: 'exception' },
    statement: 'breakpoint',
} as const

/** What is kept of a session. */
interface Debugging {
    readonly session: DebugSession
    readonly variables: Variables
    readonly points: Points
}

type Handler = (args: never) => Promise<object | void>

/** Serves an editor on a pair of streams. */
export class DapServer {
    readonly #wire: Wire
    readonly #options: DapOptions
    #sequence = 0
    #work: Promise<unknown> = Promise.resolve()
    #debugging: Debugging | null = null
    #child: ChildProcess | null = null
    /** What the editor has launched; null: it has not. */
    #launched: LaunchArguments | null = null
    /** A process whose place another takes. */
    #replaced: ChildProcess | null = null
    /** Module whose first statement is to be stopped at; null: none. */
    #stopAt: string | null = null
    #exceptions: 'none' | 'uncaught' | 'all' = 'none'
    #isEnded = false
    /** When the editor has gone, and what it has launched with it. */
    readonly ended: Promise<void>

    constructor(input: Readable, output: Writable, options: DapOptions) {
        this.#options = options
        this.#wire = new Wire(input, output, message => this.#received(message as DebugProtocol.Request))
        this.ended = this.#wire.closed.then(() => this.end())
    }

    /** Goes: ends what was launched, leaves alone what was attached to. */
    async end(): Promise<void> {
        const child = this.#child
        this.#child = null
        if (child === null) {
            await this.#debugging?.session.close()
        } else {
            await ended(child)
        }
    }

    #received(request: DebugProtocol.Request): void {
        const { command } = request
        if (command === 'disconnect' || command === 'terminate' || command === 'pause') {
            void this.#answer(request)
        } else {
            this.#work = this.#work.then(() => this.#answer(request))
        }
    }

    async #answer({ seq, command, arguments: args }: DebugProtocol.Request): Promise<void> {
        const response = { type: 'response', request_seq: seq, command }
        try {
            const handler = Object.hasOwn(this.#handlers, command) ? this.#handlers[command] : undefined
            if (handler === undefined) {
                throw new DebugError('DEBUG_COMMAND', `Cannot do ${command}: not supported`)
            }
            const body = await handler((args ?? {}) as never)
            this.#send({ ...response, success: true, ...(body === undefined ? {} : { body }) })
        } catch (error) {
            const message = textOf(error)
            this.#send({ ...response, success: false, message, body: { error: { id: 1, format: message } } })
        }
        if (command === 'launch' || command === 'attach') {
            this.#event('initialized')
        }
    }

    #send(message: object): void {
        this.#wire.send({ seq: ++this.#sequence, ...message })
    }

    #event(event: string, body?: object): void {
        this.#send({ type: 'event', event, ...(body === undefined ? {} : { body }) })
    }

    /** The session; throws `DEBUG_COMMAND` where there is none. */
    get #now(): Debugging {
        if (this.#debugging === null) {
            throw new DebugError('DEBUG_COMMAND', 'Nothing is debugged: wanted launch or attach before')
        }
        return this.#debugging
    }

    readonly #handlers: Readonly<Record<string, Handler>> = {
        initialize: async () => capabilities,

        launch: async (args: LaunchArguments) => {
            this.#launched = args
            await this.#launch(args)
        },

        attach: async (args: AttachArguments) => this.#connect(await addressOf(args)),

        restart: async ({ arguments: args = this.#launched }: { readonly arguments?: LaunchArguments | null }) => {
            const { points } = this.#now
            const former = this.#child
            if (args === null || former === null) {
                throw new DebugError('DEBUG_COMMAND', 'Cannot restart: the editor has not launched the program')
            }
            // Its end is not told: another takes its place.
            this.#replaced = former
            await ended(former)
            await this.#launch(args)
            const { session } = this.#now
            await points.moveTo(session)
            this.#debugging = { ...this.#now, points }
            await session.setExceptions(this.#exceptions)
            await session.begin(this.#stopAt)
        },

        loadedSources: async () => {
            const scripts = [...this.#now.session.sources.all()].filter(({ isOwn }) => isOwn)
            const paths = new Set(scripts.flatMap(({ paths }) => [...paths]))
            return { sources: [...paths].map(sourceOf) }
        },

        completions: async (args: DebugProtocol.CompletionsArguments) => {
            const { session, variables } = this.#now
            const frame = args.frameId === undefined ? null : variables.frame(args.frameId)
            return { targets: await completionsOf(args, session, frame) }
        },

        setBreakpoints: async ({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) => ({
            breakpoints: await this.#now.points.setLines(resolve(source.path ?? source.name ?? ''), breakpoints),
        }),

        breakpointLocations: async ({ source, line, endLine }: DebugProtocol.BreakpointLocationsArguments) => ({
            breakpoints: await this.#now.points.locations(resolve(source.path ?? ''), line, endLine ?? line),
        }),

        setFunctionBreakpoints: async ({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) => ({
            breakpoints: await this.#now.points.setFunctions(breakpoints),
        }),

        setExceptionBreakpoints: async ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) => {
            this.#exceptions = filters.includes('all') ? 'all' : filters.includes('uncaught') ? 'uncaught' : 'none'
            const { session } = this.#now
            await session.setExceptions(this.#exceptions)
        },

        configurationDone: () => this.#now.session.begin(this.#stopAt),

        threads: async () => ({ threads: await this.#threads() }),

        stackTrace: async ({ threadId, startFrame = 0, levels }: DebugProtocol.StackTraceArguments) => {
            const { session, variables } = this.#now
            if (session.stop === null) {
                throw new DebugError('DEBUG_COMMAND', 'Cannot show calls: the program runs')
            }
            const frames = await session.frames(threadId === OUTSIDE ? 0 : threadId)
            const end = levels ? startFrame + levels : frames.length
            return {
                stackFrames: frames.slice(startFrame, end).map(frame => told(frame, variables.numberOf(frame))),
                totalFrames: frames.length,
            }
        },

        scopes: async ({ frameId }: DebugProtocol.ScopesArguments) => ({
            scopes: await this.#now.variables.scopes(frameId),
        }),

        variables: async ({ variablesReference, start = 0, count }: DebugProtocol.VariablesArguments) => {
            const all = await this.#now.variables.list(variablesReference)
            return { variables: all.slice(start, count ? start + count : undefined) }
        },

        setVariable: async ({ variablesReference, name, value }: DebugProtocol.SetVariableArguments) => {
            const { variables } = this.#now
            return variables.shown(await variables.set(variablesReference, name, value))
        },

        evaluate: async ({ expression, frameId }: DebugProtocol.EvaluateArguments) => {
            const { session, variables } = this.#now
            const value =
                frameId === undefined
                    ? await session.evaluate(expression)
                    : await variables.frame(frameId).evaluate(expression)
            const { value: result, ...rest } = await variables.shown(value)
            return { result, ...rest }
        },

        continue: async () => {
            await this.#now.session.resume()
            return { allThreadsContinued: true }
        },

        next: ({ threadId }: DebugProtocol.NextArguments) => this.#step(threadId, 'over'),
        stepIn: ({ threadId }: DebugProtocol.StepInArguments) => this.#step(threadId, 'into'),
        stepOut: ({ threadId }: DebugProtocol.StepOutArguments) => this.#step(threadId, 'out'),
        pause: () => this.#now.session.pause(),

        exceptionInfo: async () => {
            const thrown = this.#now.session.stop?.thrown
            if (!thrown) {
                throw new DebugError('DEBUG_COMMAND', 'Cannot tell of an exception: none has stopped the program')
            }
            const text = thrown.description ?? String(thrown.value)
            const [head = ''] = text.split('\n', 1)
            return {
                exceptionId: /^[\w$]+/.exec(head)?.[0] ?? 'Error',
                description: head,
                breakMode: this.#exceptions === 'all' ? 'always' : 'unhandled',
                details: { message: head, stackTrace: text },
            }
        },

        disconnect: () => this.end(),

        terminate: async () => {
            const child = this.#child
            if (child === null) {
                await this.end()
                return
            }
            child.kill('SIGTERM')
            const { session } = this.#now
            await session.resume().catch(() => {})
            const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
            child.once('close', () => clearTimeout(timer))
        },
    }

    async #launch(args: LaunchArguments): Promise<void> {
        const { child, url, stopAt } = launchProgram(this.#options.module, args)
        this.#child = child
        this.#stopAt = stopAt
        this.#tellOutput(child)
        await this.#connect(await url)
    }

    async #connect(url: string): Promise<void> {
        const session = await DebugSession.connect(url)
        const variables = new Variables(session)
        this.#debugging = { session, variables, points: new Points(session) }
        session.on('stopped', stop => void this.#stopped(stop).catch(() => {}))
        session.on('continued', () => variables.forget())
        session.on('said', text => this.#event('output', { category: 'console', output: `${text}\n` }))
        session.on('resolved', breakpoint => {
            const told = this.#now.points.resolved(breakpoint)
            if (told !== null) {
                this.#event('breakpoint', { reason: 'changed', breakpoint: told })
            }
        })
        session.on('closed', () => {
            if (this.#launched === null) {
                this.#over()
            }
        })
    }

    #tellOutput(child: ChildProcess): void {
        for (const category of ['stdout', 'stderr'] as const) {
            child[category]!.setEncoding('utf8').on('data', (output: string) => {
                this.#event('output', { category, output })
            })
        }
        child.once('close', exitCode => {
            if (child === this.#replaced) {
                return
            }
            this.#event('exited', { exitCode: exitCode ?? 1 })
            this.#over()
        })
    }

    #over(): void {
        if (!this.#isEnded) {
            this.#isEnded = true
            this.#event('terminated')
        }
    }

    async #step(threadId: number, kind: 'over' | 'into' | 'out'): Promise<void> {
        await stepFiber(this.#now.session, threadId === OUTSIDE ? 0 : threadId, kind)
    }

    async #stopped(stop: Stop): Promise<void> {
        const { points } = this.#now
        const hitBreakpointIds = points.numbersOf(stop.traps)
        const reason = stop.reason === 'trap' && hitBreakpointIds.length === 0 ? 'step' : reasons[stop.reason]
        const text = stop.thrown?.description?.split('\n', 1)[0] ?? stop.thrown?.value
        this.#event('stopped', {
            reason,
            threadId: stop.fiber || OUTSIDE,
            allThreadsStopped: true,
            ...(hitBreakpointIds.length > 0 ? { hitBreakpointIds } : {}),
            ...(stop.reason === 'exception' ? { text: String(text) } : {}),
        })
    }

    async #threads(): Promise<DebugProtocol.Thread[]> {
        const { session } = this.#now
        const rows = await session.fibers(MOST_FIBERS)
        const threads = rows.map(({ id, name, state, waitsFor }) => ({
            id,
            name: `${name} ${id}: ${state}${waitsFor === null || waitsFor === state ? '' : ` (${waitsFor})`}`,
        }))
        return [...threads, { id: OUTSIDE, name: 'outside of fibers' }]
    }
}

function told(frame: Frame, id: number): DebugProtocol.StackFrame {
    const { name, position } = frame
    const source = position === null ? {} : { source: sourceOf(position.path) }
    return { id, name: name || '(anonymous)', ...source, line: position?.line ?? 0, column: position?.column ?? 0 }
}

function sourceOf(path: string): DebugProtocol.Source {
    return { path, name: path.replace(/^.*[\\/]/, '') }
}

/** Ends a process, and waits for that. */
async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'close')
    }
}
