/*
    item.ts -- DbItem: an item of the database.
*/

import { get, JSON_JSON5, Json } from '../json/index.js'
import { timeOf } from './convert.js'
import { textOf } from './values.js'

/** The trees of items, made when they are asked for. Data never changes, so its tree stays right. */
const trees = new WeakMap<object, Json>()

/**
 * An item of the database. It is live: when the item is changed, `data` is another object; the old one stays as it was, for those who
 * hold it. After a removal it keeps what it had.
 */
export class DbItem<T extends object = Readonly<Record<string, unknown>>> {
    /** Number of the change that made it what it is; grows with each change of the database. */
    version = 0
    /** Characters of the item as JSON. @internal */
    size = 0
    /** Whether a change is not journaled yet, because its model or request has a delay. */
    delayed = false
    /** Whether the journal, or the snapshot before it, has all of it. @internal */
    isJournaled = false

    constructor(
        /** Value of the sort key, by which it is stored. */
        readonly key: string,
        /** Its properties. Read only. */
        public data: Readonly<T>,
    ) {}

    /** The properties as a tree, which is locked. */
    get json(): Json {
        let json = trees.get(this.data)
        if (json === undefined) {
            json = Json.fromObject(this.data)
            json.lock = true
            trees.set(this.data, json)
        }
        return json
    }

    /** The item as JSON5 on one line. */
    get value(): string {
        return this.toString()
    }

    /** Text of a field, such as `a.b[0]`; `{}` and `[]` for containers; null if it is missing or null. */
    field(path: string): string | null {
        return textOf(get(this.data, path))
    }

    /** Milliseconds since 1970 of a date; 0 if it is missing, -1 if it is no date. */
    time(path: string): number {
        return timeOf(get(this.data, path))
    }

    /** The item as text. Flags are those of `Json.toString`; default JSON5 on one line. */
    toString(flags = JSON_JSON5): string {
        return this.json.toString(flags)
    }
}
