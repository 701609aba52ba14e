/*
    rb-model.ts -- A sorted array that does what a tree does, and the comparison of both after each step.
*/

import { checkHeight, checkOrder, type RbNode, RbTree } from '../../../fiber/collection/index.js'

/** Few keys make many equal items. */
export interface Item {
    readonly key: number
}

/** What can be done to a tree. */
export const moves = ['insert', 'remove', 'removeMatches', 'lookup', 'walk', 'prefix'] as const
export type Move = (typeof moves)[number]

/** How many keys a prefix stands for. */
const WIDTH = 8

interface Entry {
    item: Item
    readonly node: RbNode<Item>
}

/** With a context: whether the key lies in the eight that begin there. */
function compare(a: Item, b: Item, ctx: unknown): number {
    if (ctx === 'prefix' && b.key >= a.key && b.key < a.key + WIDTH) {
        return 0
    }
    return a.key - b.key
}

function assert(isTrue: boolean, what: string): void {
    if (!isTrue) {
        throw new Error(`Tree and model differ: ${what}`)
    }
}

/** A tree and its model. */
export class Twins {
    readonly tree: RbTree<Item>
    readonly entries: Entry[] = []
    freed: Item | null = null

    constructor(readonly duplicates: boolean) {
        this.tree = new RbTree<Item>(compare, {
            duplicates,
            free: item => {
                this.freed = item
            },
        })
    }

    /** Does the same to both. Throws where they differ; `check` looks at all else. */
    step(move: Move, key: number): void {
        switch (move) {
            case 'insert':
                this.#insert({ key })
                break
            case 'remove':
                this.#remove(key)
                break
            case 'removeMatches':
                this.#removeMatches(key)
                break
            case 'lookup':
                this.#lookup(key)
                break
            case 'walk':
                this.#walk(key)
                break
            case 'prefix':
                this.#prefix(key)
                break
        }
    }

    /** Looks at every node: order, colours, heights, links, and that it is the one that the model knows, with its item. */
    check(): void {
        const { tree, entries } = this
        assert(checkOrder(tree), 'order')
        assert(checkHeight(tree) > 0, 'height or colour')
        assert(tree.size === entries.length, `size ${tree.size}, not ${entries.length}`)
        let node = tree.first()
        for (const entry of entries) {
            assert(node === entry.node && node.data === entry.item && !node.removed, `node of ${entry.item.key}`)
            node = tree.next(entry.node)
        }
        assert(node === null, 'end')
    }

    /** Index of the first entry whose key is not below. */
    #rank(key: number): number {
        let low = 0
        let high = this.entries.length
        while (low < high) {
            const middle = (low + high) >> 1
            if (this.entries[middle]!.item.key < key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    #insert(item: Item): void {
        const rank = this.#rank(item.key)
        const equal = this.entries[rank]
        this.freed = null
        const node = this.tree.insert(item)
        assert(node.data === item, 'inserted item')
        if (!this.duplicates && equal?.item.key === item.key) {
            assert(node === equal.node && this.freed === equal.item, 'replaced item')
            equal.item = item
        } else {
            assert(this.freed === null, 'nothing replaced')
            this.entries.splice(this.#rank(item.key + 1), 0, { item, node })
        }
    }

    /** Any node, by its place. */
    #remove(key: number): void {
        const { entries } = this
        const [entry] = entries.length === 0 ? [] : entries.splice(key % entries.length, 1)
        if (entry !== undefined) {
            this.tree.remove(entry.node)
            assert(entry.node.removed && entry.node.data === entry.item, 'removed node')
            this.tree.remove(entry.node)
        }
    }

    /** All equal items, each while the walk stands on it. */
    #removeMatches(key: number): void {
        const expected = this.#takeRange(key, key + 1)
        let count = 0
        for (const node of this.tree.matches({ key })) {
            assert(node === expected[count++]?.node, 'match')
            this.tree.remove(node)
        }
        assert(count === expected.length, 'number of matches')
    }

    #takeRange(from: number, to: number): Entry[] {
        const first = this.#rank(from)
        return this.entries.splice(first, this.#rank(to) - first)
    }

    #lookup(key: number): void {
        const rank = this.#rank(key)
        const expected = this.entries[rank]?.item.key === key ? this.entries[rank]!.node : null
        const first = this.tree.lookupFirst({ key })
        assert(first === expected, 'lookupFirst')
        assert(this.tree.lookup({ key })?.data.key === expected?.data.key, 'lookup')
        if (first !== null) {
            const next = this.entries[rank + 1]
            const expectedNext = next?.item.key === key ? next.node : null
            assert(this.tree.lookupNext(first, { key }) === expectedNext, 'lookupNext')
        }
    }

    /** Through all items, removing every second one that is visited, sometimes with its follower. */
    #walk(key: number): void {
        const gone = new Set<RbNode<Item>>()
        const visited: RbNode<Item>[] = []
        const skipped = new Set<RbNode<Item>>()
        for (const node of this.tree) {
            visited.push(node)
            if (visited.length % 2 === key % 2) {
                const next = this.tree.next(node)
                if (next !== null && key % 5 === 0) {
                    skipped.add(next)
                    this.tree.remove(next)
                }
                gone.add(node)
                this.tree.remove(node)
            }
        }
        const expected = this.entries.filter(entry => !skipped.has(entry.node))
        assert(visited.length === expected.length, 'number of visited nodes')
        assert(
            expected.every((entry, i) => entry.node === visited[i]),
            'visited nodes',
        )
        const left = expected.filter(entry => !gone.has(entry.node))
        this.entries.splice(0, this.entries.length, ...left)
    }

    #prefix(key: number): void {
        const first = this.#rank(key)
        const expected = this.entries.slice(first, this.#rank(key + WIDTH))
        let count = 0
        for (const node of this.tree.matches({ key }, 'prefix')) {
            assert(node === expected[count++]?.node, 'node of the range')
        }
        assert(count === expected.length, 'length of the range')
    }
}
