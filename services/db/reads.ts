/*
    reads.ts -- Reads: get, find and findOne. Source: spec db.md §6.2 - §6.5.
*/

import type { Engine } from './engine.js'
import type { DbItem } from './item.js'
import type { DbParams } from './params.js'
import { isQuickAnswer, isTold, plainOf, quickKey, quickQuery } from './quick.js'
import { isPrimary, type Query, queryOf, Search } from './search.js'
import type { DbProps } from './values.js'

/** The requests that read. What has expired goes when they meet it. */
export class Reads {
    /** Where lists by a secondary index end in it. */
    readonly #ends = new WeakMap<readonly DbItem[], string>()

    constructor(private readonly engine: Engine) {}

    get(name: string | null, props: DbProps, params: DbParams): DbItem | null {
        const { engine } = this
        engine.checkOpen()
        const quick = engine.isQuick(params) ? this.#quickGet(name, props) : undefined
        if (quick !== undefined) {
            return quick
        }
        const request = engine.prepare('get', name, props, params, true)
        const item = engine.store.get(request.key!)
        if (item === undefined || !request.isMatched) {
            return item ?? null
        }
        const search = this.#search(queryOf(request, engine.names.sort), params)
        const isMeant = search.accepts(item)
        engine.dropExpired(search.expired)
        return isMeant ? item : null
    }

    find(name: string | null, props: DbProps, params: DbParams, limit: number): DbItem[] {
        const { engine } = this
        engine.checkOpen()
        const query = engine.hasContext ? undefined : this.#quickQuery(name, props, params)
        const search = query === undefined ? this.#longSearch(name, props, params, limit) : this.#search(query, params)
        if (query !== undefined) {
            search.primary(params, limit)
        }
        if (search.expired.length > 0) {
            engine.dropExpired(search.expired)
        }
        return search.items
    }

    /** Where the next page begins. */
    next(list: readonly DbItem[]): string | null {
        return this.#ends.get(list) ?? list.at(-1)?.key ?? null
    }

    #longSearch(name: string | null, props: DbProps, params: DbParams, limit: number): Search {
        const { engine } = this
        const request = engine.prepare('find', name, props, params, false)
        const search = this.#search(queryOf(request, engine.names.sort), params)
        if (isPrimary(params)) {
            search.primary(params, limit)
            return search
        }
        const end = search.secondary(params, limit, request)
        if (end !== null) {
            this.#ends.set(search.items, end)
        }
        return search
    }

    #search(query: Query, params: DbParams): Search {
        const { store, names } = this.engine
        const isTimed = query.model !== null && query.model.expiresField !== null
        return new Search(store, names, query, params, isTimed ? this.engine.now() : '')
    }

    /** The answer to a simple request; undefined: it is none. */
    #quickGet(name: string | null, props: DbProps): DbItem | null | undefined {
        const { models, names, store, maxKey } = this.engine
        const model = name === null ? undefined : models.get(name)
        const given = plainOf(props)
        if (model === undefined || given === undefined) {
            return undefined
        }
        const key = quickKey(model, given, names.sort)
        if (key === undefined || key.length * 3 > maxKey) {
            return undefined
        }
        const item = store.get(key)
        if (store.told.has(model) && isTold(model, given, names.type)) {
            return item ?? null
        }
        return isQuickAnswer(model, given, item?.data, names.type) ? (item ?? null) : undefined
    }

    #quickQuery(name: string | null, props: DbProps, params: DbParams): Query | undefined {
        const { models, names, maxKey, store } = this.engine
        const model = name === null ? undefined : models.get(name)
        const given = props === undefined ? noProps : plainOf(props)
        if (model === undefined || given === undefined || params.where != null || params.log === true) {
            return undefined
        }
        const query = isPrimary(params) ? quickQuery(model, given, names.sort, names.type, store.told) : undefined
        return query === undefined || query.key!.length * 3 > maxKey ? undefined : query
    }
}

const noProps = Object.freeze({})
