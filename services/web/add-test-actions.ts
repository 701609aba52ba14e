/*
    add-test-actions.ts -- Loads the test actions when they are asked for, and only then: no server in earnest has them.
*/

import { type Fiber, fromPromise } from '../../fiber/index.js'
import type { WebHost } from './host.js'

/**
 * Adds actions that exercise a server, below `prefix`, such as `/test` (spec web-test-actions.md). For development only: some
 * of them crash, all of them tell what they see. The log is told that they are there.
 */
export function* addTestActions(host: WebHost, prefix: string): Fiber<void> {
    const { registerTestActions } = yield* fromPromise(import('./test-actions/index.js'))
    registerTestActions(host, prefix)
}
