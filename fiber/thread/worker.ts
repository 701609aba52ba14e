/*
    worker.ts -- What runs in a worker thread: gets a function and its arguments, answers with the result.
*/

import { types } from 'node:util'
import { runInThisContext } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { strict } from './source.js'
import type { WorkAnswer, WorkRequest } from './work.js'

type AnyFunction = (...args: unknown[]) => unknown

async function find(request: WorkRequest): Promise<AnyFunction> {
    if (request.source !== undefined) {
        // The text comes from the same program, in the same process.
        return runInThisContext(strict(request.source), { filename: `offloaded ${request.name}` }) as AnyFunction
    }
    const exported = (await import(request.module!)) as Record<string, unknown>
    const fn = exported[request.name]
    if (typeof fn !== 'function') {
        throw new TypeError(`Cannot offload ${request.name}: ${request.module} exports no function of that name`)
    }
    return fn as AnyFunction
}

async function doWork(request: WorkRequest): Promise<void> {
    let answer: WorkAnswer
    try {
        const fn = await find(request)
        answer = { ok: true, value: await fn(...request.args) }
    } catch (error) {
        answer = failure(error)
    }
    try {
        parentPort!.postMessage(answer)
    } catch (cause) {
        const what = answer.ok ? 'the result' : 'the error'
        const error = new TypeError(`Cannot return ${what} of offloaded ${request.name}: ${(cause as Error).message}`)
        parentPort!.postMessage({ ok: false, value: error } satisfies WorkAnswer)
    }
}

/** Classes whose errors are still such errors when they arrive. */
const classes = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

/** On the way between threads errors keep their message, stack and cause; the rest goes beside them. */
function failure(thrown: unknown): WorkAnswer {
    if (!(thrown instanceof Error)) {
        return { ok: false, value: thrown }
    }
    const { name, message, stack } = thrown
    const properties = { ...thrown, name, ...('code' in thrown ? { code: thrown.code } : {}) }
    // A DOMException would arrive as an empty object.
    const error = types.isNativeError(thrown) ? thrown : new Error(message)
    Reflect.set(error, 'stack', withoutRunner(stack ?? message))
    // By this name the other side finds the class. Nobody looks at the original any more.
    Reflect.defineProperty(error, 'name', { value: classes.find(each => error instanceof each)?.name ?? 'Error' })
    try {
        return { ok: false, value: error, properties: structuredClone(properties) }
    } catch {
        return { ok: false, value: error, properties: { name } }
    }
}

/** A stack without the frames of this file and what called it. */
function withoutRunner(stack: string): string {
    const lines = stack.split('\n')
    const at = lines.findLastIndex(line => /^ {4}at (?:async )?(?:MessagePort\.)?doWork /.test(line))
    return at < 0 ? stack : lines.slice(0, at).join('\n')
}

parentPort!.on('message', doWork)
