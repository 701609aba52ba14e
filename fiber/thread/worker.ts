/*
    worker.ts -- What runs in a worker thread: gets a function and its arguments, answers with the result.
*/

import { runInThisContext } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import type { WorkAnswer, WorkRequest } from './pool.js'

type AnyFunction = (...args: unknown[]) => unknown

async function find(request: WorkRequest): Promise<AnyFunction> {
    if (request.source !== undefined) {
        // The text comes from the same program, in the same process.
        return runInThisContext(`(${request.source})`) as AnyFunction
    }
    const exported = (await import(request.module!)) as Record<string, unknown>
    const fn = exported[request.name]
    if (typeof fn !== 'function') {
        throw new TypeError(`Cannot offload ${request.name}: ${request.module} exports no function of that name`)
    }
    return fn as AnyFunction
}

parentPort!.on('message', async (request: WorkRequest) => {
    let answer: WorkAnswer
    try {
        const fn = await find(request)
        answer = { ok: true, value: await fn(...request.args) }
    } catch (error) {
        answer = { ok: false, value: error }
    }
    try {
        parentPort!.postMessage(answer)
    } catch (error) {
        // A result that cannot be cloned, such as a function. The DOMException itself would lose its message on the way.
        const value = new TypeError(`Cannot return the result of offloaded ${request.name}: ${(error as Error).message}`)
        parentPort!.postMessage({ ok: false, value } satisfies WorkAnswer)
    }
})
