/*
    connection-deadlines.ts -- ConnectionDeadlines: the part of a connection that says until when the client is waited for (spec web.md
    §7.1).

    All waits for a client have the one deadline of its socket. While a request is under way it moves with each progress, and the request
    as a whole has another one that it does not pass.
*/

import { now, type Socket } from '../../fiber/index.js'
import type { WebHost } from './host.js'

/** Times of `now()`, milliseconds. */
export abstract class ConnectionDeadlines {
    readonly host: WebHost
    readonly socket: Socket
    /** When the present request began. */
    started = 0
    /** When the connection was made. */
    readonly opened: number = now()
    /** When waits for the client end. */
    due = Infinity
    /** Until when the present request may last beyond its timeout. */
    #extended = 0

    constructor(host: WebHost, socket: Socket) {
        this.host = host
        this.socket = socket
    }

    /** Moves the deadline: there was progress. */
    refreshDeadline(): void {
        const { inactivity, request } = this.host.settings.timeouts
        this.setDue(Math.min(now() + inactivity, Math.max(this.started + request, this.#extended)))
    }

    /** Waits end at `due` at the latest. */
    limitDeadline(due: number): void {
        if (due < this.due) {
            this.setDue(due)
        }
    }

    /** Moves the deadline to `ms` milliseconds from now. Until then the request may last at least. */
    extendDeadline(ms: number): void {
        this.#extended = now() + ms
        this.setDue(this.#extended)
    }

    /** A request begins now. */
    protected startClock(): void {
        this.started = now()
        this.#extended = 0
    }

    protected setDue(due: number): void {
        this.due = due
        this.socket.setDue(due)
    }
}
