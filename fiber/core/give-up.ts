/*
    give-up.ts -- The end of clean-up that takes too long.

    A `finally` block that waits is told to return once more, which skips the rest of it; so do the blocks around it, should they
    wait. What is waited for is unregistered, also behind shields: no timer and no listener of an abandoned fiber keeps the process
    alive.
*/

import { probeOperation } from './backtrace.js'
import { reportFailure } from './report.js'
import type { Task } from './task.js'
import type { Step } from './types.js'

/** So many blocks around each other may wait anew. */
const patience = 100

/** What drives others gives up what it drives. */
interface Giver extends Step {
    giveUp?(task: Task): void
}

let abandoned: Task | null = null

/** The fiber that is being abandoned; null: none is. What drives others looks at it when it is told to return. */
export function abandonedTask(): Task | null {
    return abandoned
}

/** Makes a strand of `task` that is being unwound wait for nothing any more. What it throws is reported. */
export function giveUp(strand: Step, task: Task): void {
    const former = abandoned
    abandoned = task
    try {
        const giver = strand as Giver
        if (giver.giveUp !== undefined) {
            giver.giveUp(task)
        } else if (!returns(strand)) {
            // It waits anew each time. What it waits for now is the last thing that it does.
            const operation = probeOperation(strand) as Step | null
            operation?.return()
        }
    } catch (error) {
        reportFailure({ error, task, kind: 'suppressed' })
    } finally {
        abandoned = former
    }
}

function returns(strand: Step): boolean {
    for (let tries = 0; tries < patience; tries++) {
        if (strand.return().done) {
            return true
        }
    }
    return false
}
