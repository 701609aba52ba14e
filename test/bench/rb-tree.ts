/*
    rb-tree.ts -- Nanoseconds of each operation of a red/black tree, by hand: node dist/test/bench/rb-tree.js [count ...]

    Items are found by a text such as "device#000000123", as in the database. The best of many rounds counts: whatever else the machine
    does makes it only slower.
*/

import { RbTree, type RbWalk } from '../../fiber/collection/index.js'

interface Item {
    readonly key: string
    readonly id: number
}

/** Items of a range. */
const RANGE = 100
/** Operations of a measurement altogether, about. */
const WORK = 2_000_000

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 1_000_000]
let sink = 0

/** `ctx` null: the whole key; else what is searched is a prefix. */
function compare(a: Item | string, b: Item, ctx: unknown): number {
    const key = typeof a === 'string' ? a : a.key
    const text = ctx === null ? b.key : b.key.slice(0, key.length)
    return key === text ? 0 : key < text ? -1 : 1
}

/** The same items in another order, always the same one for the same seed. */
function shuffled(items: readonly Item[], seed: number): Item[] {
    const result = [...items]
    let state = seed
    for (let i = result.length - 1; i > 0; i--) {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
        const j = state % (i + 1)
        ;[result[i], result[j]] = [result[j]!, result[i]!]
    }
    return result
}

function fill(items: readonly Item[]): RbTree<Item, string> {
    const tree = new RbTree<Item, string>(compare)
    for (const item of items) {
        tree.insert(item)
    }
    return tree
}

function sum(nodes: RbWalk<Item>): void {
    for (const node of nodes) {
        sink += node.data.id
    }
}

function measure(count: number): Map<string, number> {
    // Keys of the same length; each hundred has a prefix of its own.
    const sorted = Array.from({ length: count }, (_, id) => ({ key: `device#${String(id).padStart(9, '0')}`, id }))
    const [arriving, searched, leaving] = [1, 2, 3].map(seed => shuffled(sorted, seed)) as [Item[], Item[], Item[]]
    const prefixes = searched.slice(0, Math.min(1000, count / RANGE)).map(item => item.key.slice(0, -2))
    const best = new Map<string, number>()
    const time = (name: string, units: number, run: () => void): void => {
        const begun = process.hrtime.bigint()
        run()
        best.set(name, Math.min(best.get(name) ?? Infinity, Number(process.hrtime.bigint() - begun) / units))
    }
    for (let round = 0; round < Math.max(4, WORK / count); round++) {
        time('insert in order', count, () => fill(sorted))
        let tree = fill([])
        time('insert', count, () => {
            tree = fill(arriving)
        })
        time('find', count, () => {
            for (const item of searched) {
                sink += tree.lookup(item.key)!.data.id
            }
        })
        time('walk, a node', count, () => sum(tree[Symbol.iterator]()))
        time(`range of ${RANGE}`, prefixes.length, () => {
            for (const prefix of prefixes) {
                sum(tree.matches(prefix, true))
            }
        })
        const nodes = leaving.map(item => tree.lookup(item.key)!)
        time('remove', count, () => {
            for (const node of nodes) {
                tree.remove(node)
            }
        })
    }
    return best
}

for (const count of counts) {
    console.log(`${count} items`)
    for (const [name, nanoseconds] of measure(count)) {
        console.log(`    ${name.padEnd(18)}${nanoseconds.toFixed(0).padStart(8)} ns`)
    }
}
console.log(sink > 0 ? '' : 'Nothing was measured')
