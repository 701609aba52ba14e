/*
    watchers.ts -- Watchers: the watches of a database, and which changes are for them.
*/

import type { Engine } from './engine.js'
import type { DbItem } from './item.js'
import type { DbParams } from './params.js'
import { queryOf, Search, type Query } from './search.js'
import type { DbProps, PlainObject } from './values.js'
import { type DbChange, DbWatch, WATCH_LIMIT } from './watch.js'
import type { Happening } from './writer.js'

interface Watcher {
    readonly watch: DbWatch
    readonly query: Query
    readonly params: DbParams
}

/** The watches of a database. */
export class Watchers {
    readonly #all = new Set<Watcher>()

    constructor(private readonly engine: Engine) {}

    /** How many there are. */
    get size(): number {
        return this.#all.size
    }

    /** Makes a watch for a query. */
    add(name: string | null, props: DbProps, params: DbParams): DbWatch {
        const { engine } = this
        const query = queryOf(engine.prepare('find', name, props, params, false), engine.names.sort)
        const watch: DbWatch = new DbWatch(params.limit || WATCH_LIMIT, () => this.#all.delete(watcher))
        const watcher = { watch, query, params }
        this.#all.add(watcher)
        return watch
    }

    /** Tells of a change. */
    tell({ command, item, before, after }: Happening): void {
        for (const { watch, query, params } of [...this.#all]) {
            const change: DbChange = {
                command,
                key: item.key,
                before: this.#isMeant(query, params, item, before) ? before : null,
                after: this.#isMeant(query, params, item, after) ? after : null,
            }
            if (change.before !== null || change.after !== null) {
                watch.push(change)
            }
        }
    }

    /** Ends all. */
    close(): void {
        for (const { watch } of [...this.#all]) {
            watch.close()
        }
    }

    #isMeant(query: Query, params: DbParams, item: DbItem, data: Readonly<PlainObject> | null): boolean {
        const { key, isPrefix } = query
        if (data === null || (key !== null && !(isPrefix ? item.key.startsWith(key) : item.key === key))) {
            return false
        }
        const view = Object.create(item, { data: { value: data } }) as DbItem
        const { store, names } = this.engine
        return new Search(store, names, query, params, this.engine.now()).accepts(view)
    }
}
