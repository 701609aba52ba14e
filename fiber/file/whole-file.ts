/*
    whole-file.ts -- Whole files for fibers: read, write, copy.
*/

import { copyFile as copy, readFile as read, stat, writeFile as write } from 'node:fs/promises'
import { type Fiber, fromPromise } from '../core/index.js'
import { FileError, fileError } from './errors.js'

/** A file that is read whole is not larger unless the caller says so, bytes. */
const bound = 64 * 1024 * 1024

/** Reads a whole file of no more than `limit` bytes (default 64 MB). Throws a `FileError`. */
export function* readFile(path: string, limit = bound): Fiber<Buffer> {
    try {
        return yield* fromPromise(async signal => {
            const { size } = await stat(path)
            if (size > limit) {
                throw new FileError(
                    'FILE_TOO_LARGE',
                    `Cannot read ${path}: it has ${size} bytes, wanted at most ${limit}`,
                )
            }
            return await read(path, { signal })
        })
    } catch (error) {
        throw error instanceof FileError ? error : fileError('read', path, error)
    }
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
