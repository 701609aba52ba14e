/*
    event-stream.ts -- Server-sent events (WHATWG HTML §9.2, spec web.md §20): texts as they go out, and a stream that is kept alive.

    What is sent may come from anywhere. A line end in it would begin a field of its own, so none gets through but as a new line
    of the same field.
*/

import { type Blocking, Event, type Fiber, now, race, sleep } from '../../fiber/index.js'
import type { Web } from './web.js'

/** How a stream of events is held. */
export interface EventStreamOptions {
    /**
     * Milliseconds without an event after which a comment is sent: that clients which are gone are noticed, and proxies do not
     * take the connection for a dead one. Default 15,000; Infinity: none is sent.
     */
    readonly keepAlive?: number
    /** Milliseconds after which a client is to connect again when the connection breaks. Default: it decides. */
    readonly retry?: number
}

const KEEP_ALIVE = 15_000

/** Each of these ends a line for a client. */
const LINE_END = /\r\n|\r|\n/

/** One event. No `name`: the client takes it for `message`. */
export function eventText(id: number, name: string | null, data: string): string {
    const kind = name === null ? '' : name.replace(/[\r\n]/g, '')
    const lines = data.split(LINE_END).map(line => `data: ${line}\n`)
    return `id: ${id}\n${kind === '' ? '' : `event: ${kind}\n`}${lines.join('')}\n`
}

/** A line that clients ignore. */
export function commentText(text: string): string {
    const lines = text.split(LINE_END).map(line => (line === '' ? ':\n' : `: ${line}\n`))
    return `${lines.join('')}\n`
}

/** Tells when to connect again. */
export function retryText(ms: number): string {
    return `retry: ${Math.max(0, Math.trunc(ms))}\n\n`
}

/**
 * Sends the head of a stream of events, and runs `work`, which sends the events; not for HEAD. A host that stops ends it: otherwise it
 * would wait for a stream without an end.
 */
export function* eventStream<T>(web: Web, work: Blocking<T>, options: EventStreamOptions): Fiber<T | undefined> {
    web.startEvents()
    if (web.head) {
        // Nothing would be written, so that nobody would notice when the client is gone.
        yield* web.finalize()
        return undefined
    }
    web.extendTimeout(Infinity)
    web.updateDeadline()
    if (options.retry !== undefined) {
        web.writeNow(retryText(options.retry))
    }
    yield* web.flush()
    const { keepAlive = KEEP_ALIVE } = options
    const stop = new Event<undefined>('stop of the web server')
    web.streamEnd = stop
    try {
        if (web.host.stopping) {
            return undefined
        }
        const both = [work, stop.wait()] as const
        return yield* keepAlive === Infinity ? race(both) : race([...both, heartbeat(web, keepAlive)])
    } finally {
        web.streamEnd = null
    }
}

/** Sends a comment whenever nothing else was sent for `ms` milliseconds. Never ends. */
function* heartbeat(web: Web, ms: number): Fiber<never> {
    for (;;) {
        const rest = web.lastEventTime + ms - now()
        if (rest > 0) {
            yield* sleep(rest)
        } else {
            yield* web.writeComment()
        }
    }
}
