/*
    engine.ts -- Engine: what all requests of a database go by: schema, items, context, clock.
*/

import { Logger, wallTime } from '../../fiber/index.js'
import { DB_MAX_ITEM, DB_MAX_KEY } from './constants.js'
import type { Db } from './db.js'
import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import { type DbModel, keyNames, type KeyNames } from './model.js'
import type { DbOptions } from './options.js'
import type { DbParams } from './params.js'
import { type Action, prepare, type Request, type RequestContext } from './request.js'
import type { DbSchema } from './schema.js'
import { isPrimary } from './search.js'
import { type IndexNames, Store } from './store.js'
import { type DbProps, type PlainObject, setProperty, storable, textOf } from './values.js'
import { Watchers } from './watchers.js'
import { Writer } from './writer.js'

const log = new Logger('db')

/** The parameters of a request that has none. */
export const NO_PARAMS: DbParams = Object.freeze({})

/** The parameters of a request of the C face that has none. */
export const LENIENT: DbParams = Object.freeze({ lenient: true })

/** What all requests go by. */
export class Engine implements RequestContext {
    readonly names: KeyNames
    readonly timestamps: boolean
    readonly maxKey: number
    readonly store: Store
    readonly writer: Writer
    readonly watchers: Watchers
    readonly context: PlainObject = {}
    /** There are properties in the context. */
    hasContext = false
    isClosed = false
    #nowTime = 0
    #now = ''

    constructor(
        private readonly path: string,
        schema: DbSchema,
        readonly models: ReadonlyMap<string, DbModel>,
        db: Db,
        options: DbOptions,
    ) {
        this.names = keyNames(schema)
        const { timestamps } = schema.params ?? {}
        this.timestamps = timestamps !== undefined && timestamps !== false && timestamps !== null
        this.maxKey = options.maxKey ?? DB_MAX_KEY - 1
        this.store = new Store(models, this.names.type, secondaryIndexes(schema))
        this.watchers = new Watchers(this)
        this.writer = new Writer(db, this.store, this.watchers, {
            maxItem: options.maxItem ?? DB_MAX_ITEM,
            durability: options.durability ?? 'turn',
            models: new Map(Object.entries(options.modelDurability ?? {})),
            typeField: this.names.type,
        })
    }

    /** The present time as a date. */
    now(): string {
        const time = wallTime()
        if (time !== this.#nowTime) {
            this.#nowTime = time
            this.#now = new Date(time).toISOString()
        }
        return this.#now
    }

    /** Throws `DB_CLOSED`. */
    checkOpen(): void {
        if (this.isClosed) {
            throw new DbError('DB_CLOSED', `Cannot use the database ${this.path}: it is closed`)
        }
    }

    /** Whether the short ways are open to a request. */
    isQuick(params: DbParams): boolean {
        return (params === NO_PARAMS || params === LENIENT) && !this.hasContext
    }

    /** Prepares a request. `whole`: the key must be. */
    prepare(action: Action, name: string | null, props: DbProps, params: DbParams, whole: boolean): Request {
        if (!isPrimary(params) && (params.lenient === true || action !== 'find')) {
            throw new DbError('DB_BAD_INDEX', `Unsupported index "${params.index}"`)
        }
        const request = prepare(this, action, name, props, params, whole)
        if (params.log === true) {
            log.info(`${action} ${request.model?.name ?? '*'} ${request.key ?? ''} ${JSON.stringify(request.props)}`)
        }
        return request
    }

    /** Makes a property part of each request, or not any more. */
    setContext(name: string, value: unknown): void {
        if (value === null || value === undefined) {
            delete this.context[name]
        } else {
            setProperty(this.context, name, storable(value))
        }
        this.hasContext = Object.keys(this.context).length > 0
    }

    /** The model of an item; null if the schema does not have it. */
    modelOf(item: DbItem): DbModel | null {
        return this.models.get(item.data[this.names.type] as string) ?? null
    }

    /** Removes an item, if it is still there. */
    drop(item: DbItem, params: DbParams): void {
        if (this.store.get(item.key) === item) {
            // One of a model that is gone: nobody can be told, but it goes.
            const model = this.modelOf(item) ?? untyped(textOf(item.data[this.names.type]))
            this.writer.drop(item, model, params)
        }
    }

    /** Removes items whose date of expiry has come. */
    dropExpired(expired: readonly DbItem[]): void {
        for (const item of expired) {
            this.drop(item, NO_PARAMS)
        }
    }
}

function untyped(name: string | null): DbModel {
    const none = { fields: new Map(), computed: [], constants: [], filled: [], required: [], unique: [], validated: [] }
    const rules = { sync: false, direction: 'none', mem: false, delay: 0, expiresField: null } as const
    const keys = { key: null, keyTemplate: null, isTelling: false, isQuick: false }
    return { name: name ?? '', ...none, ...keys, ...rules, hasCreated: false, hasUpdated: false }
}

function secondaryIndexes({ indexes = {} }: DbSchema): IndexNames[] {
    return Object.entries(indexes)
        .filter(([name, { sort }]) => name !== 'primary' && typeof sort === 'string')
        .map(([name, { hash, sort }]) => ({ name, hash: hash ?? null, sort: sort! }))
}
