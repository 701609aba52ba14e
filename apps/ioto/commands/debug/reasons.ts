/*
    reasons.ts -- What a stop says first: why the program has stopped.
*/

import { Breakpoint, type Stop, type Trap } from '../../../../services/debug/index.js'
import type { Debugger, StopPoint } from './debugger.js'

/** Why the program has stopped, as sentences; what was temporary goes. */
export async function reasonsOf(debug: Debugger, { reason, traps, thrown }: Stop): Promise<string[]> {
    const reasons: string[] = []
    for (const [number, point] of debug.points) {
        const text = await reasonOf(debug, number, point, traps)
        if (text !== null) {
            reasons.push(text)
        }
    }
    if (reason === 'exception') {
        const number = [...debug.points].find(([, point]) => 'kind' in point && point.kind === 'throw')?.[0]
        reasons.push(`Catchpoint ${number}, thrown: ${thrown?.description?.split('\n', 1)[0] ?? String(thrown?.value)}`)
    }
    if (reason === 'pause') {
        reasons.push('Stopped where it was')
    }
    if (reason === 'statement') {
        reasons.push('The statement debugger')
    }
    return reasons
}

async function reasonOf(
    debug: Debugger,
    number: number,
    point: StopPoint,
    traps: ReadonlySet<Trap>,
): Promise<string | null> {
    if (point instanceof Breakpoint) {
        if (!traps.has(point)) {
            return null
        }
        if (point.temporary) {
            debug.points.delete(number)
            return `Temporary breakpoint ${number}`
        }
        return `Breakpoint ${number}`
    }
    return 'news' in point ? await point.news(debug, number, traps) : null
}
