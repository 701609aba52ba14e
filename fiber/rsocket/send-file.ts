/*
    send-file.ts -- Sending a part of a file. Source: spec runtime.md §8.4.
*/

import { MAXINT64, setOsError } from '../compat/index.js'
import type { Fiber } from '../core/index.js'
import { File, FileError } from '../file/index.js'
import type { RSocket } from './rsocket.js'

/** Bytes of a file that are read at once. */
const block = 65_536

/** `rSendFile`. */
export function* sendFile(sp: RSocket, fd: number, offset: number, length: number): Fiber<number> {
    // Never closed here: it is the caller's.
    const file = new File(`descriptor ${fd}`, fd)
    const buf = Buffer.allocUnsafe(Math.max(Math.min(length, block), 1))
    let sent = 0
    while (sent < length) {
        let count: number
        try {
            count = yield* file.read(buf.subarray(0, Math.min(buf.length, length - sent)), offset + sent)
        } catch (error) {
            if (!(error instanceof FileError)) {
                throw error
            }
            setOsError(error.cause)
            return sent > 0 ? sent : -1
        }
        if (count === 0) {
            // The file is shorter [D-11].
            break
        }
        // No deadline (spec runtime.md §8.4): who wants one closes the socket from another fiber.
        if ((yield* sp.write(buf, count, MAXINT64)) < 0) {
            return sent > 0 ? sent : -1
        }
        sent += count
    }
    return sent
}
