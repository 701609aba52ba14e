/*
    durable-write.ts -- Replaces a file such that after a crash there is the old content or the new one, and never a part.

    Temporary file in the same directory, fsync, rename, fsync of the directory.
*/

import { randomBytes } from 'node:crypto'
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Fiber, fromPromise, shield } from '../core/index.js'
import { fileError } from './errors.js'

/** How a file is written. */
export interface DurableWriteOptions {
    /** Mode of the file. Default: that of the replaced file, or 0644 for a new one, masked by the umask. */
    readonly mode?: number
}

/**
 * Replaces the content of a file durably: when this returns it is on the disk. A symbolic link stays one, and what it names is
 * replaced; owner and mode are kept where the system permits it. Not interrupted by a cancel. Throws a `FileError`; the old content is
 * still there then. (After a crash a `.NAME-*.tmp` may lie beside the file.)
 */
export function* durableWrite(path: string, data: string | Uint8Array, options: DurableWriteOptions = {}): Fiber<void> {
    try {
        yield* shield(fromPromise(replace(path, data, options.mode)))
    } catch (error) {
        throw fileError('write', path, error)
    }
}

async function replace(path: string, data: string | Uint8Array, mode: number | undefined): Promise<void> {
    const target = await realpath(path).catch(() => path)
    const former = await stat(target).catch(() => null)
    const directory = dirname(target)
    const temporary = join(directory, `.${basename(target)}-${randomBytes(6).toString('hex')}.tmp`)
    try {
        // Whatever the mode will be: nobody else is to read what is not complete, or may be secret.
        const handle = await open(temporary, 'wx', former === null ? (mode ?? 0o644) : 0o600)
        try {
            await handle.writeFile(data)
            if (former !== null) {
                await takeAfter(handle, former.uid, former.gid, mode ?? former.mode)
            }
            await handle.sync()
        } finally {
            await handle.close()
        }
        await rename(temporary, target)
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

async function takeAfter(handle: FileHandle, uid: number, gid: number, mode: number): Promise<void> {
    const own = await handle.stat()
    if (own.uid !== uid || own.gid !== gid) {
        // Only the superuser may give a file away; for others it belongs to who wrote it last.
        await handle.chown(uid, gid).catch(() => {})
    }
    await handle.chmod(mode & 0o7777)
}
