/*
    typed.ts -- Model: the items of one model as plain values, with types that the compiler takes from the schema.

        const db = Db.open('state.db', {models: {User: {sk: {value: 'user#${id}'}, id: {type: 'string', generate: 'ulid'}}}})
        const users = db.model('User')
        users.create({}).id        // string
*/

import type { Fiber } from '../../fiber/index.js'
import type { Db } from './db.js'
import type { DbItem } from './item.js'
import type { DbParams } from './params.js'
import type { DbSchema, FieldSchema } from './schema.js'
import type { DbProps } from './values.js'
import type { DbChange, DbWatch } from './watch.js'

/** What a field has. */
export type ValueOf<F extends FieldSchema> = F extends { readonly enum: readonly (infer E extends string)[] }
    ? E
    : F['type'] extends 'string' | 'date'
      ? string
      : F['type'] extends 'number'
        ? number
        : F['type'] extends 'boolean'
          ? boolean
          : F['type'] extends 'object'
            ? Readonly<Record<string, unknown>>
            : F['type'] extends 'array'
              ? readonly unknown[]
              : unknown

/** What may be given for a field: dates are also a `Date`, or milliseconds. */
export type InputOf<F extends FieldSchema> = F['type'] extends 'date' ? string | number | Date : ValueOf<F>

type Fields<S extends DbSchema, N extends keyof S['models']> = S['models'][N]

/** Fields that have a value in each item. */
type Sure<F> = {
    [K in keyof F]: F[K] extends { readonly required: true } | { readonly default: {} } | { readonly generate: {} }
        ? K
        : never
}[keyof F]

/** Fields that `create` must be given. */
type Wanted<F> = {
    [K in keyof F]: F[K] extends { readonly required: true }
        ? F[K] extends { readonly default: {} } | { readonly generate: {} } | { readonly value: string }
            ? never
            : K
        : never
}[keyof F]

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** The data of an item. */
export type ItemOf<S extends DbSchema, N extends keyof S['models']> = Flat<
    { readonly [K in Sure<Fields<S, N>>]: ValueOf<Fields<S, N>[K]> } & {
        readonly [K in Exclude<keyof Fields<S, N>, Sure<Fields<S, N>>>]?: ValueOf<Fields<S, N>[K]>
    }
>

/** What `create` takes. */
export type NewItem<S extends DbSchema, N extends keyof S['models']> = Flat<
    { readonly [K in Wanted<Fields<S, N>>]: InputOf<Fields<S, N>[K]> } & {
        readonly [K in Exclude<keyof Fields<S, N>, Wanted<Fields<S, N>>>]?: InputOf<Fields<S, N>[K]> | null | undefined
    }
>

/** What queries and updates take: null and undefined remove in an update, and say nothing in a query. */
export type SomeOf<S extends DbSchema, N extends keyof S['models']> = {
    readonly [K in keyof Fields<S, N>]?: InputOf<Fields<S, N>[K]> | null | undefined
}

/** Parameters of a request to a model: `where` is given the data. */
export interface ModelParams<T> extends Omit<DbParams, 'where' | 'lenient'> {
    /** Whether an item is meant, besides what the properties say. */
    readonly where?: (data: T, item: DbItem) => boolean
}

/** The changes of the items of a model. */
export interface ModelWatch<T extends object> extends Pick<DbWatch, 'close'> {
    /** Waits for the next change; undefined: the watch was closed. See `DbWatch`. */
    next(): Fiber<DbChange<T> | undefined>
}

/** The items of one model. Get it by `db.model(name)`. The calls are those of `Db`, and throw what these throw. */
export class Model<S extends DbSchema, N extends keyof S['models'] & string> {
    /** Its name. */
    readonly name: N
    readonly #db: Db
    /** Where pages end. */
    readonly #ends = new WeakMap<readonly ItemOf<S, N>[], string | null>()

    /** @internal */
    constructor(db: Db, name: N) {
        this.#db = db
        this.name = name
    }

    /** Makes an item. */
    create(props: NewItem<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N> {
        return this.#data(this.#db.create(this.name, props as DbProps, untyped(params)))
    }

    /** The item with a whole key; null if there is none. */
    get(props: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N> | null {
        const item = this.#db.get(this.name, props as DbProps, untyped(params))
        return item === null ? null : this.#data(item)
    }

    /** All items that match. */
    find(props?: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N>[] {
        const items = this.#db.find(this.name, props as DbProps, untyped(params))
        const list = items.map(item => this.#data(item))
        if (params?.limit !== undefined) {
            this.#ends.set(list, this.#db.next(items))
        }
        return list
    }

    /**
     * Where to go on behind a list that `find` gave with a `limit`: `find(props, {limit, next: model.next(list)})`. Null at an empty one,
     * and for a list of another origin.
     */
    next(list: readonly ItemOf<S, N>[]): string | null {
        return this.#ends.get(list) ?? null
    }

    /** The first item that matches; null if there is none. */
    findOne(props?: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N> | null {
        const item = this.#db.findOne(this.name, props as DbProps, untyped(params))
        return item === null ? null : this.#data(item)
    }

    /** Changes an item. */
    update(props: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N> {
        return this.#data(this.#db.update(this.name, props as DbProps, untyped(params)))
    }

    /** Makes an item, or replaces one as a whole. */
    upsert(props: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ItemOf<S, N> {
        return this.#data(this.#db.update(this.name, props as DbProps, { ...untyped(params), upsert: true }))
    }

    /** Removes the item with a whole key, or with `limit` at most so many that match. Gives how many. */
    remove(props: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): number {
        return this.#db.remove(this.name, props as DbProps, untyped(params))
    }

    /** The changes of the items that a query means, from now on. Close it in a `finally`. */
    watch(props?: SomeOf<S, N>, params?: ModelParams<ItemOf<S, N>>): ModelWatch<ItemOf<S, N>> {
        return this.#db.watch(this.name, props as DbProps, untyped(params)) as unknown as ModelWatch<ItemOf<S, N>>
    }

    /** What is stored has the types of the schema: each way in converts. */
    #data(item: DbItem): ItemOf<S, N> {
        return item.data as ItemOf<S, N>
    }
}

function untyped<T>(params: ModelParams<T> | undefined): DbParams | undefined {
    const where = params?.where
    // What is none goes on as it is, to be refused.
    return typeof where !== 'function'
        ? (params as DbParams | undefined)
        : { ...params, where: item => where(item.data as T, item) }
}
