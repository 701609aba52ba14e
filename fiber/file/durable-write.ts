/*
    durable-write.ts -- Replaces a file such that after a crash there is the old content or the new one, and never a part.

    Temporary file in the same directory, fsync, rename, fsync of the directory.
*/

import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Fiber, fromPromise, shield } from '../core/index.js'
import { fileError } from './errors.js'

/** How a file is written. */
export interface DurableWriteOptions {
    /** Mode of a new file. Default 0644, masked by the umask. */
    readonly mode?: number
}

/**
 * Replaces the content of a file durably: when this returns it is on the disk. Not interrupted by a cancel. Throws a `FileError`;
 * the old content is still there then.
 */
export function* durableWrite(path: string, data: string | Uint8Array, options: DurableWriteOptions = {}): Fiber<void> {
    try {
        yield* shield(fromPromise(replace(path, data, options.mode ?? 0o644)))
    } catch (error) {
        throw fileError('write', path, error)
    }
}

async function replace(path: string, data: string | Uint8Array, mode: number): Promise<void> {
    const directory = dirname(path)
    const temporary = join(directory, `.${basename(path)}-${randomBytes(6).toString('hex')}.tmp`)
    try {
        await writeAndSync(await open(temporary, 'wx', mode), data)
        await rename(temporary, path)
    } catch (error) {
        await unlink(temporary).catch(() => {})
        throw error
    }
    const handle = await open(directory, 'r')
    try {
        await handle.sync()
    } finally {
        await handle.close()
    }
}

async function writeAndSync(handle: FileHandle, data: string | Uint8Array): Promise<void> {
    try {
        await handle.writeFile(data)
        await handle.sync()
    } finally {
        await handle.close()
    }
}
