/*
    edits.ts -- Edits: create, update, setField, remove, removeExpired. Source: spec db.md §6.1, §6.6 - §6.10.
*/

import { Json, remove as removeByKey, set as setByKey } from '../json/index.js'
import { checkValues } from './check-values.js'
import type { Engine } from './engine.js'
import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import { isWide } from './key-order.js'
import type { DbModel } from './model.js'
import type { DbCommand, DbParams } from './params.js'
import { plainOf, quickItem, quickKey, quickPart } from './quick.js'
import { stamp } from './request.js'
import { isExpired, queryOf, Search } from './search.js'
import { type DbProps, inferred, merged, type PlainObject, storable, textOf } from './values.js'

/** The requests that change. One that throws has changed nothing. */
export class Edits {
    constructor(private readonly engine: Engine) {}

    create(name: string | null, props: DbProps, params: DbParams): DbItem {
        const { engine } = this
        engine.checkOpen()
        const quick = engine.isQuick(params) ? this.#quickCreate(name, props, params) : undefined
        if (quick !== undefined) {
            return quick
        }
        const { model, key, props: data } = engine.prepare('create', name, props, params, true)
        return this.#create(wantModel(model), key!, data, params)
    }

    #create(model: DbModel, key: string, data: PlainObject, params: DbParams): DbItem {
        const { engine } = this
        const item = engine.store.get(key)
        if (params.upsert !== true && item !== undefined) {
            throw new DbError('DB_EXISTS', 'Cannot create, item already exists')
        }
        for (const field of model.required) {
            if (data[field.name] === undefined) {
                throw new DbError('DB_REQUIRED', `Missing required property "${field.name}"`)
            }
        }
        if (model.hasCreated || model.hasUpdated) {
            stamp(model, data, engine.now(), params.bypass === true)
        }
        return this.#put(params.upsert === true ? 'upsert' : 'create', model, key, item, data, params)
    }

    update(name: string | null, props: DbProps, params: DbParams): DbItem {
        const { engine } = this
        engine.checkOpen()
        if (props === null || props === undefined) {
            throw new DbError('DB_BAD_PROPERTIES')
        }
        const quick = engine.isQuick(params) ? this.#quickUpdate(name, props, params) : undefined
        if (quick !== undefined) {
            return quick
        }
        const request = engine.prepare('update', name ?? this.#typeOf(props), props, params, true)
        const model = wantModel(request.model)
        const key = request.key!
        const item = engine.store.get(key)
        if (!isMeant(item, params)) {
            throw new DbError('DB_NOT_FOUND', 'Cannot update, item does not exist')
        }
        const bypass = params.bypass === true
        const hasCreated = request.props.created !== undefined
        const hasUpdated = request.props.updated !== undefined
        let data = request.props
        if (item !== undefined && params.upsert !== true) {
            delete data[engine.names.type]
            const given = data
            data = withinDepth('update', () => merged(item.data, given))
        } else if (item === undefined && model.hasCreated && !(bypass && hasCreated)) {
            data.created = engine.now()
        }
        if (model.hasUpdated && !(bypass && hasUpdated)) {
            data.updated = engine.now()
        }
        return this.#put(params.upsert === true ? 'upsert' : 'update', model, key, item, data, params)
    }

    setField(name: string | null, field: string, value: unknown, props: DbProps, params: DbParams): DbItem {
        const { engine } = this
        engine.checkOpen()
        const request = engine.prepare('update', name ?? this.#typeOf(props), props, params, true)
        const model = wantModel(request.model)
        const item = engine.store.get(request.key!)
        if (!isMeant(item, params)) {
            throw new DbError('DB_NO_ITEM', 'Cannot set field, item does not exist')
        }
        const data = withinDepth('set field', () => {
            const data = storable(item?.data ?? request.props) as PlainObject
            if (value === null || value === undefined) {
                removeByKey(data, field)
                return data
            }
            if (model.hasUpdated) {
                data.updated = engine.now()
            }
            setByKey(data, field, fieldValue(model, field, value, params))
            return storable(data) as PlainObject
        })
        return this.#put(params.upsert === true ? 'upsert' : 'update', model, request.key!, item, data, params)
    }

    remove(name: string | null, props: DbProps, params: DbParams): number {
        const { engine } = this
        engine.checkOpen()
        if (props === null || props === undefined) {
            throw new DbError('DB_BAD_PROPERTIES', 'Cannot remove, bad properties')
        }
        const limit = params.limit ?? 0
        const request = engine.prepare('remove', name, props, params, limit === 0)
        const { store, names } = engine
        const search = new Search(store, names, queryOf(request, names.sort), params, engine.now())
        search.primary(params, limit)
        for (const item of search.items) {
            engine.drop(item, params)
        }
        engine.dropExpired(search.expired)
        return search.items.length
    }

    removeExpired(notify: boolean): number {
        const { engine } = this
        engine.checkOpen()
        const now = engine.now()
        const expired: DbItem[] = []
        const isTimed = [...engine.models.values()].some(({ expiresField }) => expiresField !== null)
        for (const item of isTimed ? engine.store : []) {
            const field = engine.modelOf(item)?.expiresField ?? null
            if (field !== null && isExpired(item, field, now)) {
                expired.push(item)
            }
        }
        if (notify) {
            engine.dropExpired(expired)
        } else {
            for (const item of expired) {
                engine.writer.forget(item)
            }
        }
        return expired.length
    }

    /** What a simple creation gives; undefined: it is none. */
    #quickCreate(name: string | null, props: DbProps, params: DbParams): DbItem | undefined {
        const { models, names, timestamps, maxKey } = this.engine
        const model = name === null || timestamps ? undefined : models.get(name)
        const given = plainOf(props)
        const data =
            model === undefined || given === undefined ? undefined : quickItem(model, given, names.sort, names.type)
        const key = data === undefined ? '' : (data[names.sort] as string)
        return data === undefined || key.length * 3 > maxKey ? undefined : this.#create(model!, key, data, params)
    }

    /** What a simple update gives; undefined: it is none. */
    #quickUpdate(name: string | null, props: DbProps, params: DbParams): DbItem | undefined {
        const { models, names, store } = this.engine
        const model = name === null ? undefined : models.get(name)
        const given = plainOf(props)
        if (model === undefined || given === undefined) {
            return undefined
        }
        const key = quickKey(model, given, names.sort)
        const item = key === undefined ? undefined : store.get(key)
        const now = model.hasUpdated ? this.engine.now() : ''
        const part = item === undefined ? undefined : quickPart(model, given, item.data, names.type, now)
        if (part === undefined) {
            return undefined
        }
        this.#check(model, key!, part.data, params)
        return this.engine.writer.merge(model, item!, part, params)
    }

    #put(
        command: DbCommand,
        model: DbModel,
        key: string,
        former: DbItem | undefined,
        data: PlainObject,
        params: DbParams,
    ): DbItem {
        if (former === undefined && (key === '' || (isWide(key) && Buffer.from(key).toString() !== key))) {
            throw new DbError(
                'DB_BAD_KEY',
                `Cannot store an item: sort key ${JSON.stringify(key)}, wanted a well-formed text`,
            )
        }
        this.#check(model, key, data, params)
        return this.engine.writer.put(command, model, key, former, data, params)
    }

    #check(model: DbModel, key: string, data: PlainObject, params: DbParams): void {
        if (params.lenient !== true && (model.validated.length > 0 || model.unique.length > 0)) {
            checkValues(this.engine.store, model, key, data)
        }
    }

    /** The model of the item that a request without one means. */
    #typeOf(props: DbProps): string | null {
        const { names, store } = this.engine
        const key = props instanceof Json ? props.get(names.sort) : props?.[names.sort]
        const item = typeof key === 'string' ? store.get(key) : undefined
        const given = props instanceof Json ? props.get(names.type) : props?.[names.type]
        return given === undefined && item !== undefined ? textOf(item.data[names.type]) : null
    }
}

/** Whether a change may take place: the item is there, or is made, and `where` agrees. */
function isMeant(item: DbItem | undefined, { where, upsert }: DbParams): boolean {
    return item === undefined ? upsert === true : where == null || Boolean(where(item))
}

function wantModel(model: DbModel | null): DbModel {
    if (model === null) {
        throw new DbError('DB_NO_MODEL', 'Missing model')
    }
    return model
}

/** Makes data; those that are nested too deep are refused. */
function withinDepth(what: string, make: () => PlainObject): PlainObject {
    try {
        return make()
    } catch (cause) {
        if (cause instanceof DbError) {
            throw cause
        }
        throw new DbError('DB_BAD_TYPE', `Cannot ${what}: ${(cause as Error).message}`, { cause })
    }
}

function fieldValue(model: DbModel, field: string, value: unknown, params: DbParams): unknown {
    if (typeof value !== 'string') {
        return storable(value)
    }
    const type = model.fields.get(field)?.type
    const isText = type === 'string' || type === 'date' || (type === undefined && params.lenient !== true)
    return isText ? value : inferred(value)
}
