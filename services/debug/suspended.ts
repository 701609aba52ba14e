/*
    suspended.ts -- The stacks of fibers that wait, as an inspector sees them: each generator knows where it is suspended, and its
    variables.
*/

import type { Location, Property, RemoteObject, Send, StackTrace } from './cdp.js'
import { isRuntime } from './inside.js'

/** A call of a waiting fiber, and its variables. */
export interface SuspendedFrame {
    readonly frame: StackTrace['callFrames'][number]
    /** A list of objects that hold the variables, innermost scope first. */
    readonly scopes: RemoteObject | null
    /** The function. */
    readonly call: RemoteObject
    /** Its text. */
    readonly text: string
    /** `this`. */
    readonly receiver: RemoteObject | null
}

/** The user's calls of a waiting fiber, innermost first. Its objects are in the group `fibers`. */
export async function fiberStack(send: Send, id: number, urls: ReadonlyMap<string, string>): Promise<SuspendedFrame[]> {
    const { result } = await send<{ result: RemoteObject }>('Runtime.evaluate', {
        expression: `__fdbg.chain(${id})`,
        objectGroup: 'fibers',
        silent: true,
    })
    if (result.objectId === undefined) {
        return []
    }
    const { result: rows } = await send<{ result: Property[] }>('Runtime.getProperties', {
        objectId: result.objectId,
        ownProperties: true,
    })
    const generators = rows.filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId !== undefined)
    const frames = await Promise.all(generators.map(({ value }) => suspendedFrame(send, value!.objectId!, urls)))
    return frames.filter(frame => frame !== null)
}

/** The call that a generator is; null for those of the runtime. */
async function suspendedFrame(
    send: Send,
    objectId: string,
    urls: ReadonlyMap<string, string>,
): Promise<SuspendedFrame | null> {
    const { internalProperties = [] } = await send<{ internalProperties?: Property[] }>('Runtime.getProperties', {
        objectId,
        ownProperties: true,
    })
    const internal = (key: string) => internalProperties.find(row => row.name === `[[${key}]]`)?.value
    const at = internal('GeneratorLocation')?.value as
        | { scriptId: string; lineNumber: number; columnNumber: number }
        | undefined
    const url = at === undefined ? '' : (urls.get(at.scriptId) ?? '')
    const call = internal('GeneratorFunction')
    const label = call?.description ?? ''
    if (at === undefined || call === undefined || isRuntime(url)) {
        return null
    }
    const functionName = /^[^(]*?\*\s*([\w$]*)/.exec(label)?.[1] ?? ''
    return {
        frame: { functionName, url, ...at },
        scopes: internal('Scopes') ?? null,
        call,
        text: label,
        receiver: internal('GeneratorReceiver') ?? null,
    }
}

/** Where the function of a call begins; null: unknown. */
export async function beginOf(send: Send, { call }: SuspendedFrame): Promise<Location | null> {
    const { internalProperties = [] } = await send<{ internalProperties?: Property[] }>('Runtime.getProperties', {
        objectId: call.objectId,
        ownProperties: true,
    })
    const row = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')
    return (row?.value?.value as Location | undefined) ?? null
}
