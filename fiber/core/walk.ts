/*
    walk.ts -- The tree of fibers. There is no list of all fibers: each scope knows its children, each fiber its open scopes.
*/

import { rootScope } from './scope.js'
import type { Task } from './task.js'

/** All fibers that have not ended, each behind its parent; no more than `limit` (default: all). */
export function fibers(limit = Infinity): Task[] {
    const list: Task[] = []
    for (const task of rootScope.children()) {
        collect(task, list, limit)
    }
    return list
}

function collect(task: Task, list: Task[], limit: number): void {
    if (list.length >= limit) {
        return
    }
    list.push(task)
    for (const child of task.children) {
        collect(child, list, limit)
    }
}
