/*
    crash-walk.ts -- Goes through the steps of a disk one by one, and tells what a crash behind each of them may leave.

    What is lost is what POSIX allows, which is more than any file system of today does:

        a file    of what was written since it was synced: nothing, a beginning, or any of the writes and not the others, each
                  whole or torn; where one is missing before one that is there, there are zeros. Emptying a file that is there
                  counts as a write.
        names     of what was created, renamed and removed since the directory was synced: nothing, a beginning, or any of it. A
                  rename is there as a whole or not at all.
*/

/** What a disk did. */
export type Step =
    | { readonly kind: 'write'; readonly inode: number; readonly at: number; readonly bytes: Buffer }
    | { readonly kind: 'truncate'; readonly inode: number }
    | { readonly kind: 'sync'; readonly inode: number }
    | { readonly kind: 'names'; readonly names: readonly (readonly [path: string, inode: number | null])[] }
    | { readonly kind: 'directory' }

type Write = Extract<Step, { kind: 'write' | 'truncate' }>
type Names = Extract<Step, { kind: 'names' }>

/** Says whether something that was not synced survives, or which part of it, from 0 to 1. */
export type Chance = (what: string) => number

/** What is certain of a file, and what is not. */
interface File {
    synced: Buffer
    readonly writes: Write[]
}

/** The steps of a disk, up to one of them. */
export class CrashWalk {
    /** Steps that were taken. */
    at = 0
    readonly #steps: readonly Step[]
    readonly #names: Map<string, number>
    readonly #files: Map<number, File>
    #waiting: Names[] = []

    constructor(first: ReadonlyMap<string, Buffer>, steps: readonly Step[]) {
        this.#steps = steps
        this.#names = new Map(Array.from(first.keys(), (path, inode) => [path, inode]))
        this.#files = new Map(Array.from(first.values(), (synced, inode) => [inode, { synced, writes: [] }]))
    }

    /** Takes the next step. False: there is none. */
    next(): boolean {
        const step = this.#steps[this.at]
        if (step === undefined) {
            return false
        }
        this.at++
        if (step.kind === 'names') {
            this.#waiting.push(step)
        } else if (step.kind === 'directory') {
            for (const names of this.#waiting) {
                apply(this.#names, names)
            }
            this.#waiting = []
        } else if (step.kind === 'sync') {
            const file = this.#file(step.inode)
            file.synced = written(file.synced, file.writes.splice(0), () => 1)
        } else {
            this.#file(step.inode).writes.push(step)
        }
        return true
    }

    /** How many changes of names a crash may lose. */
    get names(): number {
        return this.#waiting.length
    }

    /** How many writes a crash may lose. */
    get writes(): number {
        return [...this.#files.values()].reduce((sum, { writes }) => sum + writes.length, 0)
    }

    /**
     * The files that a crash leaves. `chance` says what of that which is not certain is there. `names` and `writes` say so instead, one bit for each:
     * all combinations of them are all orders in which the disk may have done what nobody waited for.
     */
    left(chance: Chance, names?: number, writes?: number): Map<string, Buffer> {
        const left = new Map(this.#names)
        const kept =
            names === undefined
                ? survivors(this.#waiting, chance, 'names').map(([step]) => step)
                : this.#waiting.filter((_, i) => (names >> i) & 1)
        for (const step of kept) {
            apply(left, step)
        }
        const bits = new Map<Write, number>()
        for (const file of this.#files.values()) {
            for (const write of file.writes) {
                bits.set(write, bits.size)
            }
        }
        return new Map(
            Array.from(left, ([path, inode]) => {
                const { synced, writes: unsynced } = this.#file(inode)
                const some =
                    writes === undefined ? unsynced : unsynced.filter(write => (writes >> bits.get(write)!) & 1)
                return [path, written(synced, some, writes === undefined ? chance : () => 1, path)] as const
            }),
        )
    }

    #file(inode: number): File {
        const file = this.#files.get(inode) ?? { synced: Buffer.alloc(0), writes: [] }
        this.#files.set(inode, file)
        return file
    }
}

function apply(names: Map<string, number>, step: Names): void {
    for (const [path, inode] of step.names) {
        if (inode === null) {
            names.delete(path)
        } else {
            names.set(path, inode)
        }
    }
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
