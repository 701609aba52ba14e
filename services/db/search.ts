/*
    search.ts -- Which items a request means. Source: spec db.md §3, §6.4, §7.
*/

import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import type { KeyNames } from './model.js'
import type { DbParams } from './params.js'
import type { Request } from './request.js'
import type { Store } from './store.js'
import { prefixOf } from './template.js'
import { isMatch, textOf } from './values.js'

/** What a search found. */
export interface Found {
    readonly items: DbItem[]
    /** Items that would have matched, but for their date: they are to be removed. */
    readonly expired: DbItem[]
}

/** A search through a database. */
export class Search {
    readonly items: DbItem[] = []
    readonly expired: DbItem[] = []
    readonly #where: DbParams['where']
    readonly #expires: string | null
    readonly #isTyped: boolean
    readonly #names: readonly string[]

    constructor(
        private readonly store: Store,
        private readonly names: KeyNames,
        private readonly request: Request,
        params: DbParams,
        private readonly now: string,
    ) {
        const { model, isPrefix, key, isMatched, props } = request
        this.#where = params.where
        this.#expires = model?.expiresField ?? null
        this.#isTyped = model !== null && (isPrefix || key === null || !isPrimary(params))
        this.#names =
            isMatched && model !== null
                ? Object.keys(props).filter(name => name !== names.sort && props[name] !== undefined)
                : []
    }

    /** Finds at most `limit` items, 0 for all. */
    run(params: DbParams, limit: number): Found {
        const most = params.reverse === true ? 0 : limit
        if (!isPrimary(params)) {
            this.#secondary(params, most)
        } else {
            this.#primary(params, most)
        }
        if (params.reverse === true) {
            this.items.reverse()
            if (limit > 0) {
                this.items.length = Math.min(limit, this.items.length)
            }
        }
        return this
    }

    /** Whether an item matches. One that has expired does not, and is remembered. */
    accepts(item: DbItem): boolean {
        const { props, model, isMatched } = this.request
        if (this.#isTyped && item.data[this.names.type] !== model!.name) {
            return false
        }
        if (!isMatched) {
            return true
        }
        for (const name of this.#names) {
            if (!isMatch(item.data[name], props[name])) {
                return false
            }
        }
        const where = this.#where
        if (where !== null && where !== undefined && !where(item)) {
            return false
        }
        if (this.#expires !== null && isExpired(item, this.#expires, this.now)) {
            this.expired.push(item)
            return false
        }
        return true
    }

    #primary(params: DbParams, limit: number): void {
        const { store } = this
        const { key, isPrefix } = this.request
        const { next, reverse } = params
        if (key !== null && !isPrefix) {
            const item = store.get(key)
            const isInside = next == null || (reverse === true ? key < next : key > next)
            if (item !== undefined && isInside && this.accepts(item)) {
                this.items.push(item)
            }
            return
        }
        const prefix = key ?? ''
        const from = next == null || reverse === true || next < prefix ? prefix : next
        store.walk(from, from === next, item => {
            if (!item.key.startsWith(prefix) || (reverse === true && item.key === next)) {
                return false
            }
            return this.#take(item, limit)
        })
    }

    #secondary(params: DbParams, limit: number): void {
        const { store } = this
        const index = params.index!
        const prefix = this.#indexPrefix(index)
        const { next, reverse } = params
        const token = next == null ? null : this.#indexToken(index, next)
        const from = token === null || reverse === true ? prefix : token
        store.walkIndex(index, from, from === token, (item, key) => {
            if (!key.startsWith(prefix) || (reverse === true && key === token)) {
                return false
            }
            return this.#take(item, limit)
        })
    }

    /** What the keys of an index begin with that a request means. */
    #indexPrefix(index: string): string {
        const { model, props } = this.request
        const names = this.store.indexNames(index)
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
            return `${hash}\0${sort}\0`
        }
        const template = model.fields.get(names.sort)?.template ?? null
        return `${hash}\0${(template === null ? null : prefixOf(template, props, model.name, this.names.type)) ?? ''}`
    }

    #indexToken(index: string, next: string): string {
        const item = this.store.get(next)
        const token = item === undefined ? null : this.store.indexKey(index, item)
        if (token === null) {
            throw new DbError('DB_NO_ITEM', `Cannot continue behind "${next}": it is not in index "${index}" any more`)
        }
        return token
    }

    #take(item: DbItem, limit: number): boolean {
        if (this.accepts(item)) {
            this.items.push(item)
        }
        return limit <= 0 || this.items.length < limit
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
