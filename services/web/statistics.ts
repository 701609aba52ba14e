/*
    statistics.ts -- What a host counts, and the action that tells it.
*/

import { type Fiber, now, wallTime } from '../../fiber/index.js'
import type { Connection } from './connection.js'
import type { Web } from './web.js'

/** A plain record about a host. */
export interface WebStatistics {
    /** Milliseconds since the host was made. */
    readonly uptime: number
    /** Open connections. */
    readonly connections: number
    /** Of these, with a request under way. */
    readonly active: number
    /** Of these, WebSockets. */
    readonly webSockets: number
    /** Since the host was made: connections accepted, and refused because of a limit. */
    readonly accepted: number
    readonly refused: number
    readonly requests: number
    /** Of these, answered with 429 because of `limits.addressRate`. */
    readonly limited: number
    /** Responses by the first digit of their status. */
    readonly responses: Readonly<Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx', number>>
    /** Responses with a status of 400 and above. */
    readonly errors: number
    /** Handlers that threw. */
    readonly failures: number
    /** How often errors of the catalogues came up, by code: limits that were reached, requests that were refused. */
    readonly codes: Readonly<Record<string, number>>
    readonly bytesRead: number
    readonly bytesWritten: number
    /** Bytes of documents in memory. */
    readonly cached: number
    /** Sessions, those that are over and not forgotten yet among them. */
    readonly sessions: number
}

/** The counters of a host. Bytes are those of connections that are over. */
export class Counters {
    accepted = 0
    refused = 0
    requests = 0
    limited = 0
    failures = 0
    bytesRead = 0
    bytesWritten = 0
    /** By the first digit of the status. */
    readonly responses = [0, 0, 0, 0, 0, 0]
    /** By the code of a catalogue, of which there are not many. */
    readonly #codes = new Map<string, number>()
    readonly #begun = now()

    /** An error of a catalogue has come up; null is none. */
    countCode(code: string | null): void {
        if (code !== null) {
            this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1)
        }
    }

    /** All of it as a record, with what the open connections add. */
    record(open: ReadonlySet<Connection>, cached: number, sessions: number): WebStatistics {
        const { accepted, refused, requests, limited, failures } = this
        const [, info = 0, success = 0, other = 0, client = 0, server = 0] = this.responses
        let { bytesRead, bytesWritten } = this
        let active = 0
        let webSockets = 0
        for (const { socket, idle, web } of open) {
            bytesRead += socket.bytesRead
            bytesWritten += socket.bytesWritten
            active += idle ? 0 : 1
            webSockets += web.upgraded ? 1 : 0
        }
        return Object.freeze({
            ...{
                uptime: Math.round(now() - this.#begun),
                connections: open.size,
                active,
                webSockets,
                accepted,
                refused,
                requests,
                limited,
            },
            responses: Object.freeze({ '1xx': info, '2xx': success, '3xx': other, '4xx': client, '5xx': server }),
            ...{ errors: client + server, failures, codes: Object.freeze(Object.fromEntries(this.#codes)) },
            ...{ bytesRead, bytesWritten, cached, sessions },
        })
    }
}

/** Answers with the statistics of the host, and the memory of the process, as JSON that nobody keeps. */
export function* answerStatistics(web: Web): Fiber<void> {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
    web.addHeader('Cache-Control', 'no-store')
    yield* web.json({ time: wallTime(), memory: { rss, heapUsed, heapTotal, external }, ...web.host.statistics() })
}
