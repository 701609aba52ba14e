/*
    turn.ts -- Turn: an entry of the ready queue that is no fiber. When its turn comes, something happens on the main fiber, such
    as the delivery of a value to a fiber of C code.

    It has what the scheduler and the watch of the loop look at in a fiber, and no more.
*/

import { ENDED, STARTED } from './flags.js'
import { ready } from './marks.js'
import { reportFailure } from './report.js'
import { asMain, enqueue } from './scheduler.js'
import type { Task } from './task.js'
import type { Move, Step } from './types.js'

/** Something that shares the order of the ready queue. For one use. */
export abstract class Turn {
    /** @internal */
    flags = 0
    /** @internal */
    since = 0
    /** @internal */
    strand: Step = this as unknown as Step

    /** The fiber that was stepped in this turn; null: none. Whoever holds the thread too long is named by it. */
    protected abstract get fiber(): Task | null

    /** The turn has come. Runs on the main fiber. What it throws goes to the root handler. */
    protected abstract come(): void

    /** Number of the fiber that was stepped; 0: none. */
    get id(): number {
        return this.fiber?.id ?? 0
    }

    /** Its name, for reports of long slices. */
    get name(): string {
        return this.fiber?.name ?? 'event'
    }

    /** Puts it at the end of the ready queue. */
    queue(): void {
        enqueue(this as unknown as Task)
    }

    /** @internal */
    next(): Move<unknown> {
        asMain(() => this.come())
        return ready(undefined)
    }

    /** @internal From now on it is probed as the fiber that it stepped. */
    finished(): void {
        const { fiber } = this
        const waits = fiber !== null && (fiber.flags & (ENDED | STARTED)) === STARTED
        this.flags = waits ? STARTED : ENDED
        if (waits) {
            this.strand = fiber.strand
        }
    }

    /** @internal */
    failed(error: unknown): void {
        this.finished()
        reportFailure({ error, task: this as unknown as Task, kind: 'uncaught' })
    }
}
