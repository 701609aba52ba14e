/*
    input.ts -- Standard input of `ioto mqtt`.
*/

import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { Channel, type Fiber, fromPromise } from '../../../../fiber/index.js'

/** All of it. */
export function* readStdin(): Fiber<Buffer> {
    return yield* fromPromise(buffer(process.stdin))
}

/** Calls `take` for each line, one after the other. */
export function* readLines(take: (line: string) => Fiber<void>): Fiber<void> {
    const lines = new Channel<string>(Infinity, 'lines')
    const reader = createInterface({ input: process.stdin })
    reader.on('line', line => lines.sendNow(line))
    reader.on('close', () => lines.close())
    try {
        for (let line = yield* lines.receive(); line !== undefined; line = yield* lines.receive()) {
            yield* take(line)
        }
    } finally {
        reader.close()
    }
}
