/*
    hash-file.ts -- The hash of a file of any size. Reading and hashing are on a worker thread: a gigabyte takes a second or more,
    in which this thread would do nothing else.
*/

import type { Fiber } from '../core/index.js'
import { offload, ThreadError } from '../thread/index.js'
import { fileError } from './errors.js'

/**
 * Gives the hash of a file in hexadecimal digits. `algorithm` is one that OpenSSL knows, default `sha256`. When the fiber is cancelled
 * the work is ended. Throws a
 * `FileError`, or the `ThreadError` of `offload`. No deadline of its own: use `deadline`.
 */
export function* hashFile(path: string, algorithm = 'sha256'): Fiber<string> {
    try {
        return yield* offload<string>(
            { module: new URL('./hash-work.js', import.meta.url), name: 'hashNow' },
            path,
            algorithm,
        )
    } catch (error) {
        throw error instanceof ThreadError ? error : fileError('hash', path, error)
    }
}
