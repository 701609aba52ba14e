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
     * Visits entries in order, from the first whose key is not below `from`, or with `after` above it, as long as `visit` gives true.
     * Entries may be added and removed meanwhile.
     */
    walk(from: string, after: boolean, visit: (entry: E) => boolean): void {
        let [b, at] = this.#seek(from, after)
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
            if (!visit(entry)) {
                return
            }
            if (stamp !== this.#stamp) {
                ;[b, at] = this.#seek(entry.key, true)
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

    #less(a: string, b: string): boolean {
        return this.#wide ? compareWide(a, b) < 0 : a < b
    }

    /** The last block whose first key is not above a key; 0 if there is none. */
    #block(key: string, wide = this.#wide || isWide(key)): number {
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
    #place(block: readonly E[], key: string, wide = this.#wide || isWide(key)): number {
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
