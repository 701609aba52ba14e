/*
    download.ts -- saveBody: a response body into a file.
*/

import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { coarseNow, createFile, type Fiber, removeFile, renameFile, shield, syncDirectory } from '../../fiber/index.js'

/** How a body is saved. */
export interface SaveOptions {
    /** Told now and then, ten times a second at most, and at the end. `total`: -1 if it is not known. Must not wait. */
    readonly onProgress?: (received: number, total: number) => void
    /** Mode of the file, masked by the umask. Default 0644. */
    readonly mode?: number
}

/** A body that is read as it comes. */
export interface SaveSource {
    /** Waits for the next piece; null: the end. */
    next(): Fiber<Buffer | null>
    /** Bytes so far. */
    readonly received: number
    /** Bytes of all; -1: not known. */
    readonly length: number
}

/** Milliseconds between reports. */
const REPORT = 100

/**
 * Writes a body to a file. Until it is complete and on the disk it has another name (`.NAME-*.tmp`, in the same directory), and what had
 * the name before is still there. Throws a `FileError`, and what the reading throws; the file under way is removed then.
 */
export function* saveBody(
    response: SaveSource,
    path: string,
    { onProgress, mode = 0o644 }: SaveOptions,
): Fiber<number> {
    const directory = dirname(path)
    const temporary = join(directory, `.${basename(path)}-${randomBytes(6).toString('hex')}.tmp`)
    let written = 0
    let complete = false
    const file = yield* createFile(temporary, { content: 'new', mode })
    try {
        let reported = -Infinity
        for (let piece = yield* response.next(); piece !== null; piece = yield* response.next()) {
            written += yield* file.write(Buffer.from(piece))
            if (onProgress !== undefined && coarseNow() - reported >= REPORT) {
                reported = coarseNow()
                onProgress(response.received, response.length)
            }
        }
        yield* file.sync()
        yield* renameFile(temporary, path)
        complete = true
        yield* syncDirectory(directory)
        onProgress?.(response.received, response.length)
        return written
    } finally {
        file.close()
        if (!complete) {
            yield* shield(discard(temporary))
        }
    }
}

function* discard(path: string): Fiber<void> {
    try {
        yield* removeFile(path)
    } catch {
        // The error that ended the download says more
    }
}
