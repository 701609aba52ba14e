import t from 'tap'
import {
    ITERATE_INDEX,
    ITERATE_TREE,
    RB_DUP,
    RbNode,
    type RbTree,
    rbAlloc,
    rbCheckHeight,
    rbCheckOrder,
    rbFirst,
    rbFree,
    rbInsert,
    rbLookup,
    rbLookupFirst,
    rbLookupNext,
    rbNext,
    rbPrint,
    rbRemove,
} from '../../../fiber/collection/c.js'

const compare = (a: number, b: number): number => Math.trunc(a) - Math.trunc(b)

function treeOf(flags: number, ...items: number[]): RbTree<number> {
    const tree = rbAlloc(flags, compare, null)!
    for (const item of items) {
        rbInsert(tree, item)
    }
    return tree
}

t.test('rbAlloc needs a comparison', async t => {
    t.equal(rbAlloc(0, null, null), null)
    t.ok(rbAlloc(0, compare, null, null))
})

t.test('rbInsert replaces, and frees with the argument of rbAlloc', async t => {
    const freed: string[] = []
    const tree = rbAlloc(0, compare, (arg: string, data: number) => freed.push(`${arg} ${data}`), 'arg')
    const node = rbInsert(tree, 1.1)
    t.equal(rbInsert(tree, 1.2), node)
    t.equal(node?.data, 1.2)
    t.strictSame(freed, ['arg 1.1'])
    rbInsert(tree, 2)
    t.equal(rbRemove(tree, rbLookup(tree, 2), true), 2)
    t.equal(rbRemove(tree, node, false), null)
    t.equal(rbRemove(tree, node, false), null)
    t.strictSame(freed, ['arg 1.1', 'arg 1.2'])
    rbInsert(tree, 4)
    rbInsert(tree, 3)
    rbFree(tree)
    t.strictSame(freed, ['arg 1.1', 'arg 1.2', 'arg 3', 'arg 4'])
    t.equal(rbFirst(tree), null)
})

t.test('rbInsert with RB_DUP keeps equal items in order', async t => {
    const tree = treeOf(RB_DUP, 2.1, 1.1, 1.2, 3.1, 1.3)
    t.strictSame(
        [...ITERATE_TREE(tree)].map(node => node.data),
        [1.1, 1.2, 1.3, 2.1, 3.1],
    )
    t.strictSame(
        [...ITERATE_INDEX(tree, 1)].map(node => node.data),
        [1.1, 1.2, 1.3],
    )
})

t.test('rbLookupFirst, rbLookupNext, rbFirst and rbNext walk', async t => {
    const tree = treeOf(RB_DUP, 1, 2.1, 2.2, 3)
    const first = rbLookupFirst(tree, 2)
    t.equal(first?.data, 2.1)
    const next = rbLookupNext(tree, first, 2)
    t.equal(next?.data, 2.2)
    t.equal(rbLookupNext(tree, next, 2), null)
    t.equal(rbNext(tree, next)?.data, 3)
    t.equal(rbNext(tree, rbNext(tree, next)), null)
    t.equal(rbFirst(tree)?.data, 1)
    t.equal(rbLookup(tree, 9), null)
})

t.test('ITERATE_INDEX gives its context to the comparison', async t => {
    const tree = rbAlloc<string>(
        0,
        (a, b, ctx: number | null) => {
            const text = b.slice(0, ctx ?? b.length)
            return a === text ? 0 : a < text ? -1 : 1
        },
        null,
    )
    for (const key of ['b#1', 'a#2', 'a#1', 'c#1']) {
        rbInsert(tree, key)
    }
    t.strictSame(
        [...ITERATE_INDEX(tree, 'a#', 2)].map(node => node.data),
        ['a#1', 'a#2'],
    )
})

t.test('ITERATE_TREE goes on when the node it gave is removed', async t => {
    const tree = treeOf(0, 1, 2, 3, 4, 5)
    for (const node of ITERATE_TREE(tree)) {
        if (node.data % 2 === 1) {
            rbRemove(tree, node, false)
        }
    }
    t.strictSame(
        [...ITERATE_TREE(tree)].map(node => node.data),
        [2, 4],
    )
})

t.test('rbCheckOrder and rbCheckHeight look at the tree', async t => {
    const tree = treeOf(0, 1, 2, 3)
    t.equal(rbCheckOrder(tree, null, null), true)
    t.equal(rbCheckOrder(tree, 2, null), false)
    t.equal(rbCheckHeight(tree), 2)
    t.equal(rbCheckOrder(null, null, null), false)
    t.equal(rbCheckHeight(null), 0)
})

t.test('rbPrint shows depth, way, item and colour', async t => {
    const written = t.capture(process.stdout, 'write', () => true)
    rbPrint(treeOf(0, 2, 1, 3, 4), data => process.stdout.write(`item ${data}`))
    const text = written()
        .map(call => String(call.args[0]))
        .join('')
    t.equal(text, '1:TL: item 1 (black)\n\n0:T: item 2 (black)\n\n1:TR: item 3 (black)\n\n2:TRR: item 4 (red)\n\n')
})

t.test('The functions of trees take NULL', async t => {
    const node = new RbNode(1, null, 0)
    t.equal(rbInsert(null, 1), null)
    t.equal(rbLookup(null, 1), null)
    t.equal(rbLookupFirst(null, 1), null)
    t.equal(rbLookupNext(null, node, 1), null)
    t.equal(rbLookupNext(treeOf(0), null, 1), null)
    t.equal(rbFirst(null), null)
    t.equal(rbNext(null, node), null)
    t.equal(rbNext(treeOf(0), null), null)
    t.equal(rbRemove(null, node, true), null)
    t.equal(rbRemove(treeOf(0), null, true), null)
    t.strictSame([...ITERATE_TREE(null), ...ITERATE_INDEX(null, 1)], [])
    rbFree(null)
    rbPrint(null, null)
})
