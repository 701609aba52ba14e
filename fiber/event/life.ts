/*
    life.ts -- The life of a C program: `rInit`, `rServiceEvents`, `rTerm`. Source: spec runtime.md §2.

    Nothing runs before `rServiceEvents` and after the stop: the scheduler is held. Rooms that have something to set up or tear
    down (log, files, TLS) register it here, so that this room need not know them.
*/

import { type Pointer, R_ERR_ALREADY_EXISTS, R_ERR_BAD_STATE, R_ERR_MEMORY, report } from '../compat/index.js'
import {
    abandonNow,
    current,
    dropWatches,
    enqueue,
    FiberError,
    fibers,
    hold,
    holdAfterPass,
    release,
    runPass,
    type Task,
} from '../core/index.js'
import { makeFiber, type RFiberProc } from './c-fiber.js'
import { dropEvents } from './events.js'
import { catchSignals, releaseSignals } from './signals.js'
import { onState, R_INITIALIZED, R_RESTART, R_STARTED, R_STOPPING, rSetState, rState } from './state.js'

/** Something that is set up by `rInit` and torn down by `rTerm`. */
export interface Part {
    readonly name: string
    /** 0, or a negative code that ends `rInit`. */
    init(): number
    /** A promise is waited for, as long as `finally` blocks are. */
    term(): unknown
}

/** How long `finally` blocks, and then each part, may wait in `rTerm`, milliseconds. */
const grace = 1000

/** So often fibers are abandoned that were started by the clean-up of others. */
const rounds = 10

const parts: Part[] = []
let initialized = false
/** Ends the call of `rServiceEvents` that is active. */
let ended: ((state: number) => void) | null = null

/** Adds a part. Parts are set up in the order of adding and torn down in the reverse order. */
export function addPart(part: Part): void {
    parts.push(part)
}

/**
 * Initialises the runtime, and has `fn(arg)` run as the fiber `init-main` at the first pass of `rServiceEvents`. 0, or the
 * negative code of what failed; `R_ERR_ALREADY_EXISTS` before an `rTerm`, `R_ERR_BAD_STATE` in a fiber. From here until
 * `rServiceEvents` nothing runs.
 */
export function rInit(fn: Pointer<RFiberProc> = null, arg: unknown = null): number {
    if (initialized) {
        return R_ERR_ALREADY_EXISTS
    }
    if (current() !== null) {
        return R_ERR_BAD_STATE
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
    catchSignals()
    onState(stateChanged)
    rSetState(R_INITIALIZED)
    if (typeof fn === 'function') {
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
 * merely because nothing is left to do. Rejected with `FIBER_MISUSE` when it is running already, and in a fiber.
 */
export async function rServiceEvents(): Promise<number> {
    if (ended !== null || current() !== null) {
        const how =
            ended === null ? 'called in a fiber, wanted the main fiber' : 'it is running, wanted one call at a time'
        throw new FiberError('FIBER_MISUSE', `Cannot service events: ${how}`)
    }
    if (rState >= R_STOPPING) {
        return finish(rState)
    }
    const alive = setInterval(() => {}, 0x7fffffff)
    release()
    return await new Promise<number>(resolve => {
        ended = state => {
            ended = null
            clearInterval(alive)
            hold()
            resolve(finish(state))
        }
    })
}

/**
 * Tears the runtime down: every fiber is cancelled; `finally` blocks that wait have a second for it, then they are abandoned and
 * named. The part of them that does not wait has run when this returns. When the promise is settled the log is written and
 * closed. May be called again after another `rInit`.
 */
export async function rTerm(): Promise<void> {
    if (!initialized) {
        return
    }
    if (current() !== null) {
        // Not under the feet of the fiber that calls.
        await new Promise(setImmediate)
    }
    initialized = false
    ended?.(rState)
    dropEvents(false)
    releaseSignals()
    hold()
    cancelFibers()
    runPass()
    release()
    await fibersEnded()
    dropEvents(true)
    dropWatches()
    for (const part of [...parts].reverse()) {
        await inTime(part.term())
    }
    onState(() => {})
    rSetState(R_STARTED)
}

/** Waits for the end of a part, but not for ever. */
async function inTime(end: unknown): Promise<void> {
    if (end !== undefined) {
        let late: NodeJS.Timeout | undefined
        await Promise.race([end, new Promise(resolve => (late = setTimeout(resolve, grace)))])
        clearTimeout(late)
    }
}

function finish(state: number): number {
    if (state === R_RESTART) {
        report('info', 'runtime', 'Restarting...')
    }
    return state
}

function cancelFibers(): void {
    for (const fiber of fibers()) {
        if (fiber.parent === null) {
            fiber.cancel('the runtime ends')
        }
    }
}

/** Waits until all fibers have ended. Those that have not when the time is over end here, and so does what they started. */
async function fibersEnded(): Promise<void> {
    const end = performance.now() + grace
    while (fibers(1).length > 0 && performance.now() < end) {
        await new Promise(resolve => setTimeout(resolve, 1))
    }
    // What clean-up has started is asked to end, too: what does so without a wait is not abandoned.
    cancelFibers()
    const left: Task[] = fibers()
    if (left.length > 0) {
        const names = left.map(({ name }) => name).join(', ')
        report('error', 'runtime', `Abandoned ${left.length} fibers that did not end: ${names}`)
    }
    // What their clean-up starts now ends, too. In rounds: it may start something in turn, but not for ever.
    for (let round = 0; round < rounds && fibers(1).length > 0; round++) {
        for (const fiber of fibers().reverse()) {
            abandonNow(fiber)
        }
    }
}

function stateChanged(state: number): void {
    if (state >= R_STOPPING && ended !== null) {
        holdAfterPass(() => {
            if (rState < R_STOPPING) {
                // Set back meanwhile, as by a start that was not over when the signal came.
                release()
            } else {
                ended?.(rState)
            }
        })
    }
}
