import fc from 'fast-check'
import t from 'tap'
import { R_DYNAMIC_VALUE, R_STATIC_VALUE, R_TEMPORAL_VALUE, RList } from '../../../fiber/collection/index.js'

function listOf<T>(...items: T[]): RList<T> {
    const list = new RList<T>()
    for (const item of items) {
        list.add(item)
    }
    return list
}

const action = fc.tuple(
    fc.constantFrom('add', 'insert', 'set', 'removeAt', 'shift', 'terminate', 'sort', 'clear'),
    fc.nat(30),
    fc.nat(9),
)

t.test('RList does what an array does', async t => {
    fc.assert(
        fc.property(fc.array(action, { maxLength: 80, size: 'max' }), actions => {
            const list = new RList<number | null>()
            const model: (number | null)[] = []
            const extend = (at: number): void => {
                while (model.length < at) {
                    model.push(null)
                }
            }
            for (const [what, at, item] of actions) {
                switch (what) {
                    case 'add':
                        t.equal(list.add(item), model.push(item) - 1)
                        break
                    case 'insert':
                        extend(at)
                        model.splice(at, 0, item)
                        t.equal(list.insert(at, item), at)
                        break
                    case 'set':
                        t.equal(list.set(at, item), model[at] ?? null)
                        extend(at)
                        model[at] = item
                        break
                    case 'removeAt':
                        t.equal(list.removeAt(at), at < model.length)
                        model.splice(at, 1)
                        break
                    case 'shift':
                        t.equal(list.shift(), model.shift() ?? null)
                        break
                    case 'terminate':
                        t.equal(list.terminate(), model.length)
                        t.equal(list.items[model.length], null)
                        break
                    case 'sort':
                        list.sort((a, b) => (a ?? -1) - (b ?? -1))
                        model.sort((a, b) => (a ?? -1) - (b ?? -1))
                        break
                    default:
                        list.clear()
                        model.length = 0
                }
                t.equal(list.length, model.length)
                t.ok(list.capacity >= list.length)
                t.strictSame([...list], model)
                t.equal(list.indexOf(item), model.indexOf(item))
                t.equal(list.indexOf(null), model.indexOf(null))
                t.equal(list.join(), model.join())
            }
        }),
        { numRuns: 40 },
    )
})

t.test('RList stores undefined as null', async t => {
    const list = new RList<string | null>()
    list.add(undefined)
    t.equal(list.items[0], null)
    t.equal(list.indexOf(null), 0)
})

t.test('RList refuses an index that is negative, no whole number or above the limit', async t => {
    const list = listOf('a')
    for (const at of [-1, 0.5, Number.NaN, 2 ** 24, 2 ** 40, Infinity]) {
        t.equal(list.insert(at, 'x'), -1)
        t.equal(list.set(at, 'x'), null)
        t.equal(list.removeAt(at), false)
        t.equal(list.get(at), null)
    }
    t.strictSame([...list], ['a'])
    t.strictSame(Object.keys(list.items), ['0'])
})

t.test('RList.grow: by one to twice the capacity and 16, else to the size, at least 16', async t => {
    const list = new RList()
    t.equal(list.capacity, 0)
    list.grow(1)
    t.equal(list.capacity, 16)
    list.grow(17)
    t.equal(list.capacity, 48)
    list.grow(100)
    t.equal(list.capacity, 100)
    list.grow(50)
    t.equal(list.capacity, 100)
    t.equal(new RList(5).capacity, 16)
    t.equal(new RList(50).capacity, 50)
    t.equal(list.grow(2 ** 24), true)
    t.equal(list.grow(2 ** 24 + 1), false)
})

t.test('RList with R_TEMPORAL_VALUE turns null into an empty text', async t => {
    const list = new RList<string>(0, R_TEMPORAL_VALUE)
    list.add(null)
    list.insert(0, undefined)
    list.set(1, 0 as unknown as string)
    t.strictSame([...list], ['', ''])
})

t.test('RList.set returns the old item, but not one that the list owned', async t => {
    for (const [flags, old] of [
        [0, 'a'],
        [R_STATIC_VALUE, 'a'],
        [R_DYNAMIC_VALUE, null],
        [R_TEMPORAL_VALUE, null],
    ] as const) {
        const list = new RList<string>(0, flags)
        list.add('a')
        t.equal(list.set(0, 'b'), old)
        t.equal(list.get(0), 'b')
    }
})

t.test('RList iterates up to the end that it has at that moment', async t => {
    const list = listOf(1, 2)
    const seen: [number, number][] = []
    for (const [item, index] of list.entries()) {
        seen.push([item, index])
        if (item < 3) {
            list.add(item + 2)
        }
    }
    t.strictSame(seen, [
        [1, 0],
        [2, 1],
        [3, 2],
        [4, 3],
    ])
})

t.test('RList that is iterated while items are removed skips the one that moves up', async t => {
    const list = listOf(1, 2, 3, 4)
    const seen: number[] = []
    for (const item of list) {
        seen.push(item)
        list.removeAt(list.indexOf(item))
    }
    t.strictSame(seen, [1, 3])
    t.strictSame([...list], [2, 4])
})

t.test('RList.sort gives the context to the comparison, and keeps the order of equal items', async t => {
    const list = listOf('b1', 'a1', 'b2', 'a2')
    list.sort((a, b, ctx) => (ctx === 'first' ? a.charCodeAt(0) - b.charCodeAt(0) : 0), 'first')
    t.strictSame([...list], ['a1', 'a2', 'b1', 'b2'])
})

t.test('RList.sort leaves the list as it is if the comparison throws', async t => {
    const list = listOf(3, 1, 2)
    t.throws(() =>
        list.sort(() => {
            throw new Error('No order')
        }),
    )
    t.strictSame([...list], [3, 1, 2])
})
