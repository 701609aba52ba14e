/*
    read-variables.ts -- Reads the request body, and the variables in it (spec web.md §13.2).
*/

import type { Fiber } from '../../../fiber/index.js'
import { WebError } from '../errors.js'
import type { Web } from '../web.js'

/**
 * Reads the body of a request into `bodyBytes`, and the variables of a form or of JSON into `vars`. Returns whether the handler is
 * to run; if not, the request was answered.
 */
export function* readVariables(web: Web): Fiber<boolean> {
    yield* web.readBody()
    if (web.formBody) {
        web.parseForm()
    } else if (web.jsonBody) {
        return takeJson(web)
    }
    return true
}

function takeJson(web: Web): boolean {
    try {
        web.vars = web.parseJson()
        return true
    } catch (error) {
        if (!(error instanceof WebError)) {
            throw error
        }
        const reason = error.cause instanceof Error ? error.cause.message : error.message
        web.connection.report('trace', 'WEB_BAD_JSON', reason)
        web.connection.refuse('WEB_BAD_JSON')
        return false
    }
}
