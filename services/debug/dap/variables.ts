/*
    variables.ts -- What a stop has shown, under the numbers by which an editor asks for more. They count until the program goes on.
*/

import type { DebugProtocol } from '@vscode/debugprotocol'
import type { RemoteObject } from '../cdp.js'
import { DebugError } from '../errors.js'
import { type DebugSession, type Frame, RunningFrame, type Scope } from '../session/index.js'

/** Most properties of an object that are told. */
const MOST = 1000

/** Something with variables: the scope of a call, or an object. */
interface Holder {
    readonly objectId: string
    /** The call whose scope it is, and which of its scopes. */
    readonly frame?: Frame
    readonly index?: number
}

/** A row of `Runtime.getProperties`. */
interface Row {
    readonly name: string
    readonly value?: RemoteObject
    readonly get?: RemoteObject
    readonly enumerable?: boolean
}

const titles: Readonly<Record<string, string>> = {
    ...{ local: 'Local', block: 'Block', catch: 'Catch', with: 'With', closure: 'Closure', module: 'Module' },
    ...{ script: 'Script', eval: 'Eval', global: 'Global' },
}

/** The numbers of one session. */
export class Variables {
    readonly #session: DebugSession
    readonly #frames = new Map<number, Frame>()
    readonly #holders = new Map<number, Holder>()
    /** Never used twice: an editor may ask for what was. */
    #last = 0

    constructor(session: DebugSession) {
        this.#session = session
    }

    /** The program goes on. */
    forget(): void {
        this.#frames.clear()
        this.#holders.clear()
    }

    /** The number of a call. */
    numberOf(frame: Frame): number {
        this.#frames.set(++this.#last, frame)
        return this.#last
    }

    /** The call with a number. */
    frame(id: number): Frame {
        const frame = this.#frames.get(id)
        if (frame === undefined) {
            throw new DebugError('DEBUG_COMMAND', `Cannot find call ${id}: the program has gone on`)
        }
        return frame
    }

    async scopes(id: number): Promise<DebugProtocol.Scope[]> {
        const frame = this.frame(id)
        const scopes = await frame.scopes()
        return scopes.map((scope, index) => this.#scope(frame, scope, index))
    }

    #scope(frame: Frame, { type, objectId }: Scope, index: number): DebugProtocol.Scope {
        return {
            name: titles[type] ?? type,
            variablesReference: this.#hold({ objectId, frame, index }),
            expensive: type === 'global' || type === 'script',
            ...(type === 'local' ? { presentationHint: 'locals' } : {}),
        }
    }

    /** The variables of a scope, the properties of an object. */
    async list(reference: number): Promise<DebugProtocol.Variable[]> {
        const { objectId, frame, index } = this.#holder(reference)
        const { result } = await this.#session.send<{ result: Row[] }>('Runtime.getProperties', {
            objectId,
            ownProperties: true,
        })
        const rows = result.filter(({ name }) => name !== '__proto__').slice(0, MOST)
        const variables = await Promise.all(rows.map(row => this.#variable(row)))
        const { returned = null, frames = [] } = this.#session.stop ?? {}
        if (returned !== null && index === 0 && frame === frames[0]) {
            variables.unshift({
                name: 'Return value',
                ...(await this.shown(returned)),
                presentationHint: { kind: 'virtual', attributes: ['readOnly'] },
            })
        }
        return variables
    }

    async #variable({ name, value, get }: Row): Promise<DebugProtocol.Variable> {
        if (value === undefined) {
            return { name, value: get === undefined ? '' : '(getter)', variablesReference: 0 }
        }
        return { name, evaluateName: name, ...(await this.shown(value)) }
    }

    /** A value as text, and the number of what is in it. */
    async shown(value: RemoteObject): Promise<{ value: string; type: string; variablesReference: number }> {
        const text = await this.#session.show(value, 1)
        const { type, objectId } = value
        const reference = objectId === undefined ? 0 : this.#hold({ objectId })
        return { value: text, type, variablesReference: reference }
    }

    /** Sets a variable of a call that runs, or a property. Throws `DEBUG_COMMAND`, `DEBUG_EVALUATE`. */
    async set(reference: number, name: string, expression: string): Promise<RemoteObject> {
        const { objectId, frame, index } = this.#holder(reference)
        const top = frame ?? this.#session.stop?.frames[0]
        const value = top === undefined ? await this.#session.evaluate(expression) : await top.evaluate(expression)
        const newValue =
            value.objectId !== undefined
                ? { objectId: value.objectId }
                : value.unserializableValue !== undefined
                  ? { unserializableValue: value.unserializableValue }
                  : { value: value.value }
        if (frame === undefined) {
            await this.#session.send('Runtime.callFunctionOn', {
                objectId,
                functionDeclaration: 'function (name, value) { this[name] = value }',
                arguments: [{ value: name }, newValue],
                silent: true,
            })
        } else if (frame instanceof RunningFrame) {
            await this.#session.send('Debugger.setVariableValue', {
                scopeNumber: index,
                variableName: name,
                newValue,
                callFrameId: frame.call.callFrameId,
            })
        } else {
            throw new DebugError('DEBUG_COMMAND', `Cannot set ${name}: the fiber waits, wanted the one that runs`)
        }
        return value
    }

    #hold(holder: Holder): number {
        this.#holders.set(++this.#last, holder)
        return this.#last
    }

    #holder(reference: number): Holder {
        const holder = this.#holders.get(reference)
        if (holder === undefined) {
            throw new DebugError('DEBUG_COMMAND', `Cannot find variables ${reference}: the program has gone on`)
        }
        return holder
    }
}
