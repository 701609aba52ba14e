/*
    memory-disk.ts -- A disk in memory that remembers each step, can be cut after any of them, and can be full.

    What it may lose in a crash: of each file any end of what was written since it was synced; names in their order, those since the
    directory was synced. Journaling file systems keep the order of names.
*/

import { type Fiber, yieldNow } from '../../../fiber/index.js'
import { type Disk, DbError, type DiskFile } from '../../../services/db/index.js'

/** A file without its name. */
interface Inode {
    bytes: Buffer
}

type Step =
    | { readonly kind: 'write'; readonly inode: number; readonly bytes: Buffer }
    | { readonly kind: 'sync'; readonly inode: number }
    | { readonly kind: 'create'; readonly path: string; readonly inode: number }
    | { readonly kind: 'rename'; readonly from: string; readonly to: string }
    | { readonly kind: 'remove'; readonly path: string }
    | { readonly kind: 'directory' }

/** A disk in memory. */
export class MemoryDisk implements Disk {
    /** All that was done. */
    readonly steps: Step[] = []
    /** Bytes that it takes; what is over fails, after a part of it was written. */
    room = Number.POSITIVE_INFINITY
    /** Makes each sync fail. */
    isBroken = false
    readonly #names = new Map<string, number>()
    readonly #inodes: Inode[] = []
    #locked = false

    constructor(files: Iterable<readonly [string, Buffer]> = []) {
        for (const [path, bytes] of files) {
            this.#names.set(path, this.#inodes.push({ bytes }) - 1)
        }
    }

    /** The present files. */
    files(): Map<string, Buffer> {
        return new Map(Array.from(this.#names, ([path, inode]) => [path, this.#inodes[inode]!.bytes]))
    }

    read(path: string): Buffer | null {
        const inode = this.#names.get(path)
        return inode === undefined ? null : this.#inodes[inode]!.bytes
    }

    exists(path: string): boolean {
        return this.#names.has(path)
    }

    create(path: string): DiskFile {
        const inode = this.#inodes.push({ bytes: Buffer.alloc(0) }) - 1
        this.#names.set(path, inode)
        this.steps.push({ kind: 'create', path, inode })
        const disk = this
        return {
            write: bytes => disk.#write(inode, Buffer.from(bytes)),
            sync: () => disk.#sync(inode),
            *commit(bytes): Fiber<void> {
                disk.#write(inode, Buffer.from(bytes))
                // Others run meanwhile.
                yield* yieldNow()
                disk.#sync(inode)
            },
            close() {},
        }
    }

    rename(from: string, to: string): void {
        this.steps.push({ kind: 'rename', from, to })
        move(this.#names, from, to)
    }

    remove(path: string): void {
        this.steps.push({ kind: 'remove', path })
        this.#names.delete(path)
    }

    syncDirectory(): void {
        this.steps.push({ kind: 'directory' })
    }

    lock(path: string): () => void {
        if (this.#locked) {
            throw new DbError('DB_BUSY', `Database is in use: ${path}`)
        }
        this.#locked = true
        return () => {
            this.#locked = false
        }
    }

    /**
     * What a crash after so many steps leaves. `kept` says which part, from 0 to 1, of what was not synced is there: of the names, and of
     * each file. `files`: what was there at first.
     */
    crash(count: number, kept: (what: string) => number, files: Iterable<readonly [string, Buffer]> = []): MemoryDisk {
        const names = new Map<string, number>()
        const waiting: Step[] = []
        const inodes = new Map<number, { synced: number; bytes: Buffer }>()
        let first = -1
        for (const [path, bytes] of files) {
            names.set(path, first)
            inodes.set(first--, { synced: bytes.length, bytes })
        }
        for (const step of this.steps.slice(0, count)) {
            if (step.kind === 'write') {
                const file = inodes.get(step.inode)!
                file.bytes = Buffer.concat([file.bytes, step.bytes])
            } else if (step.kind === 'sync') {
                const file = inodes.get(step.inode)!
                file.synced = file.bytes.length
            } else if (step.kind === 'directory') {
                waiting.splice(0).forEach(each => void rename(names, each))
            } else {
                if (step.kind === 'create') {
                    inodes.set(step.inode, { synced: 0, bytes: Buffer.alloc(0) })
                }
                waiting.push(step)
            }
        }
        for (const step of waiting.slice(0, Math.round(waiting.length * kept('names')))) {
            rename(names, step)
        }
        return new MemoryDisk(
            Array.from(names, ([path, inode]) => {
                const { synced, bytes } = inodes.get(inode)!
                return [path, bytes.subarray(0, synced + Math.round((bytes.length - synced) * kept(path)))] as const
            }),
        )
    }

    #write(inode: number, bytes: Buffer): void {
        const part = bytes.subarray(0, Math.max(0, this.room))
        this.room -= part.length
        this.steps.push({ kind: 'write', inode, bytes: part })
        this.#inodes[inode]!.bytes = Buffer.concat([this.#inodes[inode]!.bytes, part])
        if (part.length < bytes.length) {
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })
        }
    }

    #sync(inode: number): void {
        if (this.isBroken) {
            throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', errno: -5 })
        }
        this.steps.push({ kind: 'sync', inode })
    }
}

function rename(names: Map<string, number>, step: Step): void {
    if (step.kind === 'create') {
        names.set(step.path, step.inode)
    } else if (step.kind === 'rename') {
        move(names, step.from, step.to)
    } else if (step.kind === 'remove') {
        names.delete(step.path)
    }
}

function move(names: Map<string, number>, from: string, to: string): void {
    const inode = names.get(from)
    if (inode === undefined) {
        throw Object.assign(new Error(`ENOENT: no such file, rename '${from}'`), { code: 'ENOENT' })
    }
    names.delete(from)
    names.set(to, inode)
}
