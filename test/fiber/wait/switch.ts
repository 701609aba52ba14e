/*
    switch.ts -- A source of waits whose events a test sets.
*/

import { spawn, type Task } from '../../../fiber/core/index.js'
import { RWait, type SourceListener, type WaitSource } from '../../../fiber/wait/index.js'

/** What holds is what was set. */
export class Switch implements WaitSource {
    holds = 0
    stopped = false
    #listener: SourceListener | null = null

    start(listener: SourceListener): void {
        this.#listener = listener
    }

    look(mask: number): number {
        return this.holds & mask
    }

    stop(): void {
        this.stopped = true
    }

    set(events: number): void {
        this.holds = events
        this.#listener?.sourceChanged()
    }
}

/** A source with its wait object. */
export function switched(): [Switch, RWait] {
    const source = new Switch()
    return [source, new RWait('switch', source)]
}

/** Waits in a fiber of its own; the result is in the list when it is over. */
export function waiting(wait: RWait, mask: number, deadline = 0): { readonly got: number[]; readonly task: Task } {
    const got: number[] = []
    const task = spawn(function* () {
        got.push(yield* wait.waitFor(mask, deadline))
    })
    return { got, task: task as Task }
}
