/*
    memory-disk.ts -- A disk in memory that remembers each step, can be cut after any of them, and can be full.

    What it may lose in a crash is what POSIX allows, which is more than any file system of today does:

        a file    of what was written since it was synced: nothing, a beginning, or any of the writes and not the others, each
                  whole or torn; where one is missing before one that is there, there are zeros. Emptying a file that is there
                  counts as a write.
        names     of what was created, renamed and removed since the directory was synced: nothing, a beginning, or any of it. A
                  rename is there as a whole or not at all.
*/

import { type Fiber, yieldNow } from '../../../fiber/index.js'
import { type Disk, DbError, type DiskFile } from '../../../services/db/index.js'

/** A file without its name. */
interface Inode {
    bytes: Buffer
}

type Step =
    | { readonly kind: 'write'; readonly inode: number; readonly at: number; readonly bytes: Buffer }
    | { readonly kind: 'truncate'; readonly inode: number }
    | { readonly kind: 'sync'; readonly inode: number }
    | { readonly kind: 'names'; readonly names: readonly (readonly [path: string, inode: number | null])[] }
    | { readonly kind: 'directory' }

type Write = Extract<Step, { kind: 'write' | 'truncate' }>

/** Says whether something that was not synced survives, or which part of it, from 0 to 1. */
export type Chance = (what: string) => number

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

    /** How many changes of names a crash after so many steps may lose. */
    waiting(count: number): number {
        const steps = this.steps.slice(0, count)
        return steps.slice(steps.findLastIndex(({ kind }) => kind === 'directory') + 1).filter(isNames).length
    }

    /**
     * What a crash after so many steps leaves. `chance` says what of that which was not synced is there; `kept` says it for names, one bit
     * for each change.
     */
    crash(count: number, chance: Chance, kept?: number): MemoryDisk {
        const names = new Map(Array.from(this.#first.keys(), (path, inode) => [path, inode]))
        const waiting: Extract<Step, { kind: 'names' }>[] = []
        const inodes = new Map<number, { synced: Buffer; writes: Write[] }>(
            Array.from(this.#first.values(), (synced, inode) => [inode, { synced, writes: [] }]),
        )
        const apply = (step: (typeof waiting)[number]): void => {
            for (const [path, inode] of step.names) {
                if (inode === null) {
                    names.delete(path)
                } else {
                    names.set(path, inode)
                }
            }
        }
        const fileOf = (inode: number) => {
            const file = inodes.get(inode) ?? { synced: Buffer.alloc(0), writes: [] }
            inodes.set(inode, file)
            return file
        }
        for (const step of this.steps.slice(0, count)) {
            if (step.kind === 'names') {
                waiting.push(step)
            } else if (step.kind === 'directory') {
                waiting.splice(0).forEach(apply)
            } else if (step.kind === 'sync') {
                const file = fileOf(step.inode)
                file.synced = written(file.synced, file.writes.splice(0), () => 1)
            } else {
                fileOf(step.inode).writes.push(step)
            }
        }
        const left =
            kept === undefined
                ? survivors(waiting, chance, 'names').map(([step]) => step)
                : waiting.filter((_, i) => (kept >> i) & 1)
        left.forEach(apply)
        return new MemoryDisk(
            Array.from(names, ([path, inode]) => {
                const { synced, writes } = fileOf(inode)
                return [path, written(synced, writes, chance, path)] as const
            }),
        )
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

function isNames(step: Step): boolean {
    return step.kind === 'names'
}

/** What is left of steps, and which part of each: a beginning of them, or any. */
function survivors<S>(steps: readonly S[], chance: Chance, what: string): (readonly [S, number])[] {
    if (steps.length === 0) {
        return []
    }
    const share = chance(what)
    if (share === 0 || share === 1) {
        return share === 0 ? [] : steps.map(step => [step, 1] as const)
    }
    const isOrdered = chance(`${what} in order`) < 0.5
    const count = Math.floor(steps.length * share)
    return steps
        .map((step, i) => {
            const part = isOrdered ? (i < count ? 1 : 0) : Math.round(chance(`${what} ${i}`))
            return [step, i === count || part === 1 ? Math.max(part, chance(`${what} torn`)) : 0] as const
        })
        .filter(([, part]) => part > 0)
}

/** A file with what is left of some writes. */
function written(synced: Buffer, writes: readonly Write[], chance: Chance, path = ''): Buffer {
    let bytes = synced
    for (const [write, part] of survivors(writes, chance, path)) {
        if (write.kind === 'truncate') {
            bytes = Buffer.alloc(0)
        } else {
            const piece = write.bytes.subarray(0, Math.round(write.bytes.length * part))
            const grown = Buffer.alloc(Math.max(bytes.length, write.at + piece.length))
            bytes.copy(grown)
            piece.copy(grown, write.at)
            bytes = grown
        }
    }
    return bytes
}
