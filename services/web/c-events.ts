/*
    c-events.ts -- Server-sent events under C names. Source: spec web.md §20.
*/

import { type Pointer, R_ERR_CANT_WRITE, stringOf } from '../../fiber/compat/index.js'
import { byteLength, type Fiber, format } from '../../fiber/index.js'
import { outcomeOf } from './c-outcome.js'
import { eventText } from './event-stream.js'
import type { Web } from './web.js'

/**
 * Sends an event; an id of 0 or less is the next one. The first has the headers sent.
 *
 * @returns bytes, 0 when the response is complete and for HEAD, negative on errors
 */
export function webWriteEvent(
    web: Web,
    id: number,
    name: Pointer<string>,
    fmt: Pointer<string>,
    ...args: readonly unknown[]
): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        const isLost = web.finalized || web.head
        const text = format(stringOf(fmt) ?? '', args)
        yield* web.writeEvent(id, stringOf(name), text)
        return isLost ? 0 : byteLength(eventText(web.lastEventId, stringOf(name), text))
    })
}
