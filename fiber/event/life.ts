/*
    life.ts -- The life of a C program: `rInit`, `rServiceEvents`, `rTerm`. Source: spec runtime.md §2.

    Nothing runs before `rServiceEvents` and after the stop: the scheduler is held. Rooms that have something to set up or tear
    down (log, files, TLS) register it here, so that this room need not know them.
*/

import { R_ERR_ALREADY_EXISTS, R_ERR_MEMORY } from '../compat/index.js'
import { enqueue, fibers, hold, holdAfterPass, release, type Task } from '../core/index.js'
import { makeFiber, type RFiberProc } from './c-fiber.js'
import { dropEvents } from './events.js'
import { onState, R_INITIALIZED, R_RESTART, R_STARTED, R_STOPPED, R_STOPPING, rSetState, rState } from './state.js'
import { dropWatches } from './watches.js'

/** Something that is set up by `rInit` and torn down by `rTerm`. */
export interface Part {
    readonly name: string
    /** 0, or a negative code that ends `rInit`. */
    init(): number
    term(): void
}

/** How long `finally` blocks may wait in `rTerm`, milliseconds. */
const grace = 1000

const parts: Part[] = []
let initialized = false
let ended: ((state: number) => void) | null = null
let report: (message: string) => void = message => console.error(message)

/** Adds a part. Parts are set up in the order of adding and torn down in the reverse order. */
export function addPart(part: Part): void {
    parts.push(part)
}

/** Sets who is told of fibers that `rTerm` had to abandon, and of restarts. Default: standard error. */
export function onLifeMessage(fn: (message: string) => void): void {
    report = fn
}

/**
 * Initialises the runtime, and has `fn(arg)` run as the fiber `init-main` at the first pass of `rServiceEvents`. 0, or the
 * negative code of what failed. From here until `rServiceEvents` nothing runs.
 */
export function rInit(fn: RFiberProc | null = null, arg: unknown = null): number {
    if (initialized) {
        return R_ERR_ALREADY_EXISTS
    }
    hold()
    for (const [at, part] of parts.entries()) {
        const code = part.init()
        if (code < 0) {
            for (const done of parts.slice(0, at).reverse()) {
                done.term()
            }
            release()
            return code
        }
    }
    initialized = true
    for (const [name, listener] of signals()) {
        process.on(name, listener)
    }
    onState(stateChanged)
    rSetState(R_INITIALIZED)
    if (fn) {
        const fiber = makeFiber('init-main', fn, arg, [arg])
        if (fiber === null) {
            return R_ERR_MEMORY
        }
        enqueue(fiber)
    }
    return 0
}

/**
 * Runs the event loop until the state is `R_STOPPING` or above, and gives that state. Keeps the process alive; does not return
 * merely because nothing is left to do. Only one call may be active.
 */
export function rServiceEvents(): Promise<number> {
    if (ended !== null) {
        throw new Error('Cannot service events: the event loop is running, wanted one call at a time')
    }
    if (rState >= R_STOPPING) {
        return Promise.resolve(rState)
    }
    const alive = setInterval(() => {}, 0x7fffffff)
    release()
    return new Promise(resolve => {
        ended = state => {
            ended = null
            clearInterval(alive)
            hold()
            if (state === R_RESTART) {
                report('runtime: Restarting...')
            }
            resolve(state)
        }
    })
}

/**
 * Tears the runtime down: every fiber is cancelled; `finally` blocks that wait have a second for it, then they are abandoned and
 * named. May be called again after another `rInit`.
 */
export async function rTerm(): Promise<void> {
    if (!initialized) {
        return
    }
    initialized = false
    dropEvents()
    for (const [name, listener] of signals()) {
        process.off(name, listener)
    }
    release()
    for (const fiber of fibers()) {
        if (fiber.parent === null) {
            fiber.cancel('the runtime ends')
        }
    }
    await allEnded()
    dropEvents()
    dropWatches()
    for (const part of [...parts].reverse()) {
        part.term()
    }
    onState(() => {})
    rSetState(R_STARTED)
}

async function allEnded(): Promise<void> {
    const end = performance.now() + grace
    let left: Task[] = fibers()
    while (left.length > 0 && performance.now() < end) {
        await new Promise(resolve => setTimeout(resolve, 1))
        left = fibers()
    }
    if (left.length > 0) {
        report(`runtime: abandoned ${left.length} fibers that did not end: ${left.map(({ name }) => name).join(', ')}`)
    }
}

function stateChanged(state: number): void {
    if (state >= R_STOPPING && ended !== null) {
        const end = ended
        holdAfterPass(() => end(rState))
    }
}

/** Signals that stop or restart (spec runtime.md §2.5). Node's inspector keeps SIGUSR1 where it is in use. */
function signals(): [NodeJS.Signals, () => void][] {
    const list: [NodeJS.Signals, () => void][] = [
        ['SIGTERM', stop],
        ['SIGQUIT', stop],
        ['SIGHUP', stop],
    ]
    if (!process.execArgv.some(arg => arg.startsWith('--inspect'))) {
        list.push(['SIGUSR1', restart])
    }
    return list
}

function stop(): void {
    rSetState(R_STOPPED)
}

function restart(): void {
    rSetState(R_RESTART)
}
