/*
    read-variables.ts -- Reads the request body, and the variables in it.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/** Reads the body of a request into `bodyBytes`. Returns whether the handler is to run; if not, the request was answered. */
export function* readVariables(web: Web): Fiber<boolean> {
    yield* web.readBody()
    return true
}
