/*
    whole-file.ts -- Whole files for fibers: read, write, copy.
*/

import { copyFile as copy, writeFile as write } from 'node:fs/promises'
import { type Fiber, fromPromise } from '../core/index.js'
import { FileError, fileError } from './errors.js'
import { openFile } from './file.js'

/** A file that is read whole is not larger unless the caller says so, bytes. */
const bound = 64 * 1024 * 1024

/** What is read first of a file whose size the system does not tell, bytes. */
const unknownSize = 16 * 1024

/**
 * Reads a whole file of no more than `limit` bytes (default 64 MB). Throws a `FileError`, `FILE_TOO_LARGE` where it has more; then
 * as much as is permitted was read, and a byte more, even of a file that never ends.
 */
export function* readFile(path: string, limit = bound): Fiber<Buffer> {
    const file = yield* openFile(path)
    try {
        // Files in memory and devices have no size that one could trust.
        const { size } = yield* file.stat()
        if (size > limit) {
            throw tooLarge(path, `${size}`, limit)
        }
        let buf = Buffer.allocUnsafe(Math.min(Math.max(size, unknownSize), limit) + 1)
        let length = 0
        for (let count = -1; count !== 0; length += count) {
            if (length > limit) {
                throw tooLarge(path, `more than ${limit}`, limit)
            }
            if (length === buf.length) {
                buf = Buffer.concat([buf], Math.min(2 * length, limit + 1))
            }
            count = yield* file.read(buf.subarray(length), length)
        }
        return buf.subarray(0, length)
    } finally {
        file.close()
    }
}

function tooLarge(path: string, size: string, limit: number): FileError {
    return new FileError('FILE_TOO_LARGE', `Cannot read ${path}: it has ${size} bytes, wanted at most ${limit}`)
}

/** Reads a whole file of UTF-8 text. Throws a `FileError`. */
export function* readText(path: string, limit = bound): Fiber<string> {
    return (yield* readFile(path, limit)).toString()
}

/** Creates or replaces a file. Not durable: see `durableWrite`. Throws a `FileError`. */
export function* writeFile(path: string, data: string | Uint8Array, mode = 0o644): Fiber<void> {
    try {
        yield* fromPromise(signal => write(path, data, { mode, signal }))
    } catch (error) {
        throw fileError('write', path, error)
    }
}

/** Copies a file; an existing one is replaced. Throws a `FileError`. */
export function* copyFile(from: string, to: string): Fiber<void> {
    try {
        yield* fromPromise(copy(from, to))
    } catch (error) {
        throw fileError('copy', from, error)
    }
}
