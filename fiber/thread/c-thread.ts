/*
    c-thread.ts -- Threads of C code: a function that runs outside any fiber, or a worker.
*/

import { Worker } from 'node:worker_threads'
import { R_ERR_CANT_CREATE } from '../compat/index.js'
import { type Fiber, fromPromise } from '../core/index.js'

/** A function (its value, or that of its promise, is the result), or a worker, whose first message is. */
export type RThreadProc = ((arg: never) => unknown) | Worker | URL | string

let report: (message: string) => void = message => console.error(message)

/** Sets who is told of threads that fail. Default: standard error. */
export function onThreadFailure(fn: (message: string) => void): void {
    report = fn
}

/** Runs a thread and gives its result while other fibers go on; null if it fails, which is logged. */
export function* rSpawnThread(proc: RThreadProc, arg: unknown = null): Fiber<unknown> {
    try {
        return yield* fromPromise(begin(proc, arg))
    } catch (error) {
        report(`thread: ${error instanceof Error ? error.message : String(error)}`)
        return null
    }
}

/** Runs a thread without waiting for it. 0, or `R_ERR_CANT_CREATE`. A failure is logged. */
export function rCreateThread(name: string, proc: RThreadProc, data: unknown = null): number {
    let end: Promise<unknown>
    try {
        end = begin(proc, data)
    } catch {
        return R_ERR_CANT_CREATE
    }
    end.catch(error => report(`thread: ${name}: ${error instanceof Error ? error.message : String(error)}`))
    return 0
}

function begin(proc: RThreadProc, arg: unknown): Promise<unknown> {
    if (typeof proc === 'function') {
        // Not now: in C the thread begins after the caller has waited.
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
    const worker = proc instanceof Worker ? proc : new Worker(proc, { workerData: arg })
    return new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.once('exit', code => reject(new Error(`the worker ended with exit code ${code} and no message`)))
    })
}
