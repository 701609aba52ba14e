/*
    connection-outcome.ts -- ConnectionOutcome: the part of a connection that says how a request ends, and the connection with it: errors,
    who is told of them, and whether another request may follow.
*/

import type { Fiber } from '../../fiber/index.js'
import type { HttpFault } from '../http/index.js'
import { ConnectionDeadlines } from './connection-deadlines.js'
import { type WebErrorCode, webErrors } from './errors.js'
import type { EventLevel } from './events.js'
import { runHook, WEB_HOOK_ERROR } from './hooks.js'
import type { Web } from './web.js'

/** Status that net errors have inside the server (spec web.md §0). */
const NET_ERROR = 550

/** What becomes of the present request. */
export abstract class ConnectionOutcome extends ConnectionDeadlines {
    abstract readonly web: Web
    /** Number on its host, from 1. */
    abstract readonly number: number
    /** A wait for the client has failed: nothing more can be read, or is worth writing. */
    broken = false
    /** The present request has ended in an error that ends the connection. */
    failed = false
    /** No request follows the present one. */
    protected closing = false
    /** A part of a response is missing: the client is to see that the connection broke. */
    protected cut = false
    /** The hook has not been told of an error. */
    protected owesHook = false

    /** No request follows the present one. */
    close(): void {
        this.closing = true
    }

    /** No request follows the present one. */
    get closes(): boolean {
        return this.closing
    }

    /** The connection is a WebSocket from now on, which has deadlines of its own (spec web.md §7.1). */
    leaveHttp(): void {
        this.closing = true
        this.setDue(Infinity)
    }

    /** Answers the present request with an error of the catalogue. `message`: in place of the text there. */
    refuse(code: WebErrorCode, message: string = webErrors[code].message): void {
        const { status, close } = webErrors[code]
        if (close) {
            this.failed = true
            this.closing = true
        }
        this.report('trace', code, message)
        this.web.answerError(status, message)
    }

    /** Ends the connection without a response to the present request: a net error (spec web.md §0). */
    abandon(message: string): void {
        this.failed = true
        this.closing = true
        this.broken = true
        this.web.reply.status = NET_ERROR
        this.cut = this.web.reply.abandon()
        this.noteError(message)
    }

    /** The response cannot be completed: the connection is to be cut. */
    fail(code: WebErrorCode, message: string): void {
        this.closing = true
        this.cut = true
        this.report('error', code, `${webErrors[code].message}: ${message}`)
    }

    /** Records the first error of the present request. */
    noteError(message: string): void {
        this.web.error ??= message
        this.owesHook = this.host.hook !== null
    }

    /** The hook is not to be told of an error. */
    forgetError(): void {
        this.owesHook = false
    }

    /** Tells the hook of an error, if it has not been told. */
    *tellHook(): Fiber<void> {
        if (this.owesHook) {
            this.owesHook = false
            yield* runHook(this.web, WEB_HOOK_ERROR)
        }
    }

    /** Hands an event to the application. */
    report(
        level: EventLevel,
        code: WebErrorCode | HttpFault['code'] | null,
        message: string,
        error?: unknown,
        reference?: string,
    ): void {
        const { number, socket, web } = this
        this.host.report({
            ...{ level, code, message, conn: number, remote: socket.remote, method: web.method, path: web.path },
            ...(error === undefined ? {} : { error }),
            ...(reference === undefined ? {} : { reference }),
        })
    }
}
