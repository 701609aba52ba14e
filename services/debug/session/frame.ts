/*
    frame.ts -- A call of a fiber, whether that runs or waits: where it is, its variables, and the value of an expression in it.

    V8 evaluates in calls that are on the machine stack. A call that waits is a generator, of which an inspector shows the scopes;
    an expression is evaluated there by `with` over these. So it sees the variables, and cannot change them.
*/

import type { CallFrame, Location, Property, RemoteObject, Send } from '../cdp.js'
import { DebugError } from '../errors.js'
import { beginOf, type SuspendedFrame } from '../suspended.js'
import { parametersOf } from './parameters.js'
import type { Position } from './sources.js'

/** Variables that belong together. */
export interface Scope {
    /** `local`, `block`, `closure`, `module`, ... as V8 calls them. */
    readonly type: string
    readonly objectId: string
}

/** Objects that a stop has shown are held until the program goes on. */
export const heldGroup = 'shown'

/** What an evaluation gives. */
interface Evaluated {
    readonly result: RemoteObject
    readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject }
}

/** The value, or what was thrown as a `DEBUG_EVALUATE`. */
export function resultOf({ result, exceptionDetails }: Evaluated): RemoteObject {
    if (exceptionDetails === undefined) {
        return result
    }
    const { exception, text } = exceptionDetails
    const message =
        exception?.description?.split('\n', 1)[0] ?? (exception === undefined ? text : String(exception.value))
    throw new DebugError('DEBUG_EVALUATE', message)
}

/** A call of a fiber. */
export abstract class Frame {
    /** Name of the function; empty if it has none. */
    readonly name: string
    /** Where it is in its source; null: in code that a compiler has added. */
    readonly position: Position | null

    constructor(name: string, position: Position | null) {
        this.name = name
        this.position = position
    }

    /** Its scopes, innermost first. */
    abstract scopes(): Promise<readonly Scope[]>

    /** The value of an expression. Throws `DEBUG_EVALUATE`. */
    abstract evaluate(expression: string): Promise<RemoteObject>

    /** Where its function begins; null: unknown. */
    abstract begin(): Promise<Location | null>

    /** Names of the parameters of its function, as far as they are plain names. */
    abstract parameters(): Promise<readonly string[]>
}

/** A call on the machine stack. */
export class RunningFrame extends Frame {
    readonly call: CallFrame
    readonly #send: Send

    constructor(send: Send, call: CallFrame, position: Position | null) {
        super(call.functionName, position)
        this.#send = send
        this.call = call
    }

    override async scopes(): Promise<Scope[]> {
        return this.call.scopeChain.map(({ type, object }) => ({ type, objectId: object.objectId! }))
    }

    override async evaluate(expression: string): Promise<RemoteObject> {
        return resultOf(
            await this.#send<Evaluated>('Debugger.evaluateOnCallFrame', {
                callFrameId: this.call.callFrameId,
                expression,
                objectGroup: heldGroup,
                silent: true,
            }),
        )
    }

    override async begin(): Promise<Location | null> {
        return this.call.functionLocation ?? null
    }

    override async parameters(): Promise<readonly string[]> {
        const { functionLocation } = this.call
        if (functionLocation === undefined) {
            return []
        }
        const { scriptId, lineNumber, columnNumber = 0 } = functionLocation
        const { scriptSource } = await this.#send<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId })
        const lines = scriptSource.split('\n').slice(lineNumber, lineNumber + 20)
        return parametersOf(lines.join('\n').slice(columnNumber))
    }
}

/** A call that waits. */
export class WaitingFrame extends Frame {
    readonly #send: Send
    readonly #suspended: SuspendedFrame
    #objects: Promise<Scope[]> | null = null

    constructor(send: Send, suspended: SuspendedFrame, position: Position | null) {
        super(suspended.frame.functionName, position)
        this.#send = send
        this.#suspended = suspended
    }

    override scopes(): Promise<Scope[]> {
        this.#objects ??= this.#scopes()
        return this.#objects
    }

    async #scopes(): Promise<Scope[]> {
        const { scopes } = this.#suspended
        if (scopes?.objectId === undefined) {
            return []
        }
        const { result } = await this.#send<{ result: Property[] }>('Runtime.getProperties', {
            objectId: scopes.objectId,
            ownProperties: true,
        })
        const rows = result.filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId !== undefined)
        return Promise.all(
            rows.map(async ({ value }) => {
                const { result } = await this.#send<Evaluated>('Runtime.callFunctionOn', {
                    objectId: value!.objectId,
                    functionDeclaration: 'function () { return this.object }',
                })
                // `Local (name)`, `Block`, `Module`, ...
                const type = /^\w+/.exec(value!.description ?? '')?.[0].toLowerCase() ?? ''
                return { type, objectId: result.objectId! }
            }),
        )
    }

    override async evaluate(expression: string): Promise<RemoteObject> {
        await this.#check(expression)
        const scopes = await this.scopes()
        const inner = scopes.filter(({ type }) => type !== 'global')
        const withs = inner.map((_, i) => `with (__fdbg.guard(arguments[${i}]))`).join(' ')
        const { receiver } = this.#suspended
        const call = receiver?.objectId === undefined ? 'call(undefined)' : 'call(this)'
        return resultOf(
            await this.#send<Evaluated>('Runtime.callFunctionOn', {
                ...(receiver?.objectId === undefined ? { executionContextId: 1 } : { objectId: receiver.objectId }),
                functionDeclaration: `function () { ${withs} return (function () { 'use strict'; return (${expression}\n) }).${call} }`,
                arguments: inner.map(({ objectId }) => ({ objectId })).reverse(),
                objectGroup: heldGroup,
                silent: true,
            }),
        )
    }

    /** Whether it is an expression: the message for what is none would be about the function around it. */
    async #check(expression: string): Promise<void> {
        const { exceptionDetails } = await this.#send<Partial<Evaluated>>('Runtime.compileScript', {
            expression: `(${expression}\n)`,
            sourceURL: '',
            persistScript: false,
        })
        if (exceptionDetails !== undefined) {
            resultOf({ result: { type: 'undefined' }, exceptionDetails })
        }
    }

    override begin(): Promise<Location | null> {
        return beginOf(this.#send, this.#suspended)
    }

    override async parameters(): Promise<readonly string[]> {
        const { text } = this.#suspended
        return parametersOf(text.slice(text.indexOf('(')))
    }
}
