/*
    search.ts -- Which items a request means. Source: spec db.md §3, §6.4, §7.
*/

import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import type { DbModel, KeyNames } from './model.js'
import type { DbParams } from './params.js'
import type { Request } from './request.js'
import type { IndexNames, Store } from './store.js'
import { prefixOf } from './template.js'
import { isMatch, type PlainObject, textOf } from './values.js'

/** What is searched for. */
export interface Query {
    readonly model: DbModel | null
    /** The key, or its beginning; null: all. */
    readonly key: string | null
    readonly isPrefix: boolean
    /** Properties that items must have, and their values. */
    readonly names: readonly string[]
    readonly values: readonly unknown[]
    /** Whether items must be looked at, besides their keys. */
    readonly isMatched: boolean
    /** Keys tell all, the model too. */
    readonly isTold: boolean
}

/** The query of a request. */
export function queryOf({ model, key, isPrefix, isMatched, props }: Request, sort: string): Query {
    const names =
        isMatched && model !== null ? Object.keys(props).filter(name => name !== sort && props[name] !== undefined) : []
    return { model, key, isPrefix, isMatched, names, values: names.map(name => props[name]), isTold: false }
}

/** A place in a secondary index, where a search begins. */
interface IndexRange {
    readonly names: IndexNames
    /** Value of the hash field that items must have. */
    readonly hash: string
    /** What the keys of the entries begin with. */
    readonly prefix: string
}

/** A search through a database. */
export class Search {
    readonly items: DbItem[] = []
    /** Items that would have matched, but for their date: they are to be removed. */
    readonly expired: DbItem[] = []
    readonly #store: Store
    readonly #query: Query
    readonly #where: DbParams['where']
    readonly #expires: string | null
    readonly #typeField: string
    /** The model that items must be of; null: any. */
    readonly #type: string | null
    readonly #now: string

    constructor(store: Store, names: KeyNames, query: Query, params: DbParams, now: string) {
        const { model, isPrefix, key } = query
        this.#store = store
        this.#query = query
        this.#where = params.where
        this.#expires = model === null ? null : model.expiresField
        this.#typeField = names.type
        const isOfModel = model !== null && !query.isTold && (isPrefix || key === null || !isPrimary(params))
        this.#type = isOfModel ? model.name : null
        this.#now = now
    }

    /** Finds at most `limit` items by the primary index, 0 for all. */
    primary(params: DbParams, limit: number): void {
        const { key, isPrefix } = this.#query
        const next = params.next ?? null
        const isReverse = params.reverse === true
        if (key !== null && !isPrefix) {
            const item = this.#store.get(key)
            const isInside = next === null || (isReverse ? key < next : key > next)
            if (item !== undefined && isInside) {
                this.#take(item, limit)
            }
            return
        }
        const prefix = key ?? ''
        if (!isReverse && this.#where == null) {
            // No code of others runs, which might change what is walked over.
            this.#store.blocks(prefix, next, (block, from, to) => this.#takeAll(block, from, to, limit))
        } else if (isReverse) {
            this.#store.walkBack(prefix, next, item => this.#take(item, limit))
        } else {
            this.#store.walk(prefix, next, item => this.#take(item, limit))
        }
    }

    /**
     * The same by a secondary one. Gives where the last item stands in it, which is where the next page begins even if the item is gone
     * by then.
     */
    secondary(params: DbParams, limit: number, request: Request): string | null {
        const index = params.index!
        const { names, hash, prefix } = this.#range(index, request)
        const next = params.next == null ? null : this.#token(index, params.next)
        let last: string | null = null
        const visit = (item: DbItem, key: string): boolean => {
            const count = this.items.length
            const goesOn =
                names.hash !== null && textOf(item.data[names.hash]) !== hash ? true : this.#take(item, limit)
            if (this.items.length > count) {
                last = key
            }
            return goesOn
        }
        if (params.reverse === true) {
            this.#store.walkIndexBack(index, prefix, next, visit)
        } else {
            this.#store.walkIndex(index, prefix, next, visit)
        }
        return last
    }

    /** Whether an item matches. One that has expired does not, and is remembered. */
    accepts(item: DbItem): boolean {
        const { data } = item
        if (this.#type !== null && data[this.#typeField] !== this.#type) {
            return false
        }
        if (!this.#query.isMatched) {
            return true
        }
        if (!this.#hasValues(data)) {
            return false
        }
        const where = this.#where
        if (where !== null && where !== undefined && !where(item)) {
            return false
        }
        if (this.#expires !== null && isExpired(item, this.#expires, this.#now)) {
            this.expired.push(item)
            return false
        }
        return true
    }

    #hasValues(data: Readonly<PlainObject>): boolean {
        const { names, values } = this.#query
        for (let i = 0; i < names.length; i++) {
            const stored = data[names[i]!]
            const wanted = values[i]
            if (stored !== wanted) {
                // Nearly always it is a text and another one.
                if ((typeof stored === 'string' && typeof wanted === 'string') || !isMatch(stored, wanted)) {
                    return false
                }
            }
        }
        return true
    }

    /** Takes what matches of a block. */
    #takeAll(block: readonly DbItem[], from: number, to: number, limit: number): boolean {
        const { items } = this
        const type = this.#type
        const typeField = this.#typeField
        const { names, values, isTold } = this.#query
        if (isTold) {
            const end = limit > 0 ? Math.min(to, from + limit - items.length) : to
            for (let i = from; i < end; i++) {
                items.push(block[i]!)
            }
            return items.length !== limit
        }
        const isSimple = names.length === 1 && typeof values[0] === 'string' && this.#expires === null
        if (!isSimple) {
            for (let i = from; i < to; i++) {
                if (!this.#take(block[i]!, limit)) {
                    return false
                }
            }
            return true
        }
        // The same for one text, which is what nearly all queries ask for.
        const name = names[0]!
        const text = values[0]
        for (let i = from; i < to; i++) {
            const item = block[i]!
            const { data } = item
            const stored = data[name]
            if (stored === text || (typeof stored !== 'string' && isMatch(stored, text))) {
                if (type === null || data[typeField] === type) {
                    if (items.push(item) === limit) {
                        return false
                    }
                }
            }
        }
        return true
    }

    #take(item: DbItem, limit: number): boolean {
        if (this.accepts(item)) {
            this.items.push(item)
        }
        return limit <= 0 || this.items.length < limit
    }

    /** The part of an index that a request means. */
    #range(index: string, { model, props }: Request): IndexRange {
        const names = this.#store.indexNames(index)
        if (names === undefined || model === null) {
            throw new DbError('DB_BAD_INDEX', `Unsupported index "${index}"`)
        }
        const hash = names.hash === null ? '' : textOf(props[names.hash])
        if (hash === null) {
            throw new DbError(
                'DB_INCOMPLETE_KEY',
                `Incomplete hash key "${names.hash}" of index "${index}", wanted a whole one`,
            )
        }
        const sort = textOf(props[names.sort])
        if (sort !== null) {
            return { names, hash, prefix: `${hash}\0${sort}\0` }
        }
        const template = model.fields.get(names.sort)?.template ?? null
        const beginning = template === null ? null : prefixOf(template, props, model.name, this.#typeField)
        return { names, hash, prefix: `${hash}\0${beginning ?? ''}` }
    }

    /** Where a page begins: what `secondary` gave, or the key of an item, which must be there then. */
    #token(index: string, next: string): string {
        if (next.includes('\0')) {
            return next
        }
        const item = this.#store.get(next)
        const token = item === undefined ? null : this.#store.indexKey(index, item)
        if (token === null) {
            throw new DbError(
                'DB_NO_ITEM',
                `Cannot continue behind "${next}": it is not in index "${index}" any more, wanted what "next" gave`,
            )
        }
        return token
    }
}

/** Whether a request goes by the primary index. */
export function isPrimary({ index }: DbParams): boolean {
    return index === undefined || index === null || index === 'primary'
}

/** Whether an item has a date of expiry that has come. */
export function isExpired(item: DbItem, field: string, now: string): boolean {
    const text = textOf(item.data[field])
    return text !== null && text <= now
}
