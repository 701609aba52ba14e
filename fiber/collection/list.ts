/*
    list.ts -- RList: an array with the manners of C. It may have holes (null), and a null behind its end that does not count.
    Source: spec runtime.md §15.
*/

import { isNull } from '../compat/index.js'
import { R_DYNAMIC_VALUE, R_STATIC_VALUE, R_TEMPORAL_VALUE } from './flags.js'
import { valueText } from './value-text.js'

/** Items that a list can have at most: an index from outside must not fill the memory with holes. */
const MAX_ITEMS = 2 ** 24

/** The least capacity of a list that has grown. */
const SMALLEST = 16

/**
 * Orders two items: negative, 0, positive. A method, so that a function which says more of its types than we know fits too.
 *
 * Source: spec runtime.md §15
 */
export type RSortProc<T = unknown> = { compare(a: T, b: T, ctx: unknown): number }['compare']

/**
 * A list of items. Iterating gives the items, also the null ones, up to the end that the list has at that moment. A list that is
 * given null items, or items behind its end, is an `RList<X | null>`: the types do not say it. Nothing throws.
 *
 * Source: spec runtime.md §15
 */
export class RList<T = unknown> implements Iterable<T> {
    /** The items; what lies at `length` and behind is not part of the list. */
    items: T[] = []
    /** How many items there are. */
    length = 0
    /** How many items there could be without growing, as C counts; it says nothing of memory. */
    capacity = 0
    /** `R_*_VALUE` */
    flags: number

    /** An empty list with a capacity of `size`. */
    constructor(size = 0, flags = R_STATIC_VALUE) {
        this.flags = flags === 0 ? R_STATIC_VALUE : flags
        if (size > 0) {
            this.grow(size)
        }
    }

    /** Appends an item. Returns its index; -1 if the list is full. */
    add(item: T | null | undefined): number {
        const index = this.length
        if (!this.#makeRoom(index)) {
            return -1
        }
        this.items[index] = this.#owned(item)
        this.length = index + 1
        return index
    }

    /** Inserts an item before index `at`; behind the end, with nulls between. Returns the index; -1 if there cannot be such. */
    insert(at: number, item: T | null | undefined): number {
        if (!isIndex(at)) {
            return -1
        }
        if (at >= this.length) {
            this.#extend(at, item)
            return at
        }
        if (!this.#makeRoom(this.length)) {
            return -1
        }
        this.#trim()
        this.items.splice(at, 0, this.#owned(item))
        this.length++
        return at
    }

    /** Replaces the item at an index; behind the end, with nulls between. Returns the old one, but null if the list owned it. */
    set(at: number, item: T | null | undefined): T | null {
        const old = this.get(at)
        if (!isIndex(at)) {
            return null
        }
        if (at < this.length) {
            this.items[at] = this.#owned(item)
        } else {
            this.#extend(at, item)
        }
        return (this.flags & (R_DYNAMIC_VALUE | R_TEMPORAL_VALUE)) !== 0 ? null : old
    }

    /** The item at an index; null if there is none. */
    get(at: number): T | null {
        return at >= 0 && at < this.length ? (this.items[at] ?? null) : null
    }

    /** Index of the first item that is this one; -1 if none is. */
    indexOf(item: T | null | undefined): number {
        const index = this.items.indexOf(item as T)
        return index < this.length ? index : -1
    }

    /** Takes out the item at an index: those behind it move up. Returns whether there was one. */
    removeAt(at: number): boolean {
        if (!isIndex(at) || at >= this.length) {
            return false
        }
        this.#trim()
        this.items.splice(at, 1)
        this.length--
        return true
    }

    /** Takes out the first item. Returns it; null if the list is empty. */
    shift(): T | null {
        if (this.length === 0) {
            return null
        }
        this.#trim()
        this.length--
        return this.items.shift() ?? null
    }

    /** Puts a null behind the end, for loops that look for it. Returns its index; -1 if the list is full. */
    terminate(): number {
        if (!this.#makeRoom(this.length)) {
            return -1
        }
        this.items[this.length] = null as T
        return this.length
    }

    /** Takes out all items. */
    clear(): void {
        this.items.length = this.length = 0
    }

    /** Raises the capacity to `size`: by one, to 2 x capacity + 16, else to `size`, at least 16. False above the limit of 2^24. */
    grow(size: number): boolean {
        if (size > MAX_ITEMS) {
            return false
        }
        if (size > this.capacity) {
            const capacity = size === this.capacity + 1 ? 2 * this.capacity + SMALLEST : Math.max(SMALLEST, size)
            this.capacity = Math.min(capacity, MAX_ITEMS)
        }
        return true
    }

    /** Sorts the items; those that compare as equal keep their order. */
    sort(compare: RSortProc<T>, ctx?: unknown): this {
        this.#trim()
        this.items.sort((a, b) => compare(a, b, ctx))
        return this
    }

    /** The texts of the items, that of null being empty, with `separator` between them. */
    join(separator = ','): string {
        return this.items
            .slice(0, this.length)
            .map(item => valueText(item))
            .join(separator)
    }

    /** The items and their indexes. Looks at the list as it is when it goes on: items added are visited, removing one moves the rest. */
    entries(): IterableIterator<[item: T, index: number]> {
        return new Entries(this)
    }

    [Symbol.iterator](): IterableIterator<T> {
        return new Items(this)
    }

    /** Extends the list so that the item is its last, at an index behind the end. */
    #extend(at: number, item: T | null | undefined): void {
        this.#makeRoom(at)
        while (this.length < at) {
            this.items[this.length++] = null as T
        }
        this.items[at] = this.#owned(item)
        this.length = at + 1
    }

    #makeRoom(at: number): boolean {
        return at < this.capacity || this.grow(at + 1)
    }

    /** Cuts off what lies behind the end, before the array's own functions are used. */
    #trim(): void {
        if (this.items.length > this.length) {
            this.items.length = this.length
        }
    }

    /** What is stored for an item: the copy of NULL is an empty text. */
    #owned(item: T | null | undefined): T {
        if ((this.flags & R_TEMPORAL_VALUE) !== 0 && isNull(item)) {
            return '' as T
        }
        return (item ?? null) as T
    }
}

/** Whether a list can have an item there. */
function isIndex(at: number): boolean {
    return Number.isInteger(at) && at >= 0 && at < MAX_ITEMS
}

class Items<T> implements IterableIterator<T> {
    #index = 0

    constructor(private readonly list: RList<T>) {}

    next(): IteratorResult<T, undefined> {
        const { list } = this
        if (this.#index >= list.length) {
            return { done: true, value: undefined }
        }
        return { done: false, value: list.items[this.#index++]! }
    }

    [Symbol.iterator](): this {
        return this
    }
}

class Entries<T> implements IterableIterator<[T, number]> {
    #index = 0

    constructor(private readonly list: RList<T>) {}

    next(): IteratorResult<[T, number], undefined> {
        const { list } = this
        if (this.#index >= list.length) {
            return { done: true, value: undefined }
        }
        const index = this.#index++
        return { done: false, value: [list.items[index]!, index] }
    }

    [Symbol.iterator](): this {
        return this
    }
}
