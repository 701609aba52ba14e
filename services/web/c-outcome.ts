/*
    c-outcome.ts -- What the C face makes of waits for the client that fail: in C they are a negative result, and the connection
    closes afterwards.
*/

import type { Blocking, Fiber } from '../../fiber/index.js'
import { answerFault } from './failure.js'
import type { Web } from './web.js'

/** Runs `work` and gives its result; `code` if the client is gone, was too slow, or broke HTTP, which is answered. */
export function* outcomeOf(web: Web, code: number, work: () => Blocking<number>): Fiber<number> {
    try {
        return yield* work()
    } catch (error) {
        if (web.connection.lost(error) || answerFault(web.connection, error)) {
            return code
        }
        throw error
    }
}
