import fc from 'fast-check'
import t from 'tap'
import { RbNode, RbTree } from '../../../fiber/collection/index.js'
import { moves, Twins } from './rb-model.js'

const numbers = (a: number, b: number): number => a - b

interface User {
    readonly name: string
    readonly id: number
}
const byName = (a: User | string, b: User): number => {
    const name = typeof a === 'string' ? a : a.name
    return name === b.name ? 0 : name < b.name ? -1 : 1
}

function build(keys: readonly number[], options = {}): RbTree<number> {
    const tree = new RbTree(numbers, options)
    for (const key of keys) {
        tree.insert(key)
    }
    return tree
}

function items<T>(nodes: Iterable<RbNode<T>>): T[] {
    return [...nodes].map(node => node.data)
}

const step = fc.tuple(
    fc.oneof(
        { weight: 3, arbitrary: fc.constant('insert' as const) },
        { weight: 2, arbitrary: fc.constantFrom(...moves) },
    ),
    fc.nat(40),
)

for (const duplicates of [false, true]) {
    t.test(`RbTree ${duplicates ? 'with' : 'without'} duplicates does what a sorted array does`, async t => {
        fc.assert(
            fc.property(fc.array(step, { maxLength: 300, size: 'max' }), steps => {
                const twins = new Twins(duplicates)
                for (const [move, key] of steps) {
                    twins.step(move, key)
                    twins.check()
                }
            }),
            { numRuns: 60 },
        )
        t.pass()
    })
}

t.test('RbTree of ascending, descending and zigzag keys is balanced', async t => {
    const count = 500
    const orders = [
        (i: number) => i,
        (i: number) => -i,
        (i: number) => (i % 2 === 0 ? i : -i),
        (i: number) => (i * 211) % count,
    ]
    for (const order of orders) {
        const twins = new Twins(false)
        for (let i = 0; i < count; i++) {
            twins.step('insert', order(i))
            twins.check()
        }
        for (let i = 0; i < count; i++) {
            twins.step('remove', i * 7)
            twins.check()
        }
        t.equal(twins.tree.root, null)
    }
})

t.test('RbTree.insert puts an equal item in the place of the other, in the same node', async t => {
    const freed: User[] = []
    const tree = new RbTree<User>(byName, { free: user => freed.push(user) })
    const first = tree.insert({ name: 'ann', id: 1 })
    t.equal(tree.insert({ name: 'ann', id: 2 }), first)
    t.equal(first.data.id, 2)
    t.equal(tree.size, 1)
    t.strictSame(freed, [{ name: 'ann', id: 1 }])
})

t.test('RbTree.insert keeps equal items in the order in which they came', async t => {
    const tree = new RbTree<User>(byName, { duplicates: true })
    for (let id = 0; id < 100; id++) {
        tree.insert({ name: ['ann', 'bob', 'cid'][id % 3]!, id })
    }
    const ids = items(tree.matches({ name: 'bob', id: 0 })).map(user => user.id)
    t.equal(ids.length, 33)
    t.strictSame(
        ids,
        ids.toSorted((a, b) => a - b),
    )
    t.equal(tree.lookupFirst({ name: 'bob', id: 0 })?.data.id, 1)
})

t.test('RbTree.insert changes nothing if the comparison throws', async t => {
    const tree = new RbTree<number>((a, b) => {
        if (a === 13) {
            throw new Error('Unlucky')
        }
        return a - b
    })
    tree.insert(1)
    t.throws(() => tree.insert(13), { message: 'Unlucky' })
    t.equal(tree.size, 1)
    t.strictSame(items(tree), [1])
})

t.test('RbTree.insert compares with a null context, searches with theirs', async t => {
    const contexts: unknown[] = []
    const tree = new RbTree<number>((a, b, ctx) => {
        contexts.push(ctx)
        return a - b
    })
    tree.insert(1)
    tree.insert(2)
    tree.lookup(1)
    tree.lookup(1, 'a')
    tree.lookupFirst(1, 'b')
    t.strictSame(contexts.slice(0, 3), [null, null, 'a'])
    t.ok(contexts.includes('b'))
})

t.test('RbTree.lookup finds by what is no item', async t => {
    const tree = new RbTree<User, string>(byName)
    tree.insert({ name: 'bob', id: 2 })
    tree.insert({ name: 'ann', id: 1 })
    t.equal(tree.lookup('bob')?.data.id, 2)
    t.equal(tree.lookup('eve'), null)
})

t.test('RbTree.matches gives the range of a prefix', async t => {
    const tree = new RbTree<string>((a, b, ctx) => {
        const text = ctx === null ? b : b.slice(0, a.length)
        return a === text ? 0 : a < text ? -1 : 1
    })
    for (const key of ['user#2', 'item#1', 'user#1', 'user', 'zone#1', 'user#10']) {
        tree.insert(key)
    }
    t.strictSame(items(tree.matches('user#', 'prefix')), ['user#1', 'user#10', 'user#2'])
    t.strictSame(items(tree.matches('none', 'prefix')), [])
    t.strictSame(items(tree.matches('', 'prefix')).length, 6)
})

t.test('RbTree visits what is inserted behind the place where the walk is, and not what is before', async t => {
    const tree = build([10, 20])
    const seen: number[] = []
    for (const { data } of tree) {
        seen.push(data)
        if (data === 10) {
            tree.insert(15)
            tree.insert(5)
        }
        if (data === 20) {
            tree.insert(25)
        }
    }
    t.strictSame(seen, [10, 15, 20, 25])
})

t.test('RbTree.next of a removed node goes on behind the place where it was', async t => {
    const tree = build([1, 2, 3, 4, 5])
    const two = tree.lookup(2)!
    tree.remove(two)
    t.equal(tree.next(two)?.data, 3)
    tree.remove(tree.lookup(3)!)
    t.equal(tree.next(two)?.data, 4)
    tree.insert(2.5)
    t.equal(tree.next(two)?.data, 2.5)
    tree.insert(2)
    t.equal(tree.next(two)?.data, 2.5, 'an item that took its place is not behind it')
    tree.clear()
    t.equal(tree.next(two), null)
})

t.test('RbTree.next of a removed node goes on among equal items', async t => {
    const tree = new RbTree<User>(byName, { duplicates: true })
    const nodes = [0, 1, 2, 3, 4].map(id => tree.insert({ name: 'ann', id }))
    tree.remove(nodes[1]!)
    tree.remove(nodes[2]!)
    t.equal(tree.next(nodes[1]!)?.data.id, 3)
    t.equal(tree.lookupNext(nodes[1]!, { name: 'ann', id: 9 })?.data.id, 3)
})

t.test('RbTree walks end though each item is removed and put back', async t => {
    const tree = build([1, 2, 3])
    const seen: number[] = []
    for (const node of tree) {
        seen.push(node.data)
        tree.remove(node)
        tree.insert(node.data)
    }
    t.strictSame(seen, [1, 2, 3])
})

t.test('RbTree.remove keeps the other nodes with their items', async t => {
    const tree = build([])
    const nodes = Array.from({ length: 64 }, (_, i) => tree.insert(i))
    for (const at of [31, 15, 47, 0, 63, 32]) {
        tree.remove(nodes[at]!)
        t.ok(nodes.every((node, i) => node.data === i))
    }
    t.equal(tree.size, 58)
})

t.test('RbTree.remove frees nothing, and does nothing to a removed node', async t => {
    const freed: number[] = []
    const tree = build([1, 2, 3], { free: (item: number) => freed.push(item) })
    const node = tree.lookup(2)!
    tree.remove(node)
    tree.remove(node)
    t.equal(node.removed, true)
    t.equal(tree.size, 2)
    t.strictSame(freed, [])
})

t.test('RbTree.clear frees all items in order and forgets them', async t => {
    const freed: number[] = []
    const tree = build([3, 1, 2], { free: (item: number) => freed.push(item) })
    const node = tree.first()!
    tree.clear()
    t.strictSame(freed, [1, 2, 3])
    t.equal(tree.size, 0)
    t.equal(tree.first(), null)
    t.equal(node.removed, true)
    tree.insert(7)
    t.strictSame(items(tree), [7])
})

t.test('RbNode keeps nothing else alive once it is removed', async t => {
    const tree = build([1, 2, 3])
    const node = tree.lookup(2)!
    tree.remove(node)
    const others = Object.values(node).filter(value => value instanceof RbNode && value !== node)
    t.strictSame(others, [])
})
