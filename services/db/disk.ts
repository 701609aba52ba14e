/*
    disk.ts -- The few things that the database does with files. Tests put a disk of their own in its place, which fails, fills up and
    forgets what was not synced.

    All are synchronous but `commit`, which is what happens all the time: it writes and syncs in the thread pool.
*/

import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Blocking, fromPromise } from '../../fiber/index.js'
import { isLocked, lockDatabase } from './lock.js'

/** A file that is written from its beginning to its end. */
export interface DiskFile {
    /** Appends bytes. */
    write(bytes: Uint8Array): void
    /** Returns when all that was written is on the disk. */
    sync(): void
    /** Both, without holding the thread. One at a time. */
    commit(bytes: Uint8Array): Blocking<void>
    close(): void
}

/** Where databases are. */
export interface Disk {
    /** The bytes of a file; null if there is none. */
    read(path: string): Buffer | null
    exists(path: string): boolean
    /** Makes an empty file, or empties one. */
    create(path: string): DiskFile
    rename(from: string, to: string): void
    /** Removes a file, if there is one. */
    remove(path: string): void
    /** Returns when the names in the directory of a file are on the disk. */
    syncDirectory(path: string): void
    /** Keeps others out; gives what lets them in again. Throws `DB_BUSY`. */
    lock(path: string): () => void
    /** Whether somebody has that lock. */
    isLocked(path: string): boolean
}

const write = promisify(fs.write)
const datasync = promisify(fs.fdatasync)

class NodeFile implements DiskFile {
    constructor(private readonly fd: number) {}

    write(bytes: Uint8Array): void {
        for (let at = 0; at < bytes.length; ) {
            at += fs.writeSync(this.fd, bytes, at)
        }
    }

    sync(): void {
        fs.fsyncSync(this.fd)
    }

    commit(bytes: Uint8Array): Blocking<void> {
        return fromPromise(this.#commit(bytes))
    }

    close(): void {
        fs.closeSync(this.fd)
    }

    async #commit(bytes: Uint8Array): Promise<void> {
        for (let at = 0; at < bytes.length; ) {
            at += (await write(this.fd, bytes, at)).bytesWritten
        }
        // The length of the file is synced with its data; its times need not be.
        await datasync(this.fd)
    }
}

/** The disks of this machine. */
export const nodeDisk: Disk = {
    read(path) {
        try {
            return fs.readFileSync(path)
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
                return null
            }
            throw error
        }
    },
    exists: fs.existsSync,
    create: path => new NodeFile(fs.openSync(path, 'w', 0o600)),
    rename: fs.renameSync,
    remove: path => fs.rmSync(path, { force: true }),
    syncDirectory(path) {
        const fd = fs.openSync(dirname(path), 'r')
        try {
            fs.fsyncSync(fd)
        } catch (error) {
            // Some file systems cannot sync a directory, and do it by themselves.
            if ((error as NodeJS.ErrnoException).code !== 'EINVAL') {
                throw error
            }
        } finally {
            fs.closeSync(fd)
        }
    },
    lock: lockDatabase,
    isLocked,
}
