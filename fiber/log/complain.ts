/*
    complain.ts -- Tells of a log that does not work, where that is the only place left.
*/

import { writeSync } from 'node:fs'

/** Writes a line to standard error, without the stream of Node: that may throw, or end the process later. */
export function complain(message: string): void {
    try {
        writeSync(2, `${message}\n`)
    } catch {
        // There is nobody left to be told.
    }
}
