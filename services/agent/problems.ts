/*
    problems.ts -- What a person who looks at an agent should know, and can do something about: its clock, its disk, its certificates.
*/

import { clockProblem, wallTime } from '../../fiber/index.js'
import type { Agent } from './agent.js'

/** @internal One sentence each, without a full stop. */
export function agentProblems({ web, db, safeReason }: Agent): string[] {
    const clock = clockProblem(wallTime())
    const database = db?.statistics().problem ?? null
    const open = new Set(web?.listeners.map(({ endpoint }) => endpoint))
    const closed = web !== null && open.size > 0 ? web.settings.listen.filter(endpoint => !open.has(endpoint)) : []
    return [
        ...(safeReason === null ? [] : [`Safe mode: ${safeReason}`]),
        ...(clock === null ? [] : [clock]),
        ...(database === null ? [] : [`The database cannot be written, which is tried again: ${database}`]),
        ...closed.map(endpoint => `${endpoint} is not open: its certificate cannot be used, see the log`),
    ]
}
