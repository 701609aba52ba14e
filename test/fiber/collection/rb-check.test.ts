import t from 'tap'
import { checkHeight, checkOrder, RbTree } from '../../../fiber/collection/index.js'

function build(count: number, duplicates = false): RbTree<{ key: number }> {
    const tree = new RbTree<{ key: number }>((a, b) => a.key - b.key, { duplicates })
    for (let key = 0; key < count; key++) {
        tree.insert({ key })
    }
    return tree
}

t.test('checkOrder is true for a tree in order, an empty one too', async t => {
    t.equal(checkOrder(build(0)), true)
    t.equal(checkOrder(build(100)), true)
})

t.test('checkOrder looks at the bounds that are given', async t => {
    const tree = build(10)
    t.equal(checkOrder(tree, { key: 0 }, { key: 9 }), true)
    t.equal(checkOrder(tree, { key: 1 }, null), false)
    t.equal(checkOrder(tree, null, { key: 8 }), false)
})

t.test('checkOrder finds an item that has moved in the order', async t => {
    const tree = build(10)
    tree.lookup({ key: 4 })!.data = { key: 40 }
    t.equal(checkOrder(tree), false)
})

t.test('checkOrder finds equal items where none may be', async t => {
    const tree = build(10)
    tree.lookup({ key: 4 })!.data = { key: 5 }
    t.equal(checkOrder(tree), false)
})

t.test('checkOrder finds wrong links', async t => {
    const wrongParent = build(10)
    wrongParent.root!.left!.parent = null
    t.equal(checkOrder(wrongParent), false)
    const wrongNext = build(10)
    wrongNext.first()!.next = null
    t.equal(checkOrder(wrongNext), false)
    const wrongSize = build(10)
    wrongSize.size++
    t.equal(checkOrder(wrongSize), false)
    const wrongFirst = build(10)
    wrongFirst.root = null
    t.equal(checkOrder(wrongFirst), false)
})

t.test('checkHeight is the black height, 1 for an empty tree', async t => {
    t.equal(checkHeight(build(0)), 1)
    t.equal(checkHeight(build(1)), 2)
    t.ok(checkHeight(build(1000)) >= 5)
})

t.test('checkHeight is 0 for wrong colours', async t => {
    const redRoot = build(1)
    redRoot.root!.red = true
    t.equal(checkHeight(redRoot), 0)
    const uneven = build(100)
    uneven.root!.left!.red = !uneven.root!.left!.red
    t.equal(checkHeight(uneven), 0)
    const redChild = build(3)
    redChild.root!.left!.left = redChild.root!.right
    t.equal(checkHeight(redChild), 0)
})
