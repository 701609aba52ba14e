import t from 'tap'
import {
    ITERATE_ITEMS,
    R_DYNAMIC_VALUE,
    R_GET_ITEM,
    R_TEMPORAL_VALUE,
    type RList,
    rAddItem,
    rAddNullItem,
    rAllocList,
    rClearList,
    rFreeList,
    rGetItem,
    rGetListLength,
    rGetNextItem,
    rGrowList,
    rInsertItemAt,
    rListToString,
    rLookupItem,
    rLookupStringItem,
    rPopItem,
    rPushItem,
    rRemoveItem,
    rRemoveItemAt,
    rRemoveStringItem,
    rSetItem,
    rSort,
    rSortList,
} from '../../../fiber/collection/c.js'
import { R_ERR_BAD_ARGS, R_ERR_CANT_FIND, R_ERR_MEMORY, ref } from '../../../fiber/compat/index.js'

function listOf<T>(...items: T[]): RList<T> {
    const list = rAllocList<T>(0, 0)
    for (const item of items) {
        rAddItem(list, item)
    }
    return list
}

t.test('rAddItem and rPushItem append, rPopItem takes the first', async t => {
    const list = rAllocList<string>(0, 0)
    t.equal(rAddItem(list, 'a'), 0)
    t.equal(rAddItem(list, 'b'), 1)
    rPushItem(list, 'c')
    t.equal(rGetListLength(list), 3)
    t.equal(rPopItem(list), 'a')
    t.equal(rPopItem(list), 'b')
    t.equal(rPopItem(list), 'c')
    t.equal(rPopItem(list), null)
    t.equal(rAddItem(null, 'a'), R_ERR_BAD_ARGS)
    t.equal(rPopItem(null), null)
})

t.test('rInsertItemAt and rSetItem extend with NULLs', async t => {
    const list = listOf<string | null>('a')
    t.equal(rInsertItemAt(list, 0, 'b'), 0)
    t.equal(rInsertItemAt(list, 4, 'c'), 4)
    t.equal(rInsertItemAt(list, -1, 'c'), R_ERR_BAD_ARGS)
    t.equal(rInsertItemAt(null, 0, 'c'), R_ERR_BAD_ARGS)
    t.equal(rSetItem(list, 0, 'd'), 'b')
    t.equal(rSetItem(list, 6, 'e'), null)
    t.equal(rSetItem(list, -1, 'e'), null)
    t.strictSame([...list], ['d', 'a', null, null, 'c', null, 'e'])
})

t.test('rSetItem gives NULL for an item that the list owned', async t => {
    const list = rAllocList<string>(0, R_DYNAMIC_VALUE)
    rAddItem(list, 'a')
    t.equal(rSetItem(list, 0, 'b'), null)
})

t.test('rAllocList with R_TEMPORAL_VALUE turns NULL into an empty text', async t => {
    const list = rAllocList<string>(0, R_TEMPORAL_VALUE)
    rAddItem(list, null)
    t.equal(rGetItem(list, 0), '')
})

t.test('rGetItem and R_GET_ITEM give the item at an index', async t => {
    const list = listOf('a', 'b')
    t.equal(rGetItem(list, 1), 'b')
    t.equal(R_GET_ITEM(list, 1), 'b')
    t.equal(rGetItem(list, 2), null)
    t.equal(rGetItem(list, -1), null)
    t.equal(rGetItem(null, 0), null)
})

t.test('rGetNextItem walks, and ends at a NULL item', async t => {
    const list = listOf('a', null, 'b')
    const next = ref(0)
    t.equal(rGetNextItem(list, next), 'a')
    t.equal(rGetNextItem(list, next), null)
    t.equal(rGetNextItem(list, next), 'b')
    t.equal(rGetNextItem(list, next), null)
    t.equal(next.value, 3)
    t.equal(rGetNextItem(null, next), null)
    t.equal(rGetNextItem(list, null), null)
})

t.test('rRemoveItem, rRemoveItemAt and rRemoveStringItem give the index', async t => {
    const item = { id: 1 }
    const list = listOf<unknown>('a', item, 'b', { id: 1 })
    t.equal(rRemoveItem(list, item), 1)
    t.equal(rRemoveItem(list, { id: 1 }), R_ERR_CANT_FIND)
    t.equal(rRemoveStringItem(list, 'b'), 1)
    t.equal(rRemoveStringItem(list, 'b'), R_ERR_CANT_FIND)
    t.equal(rRemoveItemAt(list, 1), 1)
    t.equal(rRemoveItemAt(list, 1), R_ERR_BAD_ARGS)
    t.equal(rRemoveItemAt(list, -1), R_ERR_BAD_ARGS)
    t.strictSame([...list], ['a'])
    t.equal(rRemoveItem(null, 'a'), -1)
    t.equal(rRemoveStringItem(null, 'a'), -1)
    t.equal(rRemoveItemAt(null, 0), R_ERR_BAD_ARGS)
})

t.test('rLookupItem finds by identity, rLookupStringItem by smatch', async t => {
    const list = listOf<string | null>('a', '', null)
    t.equal(rLookupItem(list, ''), 1)
    t.equal(rLookupItem(list, 'b'), R_ERR_CANT_FIND)
    t.equal(rLookupItem(null, 'b'), R_ERR_CANT_FIND)
    t.equal(rLookupStringItem(list, ''), 1)
    t.equal(rLookupStringItem(list, null), 2)
    t.equal(rLookupStringItem(list, 'b'), R_ERR_CANT_FIND)
    t.equal(rLookupStringItem(null, 'b'), R_ERR_CANT_FIND)
})

t.test('rAddNullItem puts a NULL that does not count', async t => {
    const list = listOf('a')
    t.equal(rAddNullItem(list), 1)
    t.equal(rGetListLength(list), 1)
    t.equal(list.items[1], null)
    t.equal(rAddItem(list, 'b'), 1)
    t.strictSame([...list], ['a', 'b'])
    t.equal(rAddNullItem(null), R_ERR_BAD_ARGS)
})

t.test('rClearList and rGrowList', async t => {
    const list = listOf('a')
    rFreeList(list)
    rClearList(list)
    t.equal(rGetListLength(list), 0)
    t.equal(rGetListLength(null), 0)
    t.equal(rGrowList(list, 100), 0)
    t.equal(list.capacity, 100)
    t.equal(rGrowList(list, -1), 0)
    t.equal(rGrowList(list, 2 ** 25), R_ERR_MEMORY)
    t.equal(rGrowList(null, 1), R_ERR_BAD_ARGS)
})

t.test('rSortList sorts by a function with context, by scmp without', async t => {
    const list = listOf('b', '\u{1f600}', '\uffee', 'a')
    t.equal(rSortList(list, null), list)
    t.strictSame([...list], ['a', 'b', '\uffee', '\u{1f600}'], 'by bytes, not by units')
    rSortList(list, (a: string, b: string, ctx: { sign: number }) => ctx.sign * (a < b ? -1 : 1), { sign: -1 })
    t.equal(list.items[3], 'a')
    t.strictSame([...rSortList(listOf('b', null, ''), null)!], [null, '', 'b'])
    t.equal(rSortList(null, null), null)
})

t.test('rSort sorts the first items of an array in place', async t => {
    const array = [3, 1, 2, 0]
    const up = (a: number, b: number): number => a - b
    t.equal(rSort(array, 3, 4, up), array)
    t.strictSame(array, [1, 2, 3, 0])
    t.strictSame(rSort(array, 99, 4, up), [0, 1, 2, 3])
    t.strictSame(rSort([2, 1], -1, 4, up), [2, 1])
    t.strictSame(rSort(['b', 'a'], 2, 8, null), ['a', 'b'])
    t.equal(rSort(null, 2, 8, null), null)
})

t.test('rListToString joins, NULL as empty text', async t => {
    const list = listOf<unknown>('a', null, 5, { b: 1 })
    t.equal(rListToString(list, '; '), 'a; ; 5; {"b":1}')
    t.equal(rListToString(list), 'a,,5,{"b":1}')
    t.equal(rListToString(list, null), 'a,,5,{"b":1}')
    t.equal(rListToString(null, ','), '')
    rAddNullItem(list)
    t.equal(rListToString(list, ''), 'a5{"b":1}')
})

t.test('ITERATE_ITEMS visits NULL items, and items that are added meanwhile', async t => {
    const list = listOf<string | null>('a', null)
    const seen: [string | null, number][] = []
    for (const [item, index] of ITERATE_ITEMS(list)) {
        seen.push([item, index])
        if (index === 0) {
            rAddItem(list, 'c')
        }
    }
    t.strictSame(seen, [
        ['a', 0],
        [null, 1],
        ['c', 2],
    ])
    t.strictSame([...ITERATE_ITEMS(null)], [])
})
