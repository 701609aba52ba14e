/*
    ordered.ts -- Ordered: entries in the order of their keys, in blocks.

        blocks   [ a .. f ] [ g .. p ] [ q .. z ]      each sorted, at most 512 entries
        search   binary over the first keys of the blocks, then binary in a block

    Adding moves at most a block of pointers, which is one memmove. An entry costs 8 to 16 bytes, where a node of a red/black tree has
    72, and going on is a step in an array.
*/

import { compareWide, isWide } from './key-order.js'

/** What has a key. */
export interface Keyed {
    readonly key: string
}

const FULL = 512

/** Entries in the order of their keys; no two have the same. */
export class Ordered<E extends Keyed> {
    /** How many there are. */
    size = 0
    readonly #blocks: E[][] = []
    /** Changes with each change, for those who walk. */
    #stamp = 0
    /** Whether there are keys that must be compared by code points. */
    #wide = false

    /** Adds an entry; one with the same key is replaced. */
    add(entry: E): void {
        const { key } = entry
        if (!this.#wide && isWide(key)) {
            // The order of the others is the same either way.
            this.#wide = true
        }
        this.#stamp++
        const blocks = this.#blocks
        const last = blocks.at(-1)
        if (last === undefined) {
            blocks.push([entry])
            this.size++
            return
        }
        if (this.#less(last.at(-1)!.key, key)) {
            // In order, as files are: blocks stay full.
            this.size++
            if (last.length < FULL) {
                last.push(entry)
            } else {
                blocks.push([entry])
            }
            return
        }
        const b = this.#block(key)
        const block = blocks[b]!
        const at = this.#place(block, key)
        if (block[at]?.key === key) {
            block[at] = entry
            return
        }
        this.size++
        block.splice(at, 0, entry)
        if (block.length > FULL) {
            blocks.splice(b + 1, 0, block.splice(FULL >> 1))
        }
    }

    /** Removes the entry with a key. Tells whether there was one. */
    delete(key: string): boolean {
        const b = this.#block(key)
        const block = this.#blocks[b]
        const at = block === undefined ? 0 : this.#place(block, key)
        if (block?.[at]?.key !== key) {
            return false
        }
        this.#stamp++
        this.size--
        block.splice(at, 1)
        if (block.length === 0) {
            this.#blocks.splice(b, 1)
        }
        return true
    }

    /** The entry with a key. */
    get(key: string): E | undefined {
        const block = this.#blocks[this.#block(key)]
        const found = block?.[this.#place(block, key)]
        return found?.key === key ? found : undefined
    }

    /**
     * Visits the entries whose keys begin with `prefix`, in order, those behind `next` if it is not null, as long as `visit` gives true.
     * Entries may be added and removed meanwhile: it goes on behind the one that was visited, whether that is still there or not.
     */
    walk(prefix: string, next: string | null, visit: (entry: E) => boolean): void {
        let [b, at] = next === null || this.#less(next, prefix) ? this.#seek(prefix, false) : this.#seek(next, true)
        for (;;) {
            const block = this.#blocks[b]
            if (block === undefined) {
                return
            }
            const entry = block[at++]
            if (entry === undefined) {
                b++
                at = 0
                continue
            }
            const stamp = this.#stamp
            if (!entry.key.startsWith(prefix) || !visit(entry)) {
                return
            }
            if (stamp !== this.#stamp) {
                ;[b, at] = this.#seek(entry.key, true)
            }
        }
    }

    /**
     * Visits the same entries by blocks, from `from` to below `to`, which is quicker. Nothing may be added or removed meanwhile.
     */
    blocks(
        prefix: string,
        next: string | null,
        visit: (block: readonly E[], from: number, to: number) => boolean,
    ): void {
        const blocks = this.#blocks
        let [b, at] = next === null || this.#less(next, prefix) ? this.#seek(prefix, false) : this.#seek(next, true)
        for (; b < blocks.length; b++, at = 0) {
            const block = blocks[b]!
            const isInside = block.at(-1)!.key.startsWith(prefix)
            const end = isInside ? block.length : firstOf(block.length, i => this.#isBehind(block[i], prefix))
            if (at < end && !visit(block, at, end)) {
                return
            }
            if (!isInside) {
                return
            }
        }
    }

    /** The same from the last to the first, those before `next` if it is not null. */
    walkBack(prefix: string, next: string | null, visit: (entry: E) => boolean): void {
        if (next !== null && !next.startsWith(prefix) && this.#less(next, prefix)) {
            return
        }
        let [b, at] = next?.startsWith(prefix) === true ? this.#seek(next, false) : this.#seekBehind(prefix)
        for (;;) {
            if (at === 0) {
                if (b === 0) {
                    return
                }
                at = this.#blocks[--b]!.length
                continue
            }
            const entry = this.#blocks[b]![--at]!
            const stamp = this.#stamp
            if (!entry.key.startsWith(prefix) || !visit(entry)) {
                return
            }
            if (stamp !== this.#stamp) {
                ;[b, at] = this.#seek(entry.key, false)
            }
        }
    }

    /** All entries in order. Nothing may be added or removed meanwhile. */
    *[Symbol.iterator](): Generator<E, void> {
        for (const block of this.#blocks) {
            yield* block
        }
    }

    /** Block and place of the first entry whose key is not below a key, or with `after` above it. */
    #seek(key: string, after: boolean): [block: number, at: number] {
        const wide = this.#wide || isWide(key)
        const b = this.#block(key, wide)
        const block = this.#blocks[b]
        const at = block === undefined ? 0 : this.#place(block, key, wide)
        return [b, after && block?.[at]?.key === key ? at + 1 : at]
    }

    /** Block and place behind the last entry whose key begins with a prefix, or is below it. */
    #seekBehind(prefix: string): [block: number, at: number] {
        const blocks = this.#blocks
        const b = Math.max(0, firstOf(blocks.length, i => this.#isBehind(blocks[i]![0], prefix)) - 1)
        const block = blocks[b] ?? []
        return [b, firstOf(block.length, i => this.#isBehind(block[i], prefix))]
    }

    /** Whether an entry is above all whose keys begin with a prefix. */
    #isBehind(entry: E | undefined, prefix: string): boolean {
        return entry !== undefined && !entry.key.startsWith(prefix) && !this.#less(entry.key, prefix)
    }

    #less(a: string, b: string): boolean {
        return this.#wide ? compareWide(a, b) < 0 : a < b
    }

    /** The last block whose first key is not above a key; 0 if there is none. */
    #block(key: string, wide = this.#wide): number {
        const blocks = this.#blocks
        let low = 0
        let high = blocks.length - 1
        while (low < high) {
            const middle = (low + high + 1) >> 1
            const first = blocks[middle]![0]!.key
            if (wide ? compareWide(first, key) <= 0 : first <= key) {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }

    /** Where a key is in a block, or would be. */
    #place(block: readonly E[], key: string, wide = this.#wide): number {
        let low = 0
        let high = block.length
        while (low < high) {
            const middle = (low + high) >> 1
            const other = block[middle]!.key
            if (wide ? compareWide(other, key) < 0 : other < key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/** The first number below `count` for which a condition holds that holds for all above it, too; `count` if there is none. */
function firstOf(count: number, holds: (i: number) => boolean): number {
    let low = 0
    let high = count
    while (low < high) {
        const middle = (low + high) >> 1
        if (holds(middle)) {
            high = middle
        } else {
            low = middle + 1
        }
    }
    return low
}
