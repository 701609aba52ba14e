/*
    hash-file.ts -- The digest of a file, of any size.

    The thread pool reads, this thread hashes a piece at a time, and other fibers run in between: a piece takes some
    0.1 ms on a server, and about a millisecond on a small device.
*/

import { type Fiber, openFile } from '../../fiber/index.js'
import { Hash } from './hash.js'
import type { HashAlgorithm } from './provider.js'

/** Bytes that are read at a time. */
const piece = 128 * 1024

/** The digest of the content of a file. Throws a `FileError`, or `CRYPT_ALGORITHM`. No deadline of its own: use `deadline`. */
export function* hashFile(algorithm: HashAlgorithm, path: string): Fiber<Buffer> {
    const digest = new Hash(algorithm)
    const file = yield* openFile(path)
    try {
        const buf = Buffer.allocUnsafe(piece)
        for (let position = 0; ; ) {
            const count = yield* file.read(buf, position)
            if (count === 0) {
                return digest.digest()
            }
            digest.update(buf.subarray(0, count))
            position += count
        }
    } finally {
        file.close()
    }
}
