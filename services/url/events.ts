/*
    events.ts -- followEvents: a stream of server-sent events that outlives its connections (HTML standard, "Processing model").
*/

import { type Fiber, sleep } from '../../fiber/index.js'
import type { UrlClient } from './client.js'
import { UrlError } from './errors.js'
import { type EventHandler, readEvents } from './event-loop.js'
import { EventParser } from './event-parser.js'
import { FieldLines } from './field-lines.js'
import type { UrlRequest } from './options.js'
import type { UrlResponse } from './response.js'

/** How events are followed. `idleTimeout` (default 60,000) is the longest silence; `timeout` is for each connection, default Infinity. */
export interface EventOptions extends UrlRequest {
    /** Connections after the first that bring no event, one behind the other, before it is given up. Default 0: the end is the end. */
    readonly reconnects?: number
    /** Milliseconds before a new connection, until the server says otherwise (`retry:`). Default 3,000. */
    readonly pause?: number
    /** Where to go on: the id of the last event that was seen. Default: at whatever the server begins with. */
    readonly lastEventId?: string
}

/** Longest pause that a server can ask for, milliseconds. */
const LONGEST_PAUSE = 600_000

/** Errors after which a new connection makes sense. */
const LOST: ReadonlySet<string> = new Set(['URL_LOST', 'URL_TIMEOUT', 'URL_CONNECT', 'URL_WRITE'])

/**
 * Tells `handler` of each event until the stream ends for good: the handler gives false, the server says 204, or closes and there are no
 * reconnects. Throws `URL_STATUS` for a response that is no event stream, `URL_EVENT_RETRIES` when it was lost too often, else what
 * requests throw.
 */
export function* followEvents(
    client: UrlClient,
    url: string,
    options: EventOptions,
    handler: EventHandler,
): Fiber<void> {
    const { reconnects = 0, pause = 3000 } = options
    let parser = new EventParser(options.lastEventId)
    let failed = 0
    for (;;) {
        let told = false
        let lost: UrlError | null = null
        const own: EventHandler = event => {
            told = true
            return handler(event)
        }
        try {
            const request = requestFor(options, parser.lastEventId)
            if (!(yield* client.stream(url, request, response => read(response, parser, own, options)))) {
                return
            }
        } catch (error) {
            if (!(error instanceof UrlError && LOST.has(error.code)) || reconnects === 0) {
                throw error
            }
            lost = error
        }
        if (reconnects === 0) {
            return
        }
        failed = told ? 0 : failed + 1
        if (failed > reconnects) {
            throw new UrlError('URL_EVENT_RETRIES', `Cannot follow events of ${url}: lost ${failed} times`, {
                cause: lost,
            })
        }
        yield* sleep(Math.min(parser.retry >= 0 ? parser.retry : pause, LONGEST_PAUSE))
        // What was cut off is no event
        parser = parser.next()
    }
}

function* read(
    response: UrlResponse,
    parser: EventParser,
    handler: EventHandler,
    { limit = 2 ** 20 }: EventOptions,
): Fiber<boolean> {
    const type = response.header('content-type') ?? ''
    if (response.status === 204) {
        return false
    }
    if (response.status !== 200 || !/^text\/event-stream\s*(;|$)/i.test(type)) {
        throw new UrlError(
            'URL_STATUS',
            `Cannot follow events of ${response.url}: status ${response.status} and type ${JSON.stringify(type)}, wanted 200 and text/event-stream`,
        )
    }
    return yield* readEvents(parser, response, response.url, limit, handler)
}

function requestFor(options: EventOptions, lastEventId: string): UrlRequest {
    const lines = new FieldLines(options.headers ?? null)
    if (!lines.has('accept')) {
        lines.add('Accept', 'text/event-stream')
    }
    if (lastEventId !== '' && !lines.has('last-event-id')) {
        lines.add('Last-Event-ID', lastEventId)
    }
    return { timeout: Infinity, ...options, headers: lines.text }
}
