/*
    backtrace.ts -- Stacks of fibers as their author sees them: no scheduler, no `.next` frames, no runtime files.

    A running fiber's stack is on the machine stack. A waiting fiber's is not, but its chain of generators can be re-entered:
    `next(PROBE)` travels through each suspended frame to the operation at the bottom, which captures a stack and suspends
    again. That takes some microseconds when asked for, and nothing otherwise.
*/

import { fileURLToPath } from 'node:url'
import { textOf } from './errors.js'
import { PROBE, SUSPEND } from './marks.js'
import type { Move, Step } from './types.js'

// V8 shows each `yield*` frame twice (`f` and `f.next`), so its default of ten lines shows five calls. A program that has
// chosen a limit of its own keeps it.
if (Error.stackTraceLimit === 10) {
    Error.stackTraceLimit = 100
}

/** One call of a fiber. `file` is a path or URL, `line` and `column` count from 1 (0: unknown). */
export interface Frame {
    /** Name of the function. */
    readonly function: string
    /** Path or URL of the source. */
    readonly file: string
    /** From 1. */
    readonly line: number
    /** From 1. */
    readonly column: number
}

/** The calls of a fiber, innermost first, and what it waits for. */
export class Backtrace {
    /** Made by `Task.backtrace`. */
    constructor(
        /** The calls, innermost first. */
        readonly frames: readonly Frame[],
        /** What the fiber waits for, such as `sleep` or `channel.receive`; null when it does not wait. */
        readonly waitsFor: string | null,
    ) {}

    /** One line a frame, as in `Error.stack`. */
    toString(): string {
        return this.frames.map(formatFrame).join('\n')
    }
}

/** An operation that can say what it is. */
interface Probed {
    describe?(): string
}

let probedOp: Probed | null = null
let probedStack = ''

/** What each operation answers to `next(PROBE)`. */
export function answerProbe(op: object): Move<never> {
    probedOp = op
    const holder: { stack?: string } = {}
    Error.captureStackTrace(holder, answerProbe)
    probedStack = holder.stack ?? ''
    return SUSPEND
}

/** The frames of a chain of generators that is suspended in an operation of this runtime. */
export function probeBacktrace(strand: Step): Backtrace {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 1000
    probedOp = null
    probedStack = ''
    try {
        strand.next(PROBE)
    } finally {
        Error.stackTraceLimit = limit
    }
    const op = probedOp as Probed | null
    probedOp = null
    const frames = parseStack(probedStack, 'probeBacktrace')
    probedStack = ''
    return new Backtrace(frames, op === null ? null : describe(op))
}

/** The operation in which a chain of generators is suspended; null when it is not. */
export function probeOperation(strand: Step): object | null {
    probedOp = null
    strand.next(PROBE)
    const op = probedOp
    probedOp = null
    return op
}

/** What a waiting fiber waits for, without its frames; null when it does not wait. */
export function probeName(strand: Step): string | null {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    try {
        const op = probeOperation(strand)
        return op === null ? null : describe(op as Probed)
    } finally {
        Error.stackTraceLimit = limit
    }
}

function describe(op: Probed): string {
    try {
        return op.describe?.() ?? op.constructor.name
    } catch (error) {
        return `an operation that cannot say so: ${textOf(error)}`
    }
}

/** The frames of the fiber that is running now. */
export function currentBacktrace(): Backtrace {
    const holder: { stack?: string } = {}
    Error.captureStackTrace(holder, currentBacktrace)
    return new Backtrace(parseStack(holder.stack ?? '', 'resume'), null)
}

/** What the runtime's own files begin with, as stack traces name them: compiled, through source maps, and put together for the package. */
const runtimePlaces = (() => {
    const url = new URL('..', import.meta.url)
    const places = [url.href, fileURLToPath(url)]
    const sources = places.map(place => place.replace(/[\\/]dist([\\/]fiber[\\/])$/, '$1'))
    // The names of all files that have some of it begin with `fiber` there (test/checks/bundle.ts).
    const holder: { stack?: string } = {}
    Error.captureStackTrace(holder)
    const together = /\S*[\\/]dist[\\/]lib[\\/]fiber(?=-core\.js:)/.exec(holder.stack ?? '')?.[0].replace(/^\(/, '')
    return [...places, ...sources, ...(together === undefined ? [] : [together])]
})()

const framePattern = /^\s*at (?:async )?(?:(.*?) \()?(.*?)(?::(\d+):(\d+))?\)?$/

/** The user's frames of a stack text, down to the runtime function named `sentinel`. */
function parseStack(stack: string, sentinel: string): Frame[] {
    const frames: Frame[] = []
    for (const line of stack.split('\n')) {
        // The pattern takes quadratic time, and a message may contain any line.
        const match = line.length > 4096 ? null : framePattern.exec(line)
        if (match === null) {
            continue
        }
        const [, name = '', file = '', row = '0', column = '0'] = match
        const ours = runtimePlaces.some(place => file.startsWith(place))
        if (ours && (name === sentinel || name.endsWith(`.${sentinel}`))) {
            break
        }
        if (!ours && file !== '<anonymous>' && !file.startsWith('node:')) {
            frames.push({ function: name || '<anonymous>', file, line: Number(row), column: Number(column) })
        }
    }
    return frames
}

function formatFrame(frame: Frame): string {
    return `    at ${frame.function} (${frame.file}:${frame.line}:${frame.column})`
}

/**
 * Removes the runtime's own lines from `error.stack`, so that only the fiber's calls are left. Errors whose stack has no
 * such lines, and values that are no errors, stay as they are.
 */
export function cleanStack(error: unknown): void {
    if (!(error instanceof Error) || typeof error.stack !== 'string' || !error.stack.includes('resume')) {
        return
    }
    const at = error.stack.indexOf('\n    at ')
    if (at < 0) {
        return
    }
    const frames = parseStack(error.stack.slice(at), 'resume')
    // A frozen error keeps its stack, also where V8 would let it be changed (from Node 22 on).
    if (frames.length > 0 && !Object.isFrozen(error)) {
        Reflect.set(error, 'stack', `${error.stack.slice(0, at)}\n${frames.map(formatFrame).join('\n')}`)
    }
}
