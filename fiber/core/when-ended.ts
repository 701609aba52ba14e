/*
    when-ended.ts -- Being told of the end of a fiber, outside fibers and without taking part in it.
*/

import { ENDED } from './flags.js'
import { addJoiner, type Joiner, removeJoiner } from './join.js'
import type { Task } from './task.js'

class EndWatcher implements Joiner {
    following: Joiner | null = null
    prior: Joiner | null = null

    constructor(
        readonly target: Task,
        readonly fn: () => void,
    ) {}

    targetEnded(): void {
        // Left before anybody counts those who may take a failure: this one does not.
        removeJoiner(this.target, this)
        this.fn()
    }
}

/**
 * Has `fn` called when a fiber has ended, whatever way; at once if it has. It runs inside the scheduler: it must not throw, and
 * what it wakes runs later. A failure of the fiber goes where it would go without.
 */
export function whenEnded(target: Task, fn: () => void): void {
    if ((target.flags & ENDED) !== 0) {
        fn()
    } else {
        addJoiner(target, new EndWatcher(target, fn))
    }
}
