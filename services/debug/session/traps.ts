/*
    traps.ts -- Places at which the program stops under a condition. Several may be at one place, as `break 12 fiber 3` and `break
    12 fiber 4` are, where V8 has one breakpoint: that gets the conditions of all, and a stop asks which of them have held.

    They are set by URL. Those of the stepper are set by script, so that neither is in the way of the other.
*/

import type { RemoteObject, Send } from '../cdp.js'
import type { Place } from './sources.js'
import { unique } from './unique.js'

/** Something that stops the program. */
export interface Trap {
    /** An expression; empty: always. */
    readonly condition: string
}

/** A breakpoint of V8, with all that are at its place. */
interface Spot {
    /** By which the program tells whose conditions have held. */
    readonly number: number
    readonly place: Place
    readonly traps: Set<Trap>
    id: string | null
}

/** All traps of a program. */
export class Traps {
    readonly #send: Send
    readonly #spots = new Map<string, Spot>()

    constructor(send: Send) {
        this.#send = send
    }

    /** Sets a trap at some places. Gives where V8 stops, with the script: later for scripts that are not loaded. */
    async set(trap: Trap, places: readonly Place[]): Promise<void> {
        await Promise.all(
            places.map(async place => {
                const key = `${place.url}:${place.line}:${place.column}`
                const spot = this.#spots.get(key) ?? { number: unique(), place, traps: new Set(), id: null }
                this.#spots.set(key, spot)
                if (!spot.traps.has(trap)) {
                    spot.traps.add(trap)
                    await this.#renew(spot)
                }
            }),
        )
    }

    /** Takes a trap away from all of its places. */
    async clear(trap: Trap): Promise<void> {
        for (const [key, spot] of this.#spots) {
            if (spot.traps.delete(trap)) {
                if (spot.traps.size === 0) {
                    this.#spots.delete(key)
                }
                await this.#renew(spot)
            }
        }
    }

    /** The traps that have stopped the program. */
    async hit(ids: readonly string[]): Promise<Set<Trap>> {
        const hit = new Set<Trap>()
        for (const { id, number, traps } of this.#spots.values()) {
            if (id === null || !ids.includes(id)) {
                continue
            }
            const held = traps.size === 1 ? [true] : await this.#held(number)
            for (const [i, trap] of [...traps].entries()) {
                if (held[i] === true) {
                    hit.add(trap)
                }
            }
        }
        return hit
    }

    /** Which traps a breakpoint of V8 has. */
    at(id: string): readonly Trap[] {
        return [...this.#spots.values()].filter(spot => spot.id === id).flatMap(({ traps }) => [...traps])
    }

    async #held(number: number): Promise<readonly boolean[]> {
        const { result } = await this.#send<{ result: RemoteObject }>('Runtime.evaluate', {
            expression: `__fdbg.held(${number})`,
            returnByValue: true,
            silent: true,
        })
        return result.value as boolean[]
    }

    async #renew(spot: Spot): Promise<void> {
        const { id, traps, place } = spot
        spot.id = null
        if (id !== null) {
            await this.#send('Debugger.removeBreakpoint', { breakpointId: id })
        }
        if (traps.size === 0) {
            return
        }
        const { breakpointId } = await this.#send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
            url: place.url,
            lineNumber: place.line,
            columnNumber: place.column,
            condition: conditionOf(spot),
        })
        spot.id = breakpointId
    }
}

/** True if one of them is. */
function conditionOf({ number, traps }: Spot): string {
    const conditions = [...traps].map(({ condition }) => condition)
    const [first = ''] = conditions
    const all = conditions.map(each => `() => (${each || 'true'}\n)`)
    return conditions.length === 1 ? first : `__fdbg.holds(${number}, [${all.join(', ')}])`
}
