/*
    walk.ts -- The tree of fibers. There is no list of all fibers: each scope knows its children, each fiber its open scopes.
*/

import { rootScope } from './scope.js'
import type { Task } from './task.js'

/** All fibers that have not ended, each behind its parent; no more than `limit` (default: all). */
export function fibers(limit = Infinity): Task[] {
    const list: Task[] = []
    // A stack of those still to be listed, rather than recursion: fibers may be nested deeper than calls can be.
    const rest = rootScope.children().reverse()
    while (list.length < limit) {
        const task = rest.pop()
        if (task === undefined) {
            break
        }
        list.push(task)
        for (const child of task.children.reverse()) {
            rest.push(child)
        }
    }
    return list
}
