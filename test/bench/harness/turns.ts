/*
    turns.ts -- A row of a benchmark: a child for each candidate, and then all of them in turns.
*/

import type { Child } from './child.js'
import { interleave } from './interleave.js'

/** How a row is measured. */
export interface Turns<Name extends string, Figure> {
    readonly names: readonly Name[]
    readonly rounds: number
    /** Starts the child of a candidate. */
    readonly start: (name: Name) => Promise<Child>
    /** Has it do the work for a while, so that its code is optimized. Default: nothing. */
    readonly warmUp?: (child: Child, name: Name) => Promise<unknown>
    /** Takes one figure. */
    readonly measure: (child: Child, name: Name) => Promise<Figure>
    /** Told of a candidate that failed; the others go on. Default: a line on standard error. */
    readonly failed?: (name: Name, error: unknown) => void
}

/** Measures a row. Gives the figures of each candidate in order of the rounds; nothing is left running. */
export async function takeTurns<Name extends string, Figure>(
    turns: Turns<Name, Figure>,
): Promise<Record<Name, Figure[]>> {
    const { names, rounds, start, warmUp, measure, failed = tellFailure } = turns
    const children = new Map<Name, Child>()
    const stop = async (name: Name): Promise<void> => {
        await children.get(name)?.stop()
        children.delete(name)
    }
    try {
        for (const name of names) {
            try {
                const child = await start(name)
                children.set(name, child)
                await warmUp?.(child, name)
            } catch (error) {
                failed(name, error)
                await stop(name)
            }
        }
        const figures = await interleave(
            rounds,
            [...children.keys()],
            name => measure(children.get(name)!, name),
            failed,
        )
        const empty: [Name, Figure[]][] = names.map(name => [name, []])
        return Object.fromEntries([...empty, ...figures]) as Record<Name, Figure[]>
    } finally {
        await Promise.all([...children.keys()].map(stop))
    }
}

/** Says on standard error that a candidate failed. */
export function tellFailure(name: string, error: unknown): void {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
}
