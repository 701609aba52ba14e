/*
    whole-file.ts -- Whole files for fibers: read, write, copy.
*/

import { copyFile as copy } from 'node:fs'
import type { Fiber, Op } from '../core/index.js'
import { FileError } from './errors.js'
import { createFile, openFile } from './file.js'
import { FileCall } from './file-call.js'

/** A file that is read whole is not larger unless the caller says so, bytes. */
const bound = 64 * 1024 * 1024
/** First piece of a file whose size is not known beforehand, such as those of `/proc`. */
const firstPiece = 16 * 1024

/**
 * Reads a whole file of no more than `limit` bytes (default 64 MB), also one that grows meanwhile, or tells no size. Throws a
 * `FileError`, `FILE_TOO_LARGE` where it has more; then as much as is permitted was read, and a byte more, even of a file that
 * never ends.
 */
export function* readFile(path: string, limit = bound): Fiber<Buffer> {
    const file = yield* openFile(path)
    try {
        const { size } = yield* file.stat()
        if (size > limit) {
            throw tooLarge(path, `${size}`, limit)
        }
        // One byte more than it has: when that is not filled, the end was reached.
        let buf = Buffer.allocUnsafe(Math.min(size > 0 ? size : firstPiece, limit) + 1)
        let length = 0
        for (;;) {
            const read = yield* file.read(buf.subarray(length), length)
            length += read
            if (length > limit) {
                throw tooLarge(path, `more than ${limit}`, limit)
            }
            if (read === 0 || (size > 0 && length < buf.length)) {
                return buf.subarray(0, length)
            }
            if (length === buf.length) {
                const larger = Buffer.allocUnsafe(Math.min(buf.length * 2, limit + 1))
                buf.copy(larger)
                buf = larger
            }
        }
    } finally {
        file.close()
    }
}

/** Reads a whole file of UTF-8 text. Throws a `FileError`. */
export function* readText(path: string, limit = bound): Fiber<string> {
    return (yield* readFile(path, limit)).toString()
}

/** Creates or replaces a file. Not durable: see `durableWrite`. Throws a `FileError`. */
export function* writeFile(path: string, data: string | Uint8Array, mode = 0o644): Fiber<void> {
    const file = yield* createFile(path, { mode })
    try {
        yield* file.write(data)
    } finally {
        file.close()
    }
}

/** Copies a file; an existing one is replaced. Throws a `FileError`. */
export function copyFile(from: string, to: string): Op<void> {
    return new FileCall<void>('copy', from, done => copy(from, to, error => done(error, undefined)))
}

function tooLarge(path: string, size: string, limit: number): FileError {
    return new FileError('FILE_TOO_LARGE', `Cannot read ${path}: it has ${size} bytes, wanted at most ${limit}`)
}
