/*
    part-label.ts -- How fibers are called in which `all`, `any` and `race` run their parts: `race of serve`. The parts have no name that
    could be known, but who asked for them has.
*/

import { current } from './scheduler.js'
import { start } from './spawn.js'
import type { Task } from './task.js'
import type { Blocking } from './types.js'

/** The name of the parts of one call. Made up when somebody asks for it. */
export class PartLabel {
    readonly #what: string
    readonly #owner: Task

    /** Of a call of the running fiber. */
    constructor(what: string) {
        const task = current()!
        this.#what = what
        this.#owner = task.label instanceof PartLabel ? task.label.#owner : task
    }

    get name(): string {
        return `${this.#what} of ${this.#owner.name}`
    }

    /** Starts a part in the innermost scope of the running fiber. */
    spawn<T>(part: Blocking<T>): Task<T> {
        return start(current()!.innerScope(), part, this)
    }
}
