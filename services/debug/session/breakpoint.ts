/*
    breakpoint.ts -- A breakpoint of whoever debugs. It outlives the program: each run, and each script that is loaded, resolves it
    anew.
*/

import type { Position } from './sources.js'
import type { Trap } from './traps.js'

/** Where a breakpoint is wanted. */
export type Target =
    | { readonly kind: 'line'; readonly path: string; readonly line: number }
    /** `name`, or `Class.name`. */
    | { readonly kind: 'function'; readonly name: string }

/** What else is asked of it. */
export interface BreakpointOptions {
    /** An expression in the language of the program; absent: always. */
    readonly condition?: string | undefined
    /** Only in this fiber: its number, or its name. */
    readonly fiber?: number | string | undefined
    /** It goes when it has stopped the program. */
    readonly temporary?: boolean | undefined
}

/** A breakpoint. */
export class Breakpoint implements Trap {
    readonly target: Target
    readonly temporary: boolean
    readonly fiber: number | string | undefined
    /** What is asked when the program comes by; undefined: nothing. */
    when: string | undefined
    enabled = true
    /** Stops up to now. */
    hits = 0
    /** Further stops that are left out. */
    ignore = 0
    /** Where it is; empty while no script is known that has the place. */
    positions: Position[] = []

    constructor(target: Target, { condition, fiber, temporary = false }: BreakpointOptions = {}) {
        this.target = target
        this.when = condition
        this.fiber = fiber
        this.temporary = temporary
    }

    get condition(): string {
        const conditions: string[] = []
        if (typeof this.fiber === 'number') {
            conditions.push(`__fiber === ${this.fiber}`)
        } else if (this.fiber !== undefined) {
            conditions.push(`__fdbg.nameOf(__fiber) === ${JSON.stringify(this.fiber)}`)
        }
        if (this.when !== undefined) {
            conditions.push(`(${this.when})`)
        }
        return conditions.join(' && ')
    }
}
