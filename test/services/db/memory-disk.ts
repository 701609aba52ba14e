/*
    memory-disk.ts -- A disk in memory that remembers each step, can be cut after any of them (see crash-walk.ts), and can be full.
*/

import { type Fiber, yieldNow } from '../../../fiber/index.js'
import { type Disk, DbError, type DiskFile } from '../../../services/db/index.js'
import { type Chance, CrashWalk, type Step } from './crash-walk.js'

/** A file without its name. */
interface Inode {
    bytes: Buffer
}

/** A disk in memory. */
export class MemoryDisk implements Disk {
    /** All that was done. */
    readonly steps: Step[] = []
    /** Bytes that it takes; what is over fails, after a part of it was written. */
    room = Number.POSITIVE_INFINITY
    /** Makes each sync fail. */
    isBroken = false
    /** Is called before each reading of a file: what another process does at that moment. */
    onRead: ((path: string) => void) | null = null
    readonly #names = new Map<string, number>()
    readonly #inodes: Inode[] = []
    /** What was there at first. */
    readonly #first: ReadonlyMap<string, Buffer>
    #locked = false

    constructor(files: Iterable<readonly [string, Buffer]> = []) {
        this.#first = new Map(files)
        for (const [path, bytes] of this.#first) {
            this.#names.set(path, this.#inodes.push({ bytes }) - 1)
        }
    }

    /** The present files. */
    files(): Map<string, Buffer> {
        return new Map(Array.from(this.#names, ([path, inode]) => [path, this.#inodes[inode]!.bytes]))
    }

    read(path: string): Buffer | null {
        this.onRead?.(path)
        const inode = this.#names.get(path)
        return inode === undefined ? null : this.#inodes[inode]!.bytes
    }

    exists(path: string): boolean {
        return this.#names.has(path)
    }

    create(path: string): DiskFile {
        const inode = this.#names.get(path) ?? this.#inodes.push({ bytes: Buffer.alloc(0) }) - 1
        if (this.#names.has(path)) {
            this.steps.push({ kind: 'truncate', inode })
            this.room += this.#inodes[inode]!.bytes.length
            this.#inodes[inode]!.bytes = Buffer.alloc(0)
        } else {
            this.#rename([[path, inode]])
        }
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
        const inode = this.#names.get(from)
        if (inode === undefined) {
            throw Object.assign(new Error(`ENOENT: no such file, rename '${from}'`), { code: 'ENOENT' })
        }
        this.room += this.#sizeOf(to)
        this.#rename([
            [from, null],
            [to, inode],
        ])
    }

    remove(path: string): void {
        if (this.#names.has(path)) {
            this.room += this.#sizeOf(path)
            this.#rename([[path, null]])
        }
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

    isLocked(): boolean {
        return this.#locked
    }

    /** Goes through all that was done, from the beginning. */
    walk(): CrashWalk {
        return new CrashWalk(this.#first, this.steps)
    }

    /** What a crash after so many steps leaves. */
    crash(count: number, chance: Chance): MemoryDisk {
        const walk = this.walk()
        while (walk.at < count && walk.next()) {
            // On.
        }
        return new MemoryDisk(walk.left(chance))
    }

    #sizeOf(path: string): number {
        const inode = this.#names.get(path)
        return inode === undefined ? 0 : this.#inodes[inode]!.bytes.length
    }

    #rename(names: readonly (readonly [string, number | null])[]): void {
        this.steps.push({ kind: 'names', names })
        for (const [path, inode] of names) {
            if (inode === null) {
                this.#names.delete(path)
            } else {
                this.#names.set(path, inode)
            }
        }
    }

    #write(inode: number, bytes: Buffer): void {
        const part = bytes.subarray(0, Math.max(0, this.room))
        this.room -= part.length
        const file = this.#inodes[inode]!
        this.steps.push({ kind: 'write', inode, at: file.bytes.length, bytes: part })
        file.bytes = Buffer.concat([file.bytes, part])
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
