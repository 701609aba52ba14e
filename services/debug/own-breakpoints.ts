/*
    own-breakpoints.ts -- The breakpoints of the stepper, of which the front end is not to hear: hooks, on functions of inside.ts that tell of
    something, and nets, for the duration of a step.
*/

import type { Location, RemoteObject, Send } from './cdp.js'

/** Functions of inside.ts that tell of something by being called. */
export type Hook = 'returned' | 'entered' | 'ended'

const hooks: readonly Hook[] = ['returned', 'entered', 'ended']

/** The breakpoints of the stepper. */
export class OwnBreakpoints {
    readonly #send: Send
    readonly #hooks = new Map<string, Hook>()
    readonly #nets = new Set<string>()
    /** Those that were; V8 may tell of one that has been removed since. */
    readonly #former = new Set<string>()

    constructor(send: Send) {
        this.#send = send
    }

    has(breakpointId: string): boolean {
        return this.#hooks.has(breakpointId) || this.#former.has(breakpointId)
    }

    /** The front end has set one at the place of one of these. */
    give(breakpointId: string): void {
        this.#former.delete(breakpointId)
    }

    /** Which hook was called, if one of these breakpoints is on one. */
    hookOf(breakpointIds: readonly string[]): Hook | undefined {
        return breakpointIds.map(id => this.#hooks.get(id)).find(hook => hook !== undefined)
    }

    /** Whether one of these is part of a net. */
    hasNet(breakpointIds: readonly string[]): boolean {
        return breakpointIds.some(id => this.#nets.has(id))
    }

    /** Sets the hooks, once. */
    async setHooks(): Promise<void> {
        if (this.#hooks.size === 0) {
            await Promise.all(hooks.map(hook => this.#setHook(hook)))
        }
    }

    async #setHook(hook: Hook): Promise<void> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression: `__fdbg.${hook}`,
            objectGroup: 'hooks',
        })
        const { breakpointId } = await this.#send<{ breakpointId: string }>('Debugger.setBreakpointOnFunctionCall', {
            objectId: result.objectId,
        })
        this.#hooks.set(breakpointId, hook)
    }

    /** Part of a net. */
    async net({ scriptId, lineNumber, columnNumber }: Location, condition: string): Promise<void> {
        try {
            const { breakpointId } = await this.#send<{ breakpointId: string }>('Debugger.setBreakpoint', {
                location: { scriptId, lineNumber, columnNumber },
                condition,
            })
            this.#nets.add(breakpointId)
            this.#former.add(breakpointId)
        } catch {
            // There is one at this place: of the user, or of this net.
        }
    }

    /** Takes the nets away. */
    async clearNets(): Promise<void> {
        const nets = [...this.#nets]
        this.#nets.clear()
        await Promise.all(nets.map(id => this.#remove(id)))
    }

    /** Takes all away. */
    async clear(): Promise<void> {
        const ids = [...this.#hooks.keys()]
        this.#hooks.clear()
        await Promise.all([this.clearNets(), ...ids.map(id => this.#remove(id))])
    }

    async #remove(breakpointId: string): Promise<void> {
        await this.#send('Debugger.removeBreakpoint', { breakpointId }).catch(() => {})
    }
}
