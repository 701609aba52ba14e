/*
    fiber-actions.ts -- One fiber: where it waits, and its cancel.
*/

import { type Fiber, fibers, type Task } from '../../../fiber/index.js'
import type { Web } from '../../../services/web/index.js'

/** Answers the calls of the fiber `id`, as text. */
export function* traceAction(web: Web): Fiber<void> {
    const task = yield* wanted(web)
    if (task !== null) {
        yield* web.json({ trace: String(task.backtrace()) })
    }
}

/** Cancels the fiber `id`. POST only: a link must not do it. */
export function* cancelAction(web: Web): Fiber<void> {
    if (web.method !== 'POST') {
        yield* web.sendError(405, 'Wanted POST')
        return
    }
    const task = yield* wanted(web)
    if (task !== null) {
        task.cancel('an administrator wants it')
        yield* web.json({})
    }
}

function* wanted(web: Web): Fiber<Task | null> {
    const id = Number(web.getVar('id') ?? web.getQueryVar('id'))
    const task = fibers().find(each => each.id === id) ?? null
    if (task === null) {
        yield* web.sendError(404, 'There is no such fiber, or it has ended')
    }
    return task
}
