/*
    event-loop.ts -- readEvents: the events of a stream, one after the other.
*/

import type { Fiber } from '../../fiber/index.js'
import type { PieceSource } from './content-decoder.js'
import { UrlError } from './errors.js'
import type { EventParser, ServerEvent } from './event-parser.js'

/** Is told of an event: a plain function, or one that returns what is to be run. False: no more. */
export type EventHandler = (event: ServerEvent) => Fiber<unknown> | unknown

/** Tells `handler` of each event until the stream ends; false: it wants no more. Throws `URL_TOO_BIG` for an event beyond `limit` bytes. */
export function* readEvents(
    parser: EventParser,
    source: PieceSource,
    url: string,
    limit: number,
    handler: EventHandler,
): Fiber<boolean> {
    for (let piece = yield* source.next(); piece !== null; piece = yield* source.next()) {
        for (const event of parser.parse(piece)) {
            if (!(yield* handled(handler, event))) {
                return false
            }
        }
        if (limit > 0 && parser.size > limit) {
            throw new UrlError('URL_TOO_BIG', `Cannot read events of ${url}: an event of more than ${limit} bytes`)
        }
    }
    return true
}

/** Tells a handler of an event. False: it wants no more. */
export function* handled(handler: EventHandler, event: ServerEvent): Fiber<boolean> {
    const result = handler(event)
    return (isFiber(result) ? yield* result : result) !== false
}

function isFiber(value: unknown): value is Fiber<unknown> {
    return typeof value === 'object' && value !== null && Symbol.iterator in value
}
