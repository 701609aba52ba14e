/*
    output.ts -- Test actions that answer. Source: spec web-test-actions.md §1, §2.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

const LINES = 7

/** The shortest of all. */
export function success(web: Web): void {
    web.writeResponseNow(200, 'success\n')
}

/** Says that something is wrong, with a status that does not. */
export function failure(web: Web): void {
    web.writeResponseNow(200, 'error\n')
}

/** Has the response collected, so that it gets a length. */
export function* buffer(web: Web): Fiber<void> {
    web.bufferBody()
    for (let i = 1; i <= LINES; i++) {
        yield* web.write(`Hello World ${i}\n`)
    }
}
