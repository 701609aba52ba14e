/*
    hash-work.ts -- What a worker thread does for `hashFile`.
*/

import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** Bytes that are hashed at a time. */
const piece = 1024 * 1024

/** The hash of a file, in hexadecimal digits. Holds the thread meanwhile. */
export function hashNow(path: string, algorithm: string): string {
    const hash = createHash(algorithm)
    const fd = openSync(path, 'r')
    try {
        const buf = Buffer.allocUnsafe(piece)
        for (let length = readSync(fd, buf); length > 0; length = readSync(fd, buf)) {
            hash.update(buf.subarray(0, length))
        }
        return hash.digest('hex')
    } finally {
        closeSync(fd)
    }
}
