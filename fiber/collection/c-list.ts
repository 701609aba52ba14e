/*
    c-list.ts -- Lists under their C names: RList. Source: spec runtime.md §15.
*/

import {
    flagsOf,
    type Nullable,
    numberOf,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BASE,
    R_ERR_CANT_FIND,
    R_ERR_MEMORY,
    R_ERR_OK,
    type Ref,
} from '../compat/index.js'
import { scmp, smatch } from '../text/c.js'
import { RList, type RSortProc } from './list.js'

export { RList, type RSortProc } from './list.js'

/**
 * Makes an empty list. `flags`: `R_STATIC_VALUE` (also for 0), `R_DYNAMIC_VALUE`, `R_TEMPORAL_VALUE`.
 *
 * Source: spec runtime.md §15
 */
export function rAllocList<T = unknown>(size: number, flags: number): RList<T> {
    return new RList<T>(numberOf(size), flagsOf(flags))
}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec runtime.md §15
 */
export function rFreeList(_list: Pointer<RList>): void {}

/**
 * Appends an item.
 *
 * @returns its index; R_ERR_MEMORY if the list is full, at 2^24 items; R_ERR_BAD_ARGS for a NULL list
 *
 * Source: spec runtime.md §15
 */
export function rAddItem<T>(list: Pointer<RList<T>>, item: T | null | undefined): number {
    return list instanceof RList ? codeOf(list.add(item)) : R_ERR_BAD_ARGS
}

/**
 * Appends an item: `rAddItem` without a result. `rPopItem` takes from the other end.
 *
 * Source: spec runtime.md §15
 */
export function rPushItem<T>(list: Pointer<RList<T>>, item: T | null | undefined): void {
    rAddItem(list, item)
}

/**
 * Takes out the *first* item. Returns it; NULL if there is none.
 *
 * Source: spec runtime.md §15
 */
export function rPopItem<T>(list: Pointer<RList<T>>): Nullable<T> {
    return list instanceof RList ? list.shift() : null
}

/**
 * Inserts an item before an index; behind the end, with NULLs between.
 *
 * @returns the index; R_ERR_BAD_ARGS for a NULL list or an index that a list cannot have (negative, 2^24 and above)
 *
 * Source: spec runtime.md §15
 */
export function rInsertItemAt<T>(list: Pointer<RList<T>>, index: number, item: T | null | undefined): number {
    return list instanceof RList && list.insert(numberOf(index), item) >= 0 ? index : R_ERR_BAD_ARGS
}

/**
 * Replaces the item at an index; behind the end, with NULLs between. Does nothing for an index that a list cannot have.
 *
 * @returns the old item; NULL if there was none or the list owned it
 *
 * Source: spec runtime.md §15
 */
export function rSetItem<T>(list: Pointer<RList<T>>, index: number, item: T | null | undefined): Nullable<T> {
    return list instanceof RList ? list.set(numberOf(index), item) : null
}

/**
 * The item at an index; NULL if there is none.
 *
 * Source: spec runtime.md §15
 */
export function rGetItem<T>(list: Pointer<RList<T>>, index: number): Nullable<T> {
    return list instanceof RList ? list.get(numberOf(index)) : null
}

/**
 * The item at the index `next.value`, which is then one more. NULL at the end; a NULL item looks like the end.
 *
 * Source: spec runtime.md §15
 */
export function rGetNextItem<T>(list: Pointer<RList<T>>, next: Pointer<Ref<number>>): Nullable<T> {
    if (!(list instanceof RList) || typeof next !== 'object' || next === null) {
        return null
    }
    const index = numberOf(next.value)
    if (!(index < list.length)) {
        return null
    }
    next.value = index + 1
    return list.get(index)
}

/**
 * How many items there are.
 *
 * Source: spec runtime.md §15
 */
export function rGetListLength(list: Pointer<RList>): number {
    return list instanceof RList ? list.length : 0
}

/**
 * Takes out the first item that is this one.
 *
 * @returns the index it had; R_ERR_CANT_FIND; -1 for a NULL list
 *
 * Source: spec runtime.md §15
 */
export function rRemoveItem<T>(list: Pointer<RList<T>>, item: T | null | undefined): number {
    return removeFound(list, rLookupItem(list, item))
}

/**
 * Takes out the item at an index.
 *
 * @returns the index, or R_ERR_BAD_ARGS if there is none
 *
 * Source: spec runtime.md §15
 */
export function rRemoveItemAt(list: Pointer<RList>, index: number): number {
    return list instanceof RList && list.removeAt(numberOf(index)) ? index : R_ERR_BAD_ARGS
}

/**
 * Takes out the first item that is this text, by `smatch`.
 *
 * @returns the index it had; R_ERR_CANT_FIND; -1 for a NULL list
 *
 * Source: spec runtime.md §15
 */
export function rRemoveStringItem(list: Pointer<RList>, str: Pointer<string>): number {
    return removeFound(list, rLookupStringItem(list, str))
}

/**
 * Index of the first item that is this one, or R_ERR_CANT_FIND.
 *
 * Source: spec runtime.md §15
 */
export function rLookupItem<T>(list: Pointer<RList<T>>, item: T | null | undefined): number {
    const index = list instanceof RList ? list.indexOf(item) : -1
    return index < 0 ? R_ERR_CANT_FIND : index
}

/**
 * Index of the first item that is this text, by `smatch`, or R_ERR_CANT_FIND. Items that are no text match nothing but NULL.
 *
 * Source: spec runtime.md §15
 */
export function rLookupStringItem(list: Pointer<RList>, str: Pointer<string>): number {
    for (const [item, index] of ITERATE_ITEMS(list)) {
        if (smatch(item as string | null, str)) {
            return index
        }
    }
    return R_ERR_CANT_FIND
}

/**
 * Puts a NULL behind the end that does not count.
 *
 * @returns its index; R_ERR_MEMORY if the list is full; R_ERR_BAD_ARGS for a NULL list
 *
 * Source: spec runtime.md §15
 */
export function rAddNullItem(list: Pointer<RList>): number {
    return list instanceof RList ? codeOf(list.terminate()) : R_ERR_BAD_ARGS
}

/**
 * Takes out all items.
 *
 * Source: spec runtime.md §15
 */
export function rClearList(list: Pointer<RList>): void {
    if (list instanceof RList) {
        list.clear()
    }
}

/**
 * Raises the capacity to `size`: by one, to 2 x capacity + 16, else to `size`, at least 16. JavaScript needs no such thing.
 *
 * @returns 0; R_ERR_MEMORY above 2^24; R_ERR_BAD_ARGS for a NULL list
 *
 * Source: spec runtime.md §15
 */
export function rGrowList(list: Pointer<RList>, size: number): number {
    if (!(list instanceof RList)) {
        return R_ERR_BAD_ARGS
    }
    return list.grow(numberOf(size)) ? R_ERR_OK : R_ERR_MEMORY
}

/**
 * Sorts a list by `compare(a, b, ctx)`, which gets the items themselves; NULL: by `scmp`. Items that compare as equal keep their order.
 *
 * Source: spec runtime.md §15
 */
export function rSortList<T>(
    list: Pointer<RList<T>>,
    compare: Pointer<RSortProc<T>>,
    ctx?: unknown,
): Nullable<RList<T>> {
    return list instanceof RList ? list.sort(procOf(compare), ctx) : null
}

/**
 * Sorts the first `num` items of an array in place by `compare(a, b, ctx)`, which gets the items themselves; NULL: by `scmp`.
 * `width` has no meaning here. Returns the array.
 *
 * Source: spec runtime.md §15
 */
export function rSort<T>(
    base: Pointer<T[]>,
    num: number,
    _width: number,
    compare: Pointer<RSortProc<T>>,
    ctx?: unknown,
): Nullable<T[]> {
    if (!Array.isArray(base)) {
        return null
    }
    const proc = procOf(compare)
    const sorted = base.slice(0, Math.max(0, numberOf(num) || 0)).sort((a, b) => proc(a, b, ctx))
    for (const [index, item] of sorted.entries()) {
        base[index] = item
    }
    return base
}

/**
 * The texts of the items, that of NULL being empty, with `join` (NULL: `,`) between them. Of a NULL list: `''`.
 *
 * Source: spec runtime.md §15
 */
export function rListToString(list: Pointer<RList>, join?: Pointer<string>): string {
    return list instanceof RList ? list.join(typeof join === 'string' ? join : ',') : ''
}

/**
 * The items and their indexes, for `for (const [item, index] of ITERATE_ITEMS(list))`. NULL items too; up to the end that the list has
 * at that moment. A NULL list has none.
 *
 * Source: spec runtime.md §15
 */
export function ITERATE_ITEMS<T>(list: Pointer<RList<T>>): Iterable<[item: T, index: number]> {
    return list instanceof RList ? list.entries() : []
}

/**
 * The item at an index that is known to be there. The index is not checked.
 *
 * Source: spec runtime.md §15
 */
export function R_GET_ITEM<T>(list: Pointer<RList<T>>, index: number): T {
    // But for its type: there are objects that cannot even be asked for what they mean as an index.
    return list instanceof RList && typeof index === 'number' ? list.items[index]! : (null as T)
}

function codeOf(index: number): number {
    return index < 0 ? R_ERR_MEMORY : index
}

function removeFound(list: Pointer<RList>, index: number): number {
    if (!(list instanceof RList)) {
        return R_ERR_BASE
    }
    return index < 0 ? index : rRemoveItemAt(list, index)
}

function procOf<T>(compare: Pointer<RSortProc<T>>): RSortProc<T> {
    return typeof compare === 'function' ? compare : (a, b) => scmp(a as string, b as string)
}
