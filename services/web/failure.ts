/*
    failure.ts -- What becomes of a request whose processing has thrown (spec web.md §22).
*/

import { detach, type Fiber, machineFault } from '../../fiber/index.js'
import type { HttpFault } from '../http/index.js'
import type { Connection } from './connection.js'
import { WebError, webErrors } from './errors.js'
import { makeReference, tell } from './events.js'
import { runHook, WEB_HOOK_EXCEPTION } from './hooks.js'
import { RequestFault } from './request-fault.js'
import { visible } from './visible.js'

/** Answers what the client has caused, and what it has not with 500; ends the connection in any case. */
export function* requestFailed(connection: Connection, error: unknown): Fiber<void> {
    connection.failed = true
    connection.close()
    if (!connection.lost(error) && !answerFault(connection, error)) {
        yield* handlerFailed(connection, error)
    }
}

/** A request that breaks HTTP. Where it ends is not known, so it is the last; some get no answer (spec web.md §0, §8). */
export function refuseFault(connection: Connection, fault: HttpFault): void {
    connection.failed = true
    connection.close()
    connection.report('trace', fault.code, fault.reason)
    if (fault.silent) {
        connection.abandon(fault.message)
    } else {
        connection.web.reply.bare = true
        connection.web.answerError(fault.status, fault.message)
    }
}

/** Answers an error that the client has caused, or ends the connection because of it. Returns whether it was one. */
export function answerFault(connection: Connection, error: unknown): boolean {
    if (!(error instanceof WebError || error instanceof RequestFault)) {
        return false
    }
    const isSilent = error instanceof RequestFault && error.fault.silent
    if (error.status === 0 && !isSilent) {
        return false
    }
    connection.failed = true
    connection.close()
    connection.report('trace', error.code, error.message)
    if (isSilent) {
        connection.abandon(error.message)
    } else {
        connection.web.answerError(error.status, error.message)
    }
    return true
}

/** A failure that is the application's. The client gets a reference by which it is found in the log. */
function* handlerFailed(connection: Connection, error: unknown): Fiber<void> {
    const { web, host } = connection
    const reference = makeReference()
    host.counters.failures++
    yield* runHook(web, WEB_HOOK_EXCEPTION)
    connection.report(
        'error',
        'WEB_HANDLER',
        `Exception in handler processing for ${visible(web.path)}`,
        error,
        reference,
    )
    if (web.upgraded) {
        connection.broken = true
    } else {
        if (!web.reply.started) {
            web.reply.discardHeaders()
        }
        web.error = null
        const details = host.profile === 'dev' ? `\n${tell(error)}\n` : ''
        web.answerError(500, `${webErrors.WEB_HANDLER.message}, ${reference}${details}`)
    }
    connection.forgetError()
    // A full disk is no fault of the application: it may go on, and is told above
    if (!host.settings.fiberBlocks && machineFault(error) === null) {
        detach('web handler', rethrow, error)
    }
}

/** Brings what a handler has thrown to the handler of uncaught failures, as the failure of a fiber. */
function* rethrow(error: unknown): Fiber<void> {
    throw error
}
