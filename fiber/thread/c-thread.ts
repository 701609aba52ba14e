/*
    c-thread.ts -- Threads of C code: a function that runs outside any fiber, or a worker. Source: spec runtime.md §10.
*/

import { Worker } from 'node:worker_threads'
import { type Pointer, R_ERR_BAD_ARGS, R_ERR_CANT_CREATE, report } from '../compat/index.js'
import { type Fiber, fromPromise, textOf } from '../core/index.js'

/**
 * A function (its value, or that of its promise, is the result), or a worker, whose first message is: a file name, absolute or
 * beginning with `./`, a URL, or a `Worker`.
 *
 * The function runs on the thread of the runtime, as JavaScript cannot send one with its variables to another; heavy work
 * belongs into a worker, or into `offload`.
 */
export type RThreadProc = ((arg: never) => unknown) | Worker | URL | string

/** Runs a thread and gives its result while other fibers go on; null if it fails, which is logged. */
export function* rSpawnThread(proc: Pointer<RThreadProc>, arg: unknown = null): Fiber<unknown> {
    if (!isProc(proc)) {
        return null
    }
    try {
        // No deadline: C has none. A fiber that is cancelled ends the worker that was made for it.
        return yield* fromPromise(signal => begin(proc, arg, signal))
    } catch (error) {
        failed('thread', error)
        return null
    }
}

/** Runs a thread without waiting for it. 0, `R_ERR_BAD_ARGS` or `R_ERR_CANT_CREATE`. A failure is logged. */
export function rCreateThread(name: Pointer<string>, proc: Pointer<RThreadProc>, data: unknown = null): number {
    if (!isProc(proc)) {
        return R_ERR_BAD_ARGS
    }
    let end: Promise<unknown>
    try {
        end = begin(proc, data, null)
    } catch (error) {
        failed(name, error)
        return R_ERR_CANT_CREATE
    }
    end.catch(error => failed(name, error))
    return 0
}

function isProc(proc: unknown): proc is RThreadProc {
    return typeof proc === 'function' || typeof proc === 'string' || proc instanceof URL || proc instanceof Worker
}

function failed(name: unknown, error: unknown): void {
    report('error', 'thread', `${typeof name === 'string' ? name : 'thread'} failed: ${textOf(error)}`)
}

function begin(proc: RThreadProc, arg: unknown, signal: AbortSignal | null): Promise<unknown> {
    return typeof proc === 'function' ? call(proc, arg) : result(proc, arg, signal)
}

/** Not now: in C the thread begins after the caller has waited. */
function call(proc: (arg: never) => unknown, arg: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
        setImmediate(() => {
            try {
                resolve((proc as (arg: unknown) => unknown)(arg))
            } catch (error) {
                reject(error)
            }
        })
    })
}

/** The first message of a worker. */
function result(proc: Worker | URL | string, arg: unknown, signal: AbortSignal | null): Promise<unknown> {
    const worker = proc instanceof Worker ? proc : new Worker(proc, { workerData: arg })
    if (worker !== proc) {
        signal?.addEventListener('abort', () => void worker.terminate())
    }
    return new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('messageerror', reject)
        worker.once('error', reject)
        worker.once('exit', code => reject(new Error(`the worker ended with exit code ${code} and no message`)))
    })
}
