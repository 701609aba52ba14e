/*
    store.ts -- Store: all items in memory, with their indexes. It knows nothing of schemas but the names of fields, and of disks.

        #items     key -> item             a hash: what most requests ask
        primary    keys in order           prefixes, walks
        secondary  "hash NUL sort NUL key" in order, for each index that the schema declares
        unique     model, field, value -> key, or keys where nobody has checked
        told       which keys tell what is in their items, see told.ts
*/

import { DbItem } from './item.js'
import type { DbModel } from './model.js'
import { Ordered } from './ordered.js'
import { Told } from './told.js'
import { type PlainObject, textOf } from './values.js'

/** An entry of a secondary index. */
interface IndexEntry {
    readonly key: string
    readonly item: DbItem
}

/** A secondary index of a schema. */
export interface IndexNames {
    readonly name: string
    /** Field with the hash; null: none. */
    readonly hash: string | null
    readonly sort: string
}

class SecondaryIndex {
    readonly entries = new Ordered<IndexEntry>()

    constructor(readonly names: IndexNames) {}

    keyOf(key: string, data: Readonly<PlainObject>): string | null {
        const { hash, sort } = this.names
        const part = hash === null ? '' : textOf(data[hash])
        const order = textOf(data[sort])
        return part === null || order === null ? null : `${part}\0${order}\0${key}`
    }
}

/** All items. */
export class Store {
    readonly #items = new Map<string, DbItem>()
    readonly #primary = new Ordered<DbItem>()
    readonly #secondary = new Map<string, SecondaryIndex>()
    readonly #unique = new Map<string, Map<string, string | readonly string[]>>()
    readonly #models: ReadonlyMap<string, DbModel>
    readonly #typeField: string
    /** There are lists of items besides the primary index. */
    readonly #isListed: boolean
    /** Which keys tell what is in their items. */
    readonly told: Told
    /** Characters of all items. */
    bytes = 0

    constructor(models: ReadonlyMap<string, DbModel>, typeField: string, indexes: readonly IndexNames[]) {
        this.#models = models
        this.#typeField = typeField
        this.told = new Told(models, typeField)
        for (const names of indexes) {
            this.#secondary.set(names.name, new SecondaryIndex(names))
        }
        this.#isListed = indexes.length > 0 || [...models.values()].some(({ unique }) => unique.length > 0)
    }

    /** How many items there are. */
    get size(): number {
        return this.#items.size
    }

    /** The item with a key. */
    get(key: string): DbItem | undefined {
        return this.#items.get(key)
    }

    /** Gives a key its data. An item that is there stays the same object. */
    put(key: string, data: Readonly<PlainObject>, size: number, version: number): DbItem {
        const item = this.#items.get(key)
        return item === undefined ? this.add(key, data, size, version) : this.change(item, data, size, version)
    }

    /** Adds an item whose key is not there. */
    add(key: string, data: Readonly<PlainObject>, size: number, version: number): DbItem {
        const item = new DbItem(key, data)
        item.size = size
        item.version = version
        this.#items.set(key, item)
        this.#primary.add(item)
        this.bytes += size
        this.told.count(key, data, 1)
        if (this.#isListed) {
            this.#list(item)
        }
        return item
    }

    /** Gives an item of the store other data. */
    change(item: DbItem, data: Readonly<PlainObject>, size: number, version: number): DbItem {
        if (this.#isListed) {
            this.#unlist(item)
        }
        this.told.change(item.key, item.data, data)
        this.bytes += size - item.size
        item.data = data
        item.size = size
        item.version = version
        if (this.#isListed) {
            this.#list(item)
        }
        return item
    }

    /** Removes an item. */
    delete(key: string): void {
        const item = this.#items.get(key)
        if (item !== undefined) {
            this.#unlist(item)
            this.told.count(key, item.data, -1)
            this.bytes -= item.size
            this.#items.delete(key)
            this.#primary.delete(key)
        }
    }

    /** Visits items as `Ordered.walk`. */
    walk(prefix: string, next: string | null, visit: (item: DbItem) => boolean): void {
        this.#primary.walk(prefix, next, visit)
    }

    /** Visits items as `Ordered.blocks`. */
    blocks(
        prefix: string,
        next: string | null,
        visit: (block: readonly DbItem[], from: number, to: number) => boolean,
    ): void {
        this.#primary.blocks(prefix, next, visit)
    }

    /** Visits items as `Ordered.walkBack`. */
    walkBack(prefix: string, next: string | null, visit: (item: DbItem) => boolean): void {
        this.#primary.walkBack(prefix, next, visit)
    }

    /** The same in the order of a secondary index, whose keys are `hash NUL sort NUL key`. */
    walkIndex(name: string, prefix: string, next: string | null, visit: (item: DbItem, key: string) => boolean): void {
        this.#secondary.get(name)!.entries.walk(prefix, next, ({ item, key }) => visit(item, key))
    }

    /** The same from the last to the first. */
    walkIndexBack(
        name: string,
        prefix: string,
        next: string | null,
        visit: (item: DbItem, key: string) => boolean,
    ): void {
        this.#secondary.get(name)!.entries.walkBack(prefix, next, ({ item, key }) => visit(item, key))
    }

    /** The names of a secondary index; undefined: there is none. */
    indexNames(name: string): IndexNames | undefined {
        return this.#secondary.get(name)?.names
    }

    /** The key of an item in a secondary index; null: it is not in it. */
    indexKey(name: string, item: DbItem): string | null {
        return this.#secondary.get(name)!.keyOf(item.key, item.data)
    }

    /** The key of an item, other than `key`, that has a value of a unique field. */
    ownerOf(model: string, field: string, text: string, key: string): string | undefined {
        const owner = this.#unique.get(`${model}\0${field}`)?.get(text)
        return typeof owner === 'object' ? owner.find(each => each !== key) : owner === key ? undefined : owner
    }

    /** All items in the order of their keys. */
    [Symbol.iterator](): Generator<DbItem, void> {
        return this.#primary[Symbol.iterator]()
    }

    #uniqueOf(item: DbItem): DbModel['unique'] {
        const model = this.#models.get(item.data[this.#typeField] as string)
        return model === undefined ? [] : model.unique
    }

    #list(item: DbItem): void {
        for (const index of this.#secondary.values()) {
            const key = index.keyOf(item.key, item.data)
            if (key !== null) {
                index.entries.add({ key, item })
            }
        }
        for (const { name } of this.#uniqueOf(item)) {
            const text = textOf(item.data[name])
            if (text !== null) {
                const place = `${item.data[this.#typeField]}\0${name}`
                const values = this.#unique.get(place) ?? new Map<string, string | readonly string[]>()
                this.#unique.set(place, values)
                const owner = values.get(text)
                values.set(text, owner === undefined ? item.key : [owner, item.key].flat())
            }
        }
    }

    #unlist(item: DbItem): void {
        for (const index of this.#secondary.values()) {
            const key = index.keyOf(item.key, item.data)
            if (key !== null) {
                index.entries.delete(key)
            }
        }
        for (const { name } of this.#uniqueOf(item)) {
            const text = textOf(item.data[name])
            const values = this.#unique.get(`${item.data[this.#typeField]}\0${name}`)
            const owner = text === null ? undefined : values?.get(text)
            if (owner === item.key) {
                values!.delete(text!)
            } else if (typeof owner === 'object') {
                const rest = owner.filter(each => each !== item.key)
                values!.set(text!, rest.length === 1 ? rest[0]! : rest)
            }
        }
    }
}
