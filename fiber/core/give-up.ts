/*
    give-up.ts -- The end of clean-up that takes too long.

    A `finally` block that waits is told to return once more, which skips the rest of it; so do the blocks around it, should they
    wait. What is waited for is unregistered: no timer and no listener of an abandoned fiber keeps the process alive.
*/

import { reportFailure } from './report.js'
import type { Task } from './task.js'
import type { Step } from './types.js'

/** So many blocks around each other may wait anew. */
const patience = 100

/** What drives others gives up what it drives. */
interface Giver extends Step {
    giveUp?(task: Task): void
}

/** Makes a strand of `task` that is being unwound wait for nothing any more. What it throws is reported. */
export function giveUp(strand: Step, task: Task): void {
    const giver = strand as Giver
    try {
        if (giver.giveUp !== undefined) {
            giver.giveUp(task)
            return
        }
        for (let tries = 0; tries < patience && !strand.return().done; tries++) {}
    } catch (error) {
        reportFailure({ error, task, kind: 'suppressed' })
    }
}
