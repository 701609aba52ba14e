/*
    hash.ts -- RHash: names with values, in the order in which they came. Source: spec runtime.md §16.

    A Map finds the entry of a name; the entries themselves are a list, for a Map could not hold duplicates, nor go on from an
    entry.

        Map   "a" -> entry 3, "b" -> entry 2
        list  1 (a) <-> 2 (b) <-> 3 (a)           3 is the latest of "a"; its `older` is 1, which is found once 3 is removed
*/

import { isNull } from '../compat/index.js'
import { lowerAscii } from '../text/index.js'
import { R_HASH_CASELESS, R_STATIC_NAME, R_STATIC_VALUE, R_TEMPORAL_VALUE } from './flags.js'
import { hashToJson, hashToText } from './hash-text.js'

/**
 * An entry of a hash.
 *
 * Source: spec runtime.md §16
 */
export class RName<V = unknown> {
    /** As it was spelled last. */
    name: string
    /** The value; an `any` of C. */
    value: V
    /** `R_*_NAME` and `R_*_VALUE` */
    flags: number
    /** A small number that is the user's own. */
    custom = 0
    /** Neighbours in the list. A removed entry keeps the one before it, to know where it was. */
    prev: RName<V> | null = null
    /** The entry that came after it. */
    next: RName<V> | null = null
    /** The entry of the same name that this one covers. */
    older: RName<V> | null = null
    /** Whether it is no longer in the hash. */
    removed = false

    /** Made by the hash. */
    constructor(name: string, value: V, flags: number) {
        this.name = name
        this.value = value
        this.flags = flags
    }
}

/**
 * Names with values. Iterating gives the entries in the order in which they came; those added meanwhile are visited, and entries may
 * be removed meanwhile. A hash that is given null values is an `RHash<X | null>`: the types do not say it.
 *
 * Source: spec runtime.md §16
 */
export class RHash<V = unknown> implements Iterable<RName<V>> {
    /** How many entries there are. */
    length = 0
    /** `R_HASH_CASELESS`, and the `R_*_NAME` and `R_*_VALUE` that entries get. */
    readonly flags: number
    /** Whether there has ever been an entry. */
    used = false
    readonly #latest = new Map<string, RName<V>>()
    #first: RName<V> | null = null
    #last: RName<V> | null = null

    /** An empty hash; 0 stands for `R_STATIC_NAME | R_STATIC_VALUE`. */
    constructor(flags = 0) {
        this.flags = flags === 0 ? R_STATIC_NAME | R_STATIC_VALUE : flags
    }

    /** Inserts a name, or replaces its value and spelling; its place stays. `flags` 0: those of the hash. Returns the entry. */
    set(name: string, value: V | null | undefined, flags = 0): RName<V> {
        const entry = this.entry(name)
        if (entry === null) {
            return this.add(name, value, flags)
        }
        entry.name = name
        entry.flags = flags || this.flags
        entry.value = owned(value, entry.flags)
        return entry
    }

    /** Inserts a name, also if it is there already: that one is covered until this one is removed. Returns the entry. */
    add(name: string, value: V | null | undefined, flags = 0): RName<V> {
        const entryFlags = flags || this.flags
        const entry = new RName(name, owned(value, entryFlags), entryFlags)
        const key = this.#key(name)
        entry.older = this.#latest.get(key) ?? null
        this.#latest.set(key, entry)
        entry.prev = this.#last
        if (this.#last === null) {
            this.#first = entry
        } else {
            this.#last.next = entry
        }
        this.#last = entry
        this.length++
        this.used = true
        return entry
    }

    /** The value of a name; null if there is none. */
    get(name: string): V | null {
        return this.entry(name)?.value ?? null
    }

    /** The latest entry of a name; null if there is none. */
    entry(name: string): RName<V> | null {
        return this.#latest.get(this.#key(name)) ?? null
    }

    /** Removes the latest entry of a name. Returns whether there was one. */
    delete(name: string): boolean {
        const key = this.#key(name)
        const entry = this.#latest.get(key)
        if (entry === undefined) {
            return false
        }
        if (entry.older === null) {
            this.#latest.delete(key)
        } else {
            this.#latest.set(key, entry.older)
        }
        this.#unlink(entry)
        return true
    }

    /** The entry that follows; the first one after null, null after the last. Of a removed one: what follows where it was. */
    next(entry: RName<V> | null): RName<V> | null {
        let at = entry
        while (at?.removed) {
            at = at.prev
        }
        return at === null ? this.#first : at.next
    }

    /** A hash with the same flags and entries; the values are the same, not copies. */
    clone(): RHash<V> {
        const copy = new RHash<V>(this.flags)
        for (const entry of this) {
            copy.add(entry.name, entry.value, entry.flags).custom = entry.custom
        }
        return copy
    }

    /** `name="value"` for each entry. Nothing is escaped; a null value is empty. */
    toString(separator = ','): string {
        return hashToText(this, separator)
    }

    /** The entries as a JSON object; of the same names all appear. `pretty`: on lines of their own, indented by four. */
    toJsonText(pretty = false): string {
        return hashToJson(this, pretty)
    }

    /** The entries and their values. */
    *data(): IterableIterator<[entry: RName<V>, value: V]> {
        for (const entry of this) {
            yield [entry, entry.value]
        }
    }

    [Symbol.iterator](): IterableIterator<RName<V>> {
        return new Names(this)
    }

    #key(name: string): string {
        return (this.flags & R_HASH_CASELESS) === 0 ? name : lowerAscii(name)
    }

    #unlink(entry: RName<V>): void {
        const { prev, next } = entry
        if (prev === null) {
            this.#first = next
        } else {
            prev.next = next
        }
        if (next === null) {
            this.#last = prev
        } else {
            next.prev = prev
        }
        entry.next = entry.older = null
        entry.removed = true
        this.length--
    }
}

/** What is stored for a value: the copy of NULL is an empty text. */
function owned<V>(value: V | null | undefined, flags: number): V {
    if ((flags & R_TEMPORAL_VALUE) !== 0 && isNull(value)) {
        return '' as V
    }
    return (value ?? null) as V
}

class Names<V> implements IterableIterator<RName<V>> {
    #entry: RName<V> | null = null

    constructor(private readonly hash: RHash<V>) {}

    next(): IteratorResult<RName<V>, undefined> {
        const entry = this.hash.next(this.#entry)
        if (entry === null) {
            return { done: true, value: undefined }
        }
        this.#entry = entry
        return { done: false, value: entry }
    }

    [Symbol.iterator](): this {
        return this
    }
}
