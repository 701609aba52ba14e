/*
    access-record.ts -- AccessRecord: what a connection remembers for the access log, of one request after the other.
*/

import { now, wallTime } from '../../../fiber/index.js'
import { clientAddress } from '../client-address.js'
import type { Connection } from '../connection.js'
import type { AccessLog } from './access-log.js'

/** Status of requests without a response (spec web.md §17.5). */
const NO_RESPONSE = 550

/** Of one connection. */
export class AccessRecord {
    readonly #log: AccessLog
    /** Where the connection comes from, which a closed socket does not know any more. */
    readonly #remote: string
    /** A request has begun, and is not in the log yet. */
    #pending = false
    /** Bytes that had been written before it. */
    #before = 0

    constructor(log: AccessLog, remote: string) {
        this.#log = log
        this.#remote = remote
    }

    /** A request has begun. `written`: bytes on the connection before it. */
    begin(written: number): void {
        this.#pending = true
        this.#before = written
    }

    /** It is over: writes its line. Again: nothing. */
    end(connection: Connection): void {
        if (!this.#pending) {
            return
        }
        this.#pending = false
        const { head, web, socket, started, number, count } = connection
        const { reply } = web
        // One literal, each time the same: this is done for each request.
        this.#log.write({
            remote: connection.isShared ? clientAddress(web, this.#remote) : this.#remote,
            user: web.username,
            conn: number,
            count,
            secure: socket.secure,
            method: head.method,
            target: head.target,
            minorVersion: head.minorVersion,
            status: reply.started ? reply.status : NO_RESPONSE,
            bytes: Math.max(socket.bytesTaken - this.#before - (reply.started ? reply.headLength : 0), 0),
            time: wallTime(),
            ms: Math.max(Math.round(now() - started), 0),
            referer: head.get('referer') ?? null,
            agent: head.get('user-agent') ?? null,
            forwarded: head.get('x-forwarded-for') ?? null,
        })
    }
}
