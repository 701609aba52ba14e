/*
    input.ts -- Standard input of `ioto mqtt`.
*/

import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { type Fiber, fromPromise } from '../../../../fiber/index.js'

/** All of it. */
export function* readStdin(): Fiber<Buffer> {
    return yield* fromPromise(buffer(process.stdin))
}

/** Calls `take` for each line, one after the other. No more is read than a few lines ahead. */
export function* readLines(take: (line: string) => Fiber<void>): Fiber<void> {
    const reader = createInterface({ input: process.stdin })
    const lines = reader[Symbol.asyncIterator]()
    try {
        for (;;) {
            const line = yield* fromPromise(lines.next())
            if (line.done === true) {
                return
            }
            yield* take(line.value)
        }
    } finally {
        reader.close()
    }
}
