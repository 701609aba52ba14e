/*
    input.ts -- Test actions that read request bodies. Source: spec web-test-actions.md §2.5, §2.6.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

const STEP = 4096

/** Counts the bytes that were not read before. */
export function* put(web: Web): Fiber<void> {
    yield* web.writeResponse(200, `${yield* countBody(web)}\n`)
}

/** The same, for routes that stream. */
export function* stream(web: Web): Fiber<void> {
    yield* web.writeChunk(`{length: ${yield* countBody(web)}}`)
}

function* countBody(web: Web): Fiber<number> {
    const buf = Buffer.allocUnsafe(STEP)
    let total = 0
    for (;;) {
        const count = yield* web.read(buf)
        if (count <= 0) {
            return total
        }
        total += count
    }
}
