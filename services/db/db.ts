/*
    db.ts -- Db: the embedded database. Source: spec db.md.

    Guarantees: no call but `flush` suspends, so each is atomic for other fibers. An item that a call gave is live, its data are not: they
    never change. What was changed before `flush` returned survives a crash. A call that throws has changed nothing.
*/

import { type Fiber, Logger, wallTime } from '../../fiber/index.js'
import { get as getByKey, Json, remove as removeByKey, set as setByKey } from '../json/index.js'
import { cDataFile } from './c-format.js'
import type { LoggedChange } from './change-log.js'
import { DB_MAX_ITEM, DB_MAX_KEY } from './constants.js'
import { nodeDisk } from './disk.js'
import { checkValues } from './check-values.js'
import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import { isWide } from './key-order.js'
import { loadItems, readDataFile } from './load-items.js'
import { migrate } from './migrate.js'
import { buildModels, type DbModel, type KeyNames, keyNames } from './model.js'
import type { DbOptions, DbStatistics } from './options.js'
import type { DbCallbackProc, DbParams } from './params.js'
import { recover, type Recovery } from './recovery.js'
import { type Action, prepare, type Request, type RequestContext, stamp } from './request.js'
import { type DbSchema, readSchema } from './schema.js'
import { isExpired, isPrimary, Search } from './search.js'
import { snapshotFile } from './snapshot.js'
import { Storage, writeCopy } from './storage.js'
import { type IndexNames, Store } from './store.js'
import { Model } from './typed.js'
import { type DbProps, inferred, merged, type PlainObject, setProperty, storable, textOf } from './values.js'
import { type DbChange, DbWatch, WATCH_LIMIT } from './watch.js'
import { type Happening, Writer } from './writer.js'

const log = new Logger('db')

interface Watcher {
    readonly watch: DbWatch
    readonly request: Request
    readonly params: DbParams
}

/** A database. Get one by `Db.open`. */
export class Db<S extends DbSchema = DbSchema> implements RequestContext {
    /** The schema, with its parts. */
    readonly schema: S
    /** Path of the data file. */
    readonly path: string
    /** Models by name. */
    readonly models: ReadonlyMap<string, DbModel>
    /** Names of the key fields. @internal */
    readonly names: KeyNames
    /** Properties that are part of each request. */
    readonly context: PlainObject = {}
    /** Name of the field with the model. */
    readonly type: string
    /** Nothing is written. */
    readonly readOnly: boolean
    /** Whether `create` sets times before templates. @internal */
    readonly timestamps: boolean
    /** Most bytes of a sort key. @internal */
    readonly maxKey: number
    /** C face: text of the last failure; null after a call that did not fail. */
    error: string | null = null
    /** C face: code of the last failure. */
    code = 0
    /** What was found when the database was opened. */
    readonly recovery: Readonly<Recovery>
    readonly #store: Store
    readonly #writer: Writer
    readonly #disk
    readonly #unlock: () => void
    readonly #watchers = new Set<Watcher>()
    #storage: Storage | null = null
    #schemaVersion: string | null
    #isClosed = false
    #nowTime = 0
    #now = ''

    /**
     * Opens a database: the schema (a file, or a value), the data file, the journal. What is damaged is put aside and reported in
     * `recovery`. Synchronous. Throws a `DbError`: `DB_NO_SCHEMA`, `DB_BAD_SCHEMA`, `DB_BUSY`, `DB_CANNOT_OPEN`, `DB_BAD_VERSION`,
     * `DB_CANNOT_WRITE`, `DB_MIGRATION`.
     */
    static open<const S extends DbSchema>(path: string, schema: string | S, options: DbOptions = {}): Db<S> {
        return new Db<S>(path, schema, options)
    }

    private constructor(path: string, schema: string | S, options: DbOptions) {
        if (typeof path !== 'string' || path === '') {
            throw new DbError('DB_NO_PATH', `Cannot open a database: path ${JSON.stringify(path)}, wanted a text`)
        }
        checkOptions(options)
        this.path = path
        this.schema = readSchema(schema) as S
        this.models = buildModels(this.schema)
        this.names = keyNames(this.schema)
        this.type = this.names.type
        this.readOnly = options.readOnly === true
        const { timestamps } = this.schema.params ?? {}
        this.timestamps = timestamps !== undefined && timestamps !== false && timestamps !== null
        this.maxKey = options.maxKey ?? DB_MAX_KEY - 1
        this.#disk = options.disk ?? nodeDisk
        this.#store = new Store(this.models, this.type, secondaryIndexes(this.schema))
        this.#writer = new Writer(this as unknown as Db, this.#store, {
            maxItem: options.maxItem ?? DB_MAX_ITEM,
            durability: options.durability ?? 'turn',
            models: options.modelDurability ?? {},
            onChange: happening => this.#tellWatchers(happening),
        })
        this.#schemaVersion = null
        this.#unlock = this.readOnly ? () => {} : this.#lock(path)
        try {
            if (options.reset === true) {
                removeFiles(path, this.#disk)
            }
            this.recovery = this.#open(options)
        } catch (error) {
            this.#unlock()
            throw error
        }
    }

    #lock(path: string): () => void {
        return this.#disk.lock(path)
    }

    #open(options: DbOptions): Recovery {
        const { sort, type } = this.names
        const writer = this.#writer
        const hasWriter = this.readOnly && this.#disk.isLocked(this.path)
        const recovered = recover(
            this.#disk,
            this.path,
            {
                head: head => {
                    writer.version = head.version
                    this.#schemaVersion = head.schema
                    for (const [command, version, key, model] of head.pending) {
                        writer.log.note({ command, version, key, model })
                    }
                },
                item: (key, version, data) => writer.load(key, version, data),
                change: record => writer.replay(record),
                cChange: (command, data) => {
                    const key = textOf(data[sort])
                    const model = textOf(data[type])
                    const version = writer.version + 1
                    if (key !== null && command === 'remove') {
                        writer.replay(['remove', version, 0, key, model])
                    } else if (key !== null) {
                        writer.replay(['update', version, 0, key, data])
                    }
                },
            },
            { hasWriter },
        )
        if (!this.readOnly) {
            const storage = new Storage(this.#disk, this.path, recovered, sequence => this.#image(sequence))
            storage.maxAge = options.maxJournalAge ?? storage.maxAge
            storage.maxSize = options.maxJournalSize ?? storage.maxSize
            storage.begin(recovered)
            this.#storage = storage
        }
        const stored = this.#schemaVersion ?? (this.#store.size > 0 ? '0.0.0' : null)
        const version = this.schema.version ?? null
        try {
            if (options.migrations !== undefined && stored !== null && version !== null) {
                const plan = migrate(this.#store, options.migrations, stored, version, sort)
                if (plan !== null && this.#storage !== null) {
                    writeCopy(this.#disk, `${this.path}.${stored.replace(/[^\w.-]/g, '_')}`, this.#image(0))
                }
                plan?.()
                this.#schemaVersion = version
                if (plan !== null) {
                    this.#storage?.save()
                }
            }
        } catch (error) {
            this.#storage?.abandon()
            throw error
        }
        this.#schemaVersion = version
        // From here on changes are journaled.
        writer.storage = this.#storage
        const { replayed, imported, fellBack, lostBytes, problems } = recovered
        return Object.freeze({ replayed, imported, fellBack, lostBytes, problems: Object.freeze(problems) as string[] })
    }

    #image(sequence: number): Iterable<Uint8Array> {
        const { version, log } = this.#writer
        const head = { version, sequence, schema: this.#schemaVersion, pending: log.pending() }
        return snapshotFile(head, this.#store)
    }

    /**
     * Ends all: saves what is to be saved, removes the journal. A second call does nothing. Throws `DB_CANNOT_WRITE`; the database is
     * closed then too, and the journal is still there.
     */
    close(): void {
        if (this.#isClosed) {
            return
        }
        this.#isClosed = true
        const hasMore = this.#writer.delayed.size > 0 || this.#writer.hasUnsaved
        this.#writer.delayed.stop()
        for (const { watch } of [...this.#watchers]) {
            watch.close()
        }
        try {
            this.#storage?.close(hasMore)
        } finally {
            this.#unlock()
        }
    }

    /** Waits until all changes made so far are on the disk. No deadline of its own: use `deadline`. Throws `DB_CANNOT_WRITE`. */
    *flush(): Fiber<void> {
        this.#checkOpen()
        yield* this.#storage?.flush() ?? []
    }

    /** Saves all items now, and begins a new journal; with another path, writes a copy there. Synchronous. Throws `DB_CANNOT_WRITE`. */
    save(path?: string | null): void {
        this.#checkOpen()
        if (this.readOnly) {
            return
        }
        if (path === undefined || path === null || path === '' || path === this.path) {
            this.#storage!.save()
            this.#writer.hasUnsaved = false
        } else {
            writeCopy(this.#disk, path, this.#image(0))
        }
    }

    /** Writes all items to a data file of Ioto C, version 2. Throws `DB_CANNOT_WRITE`. */
    exportC(path: string): void {
        this.#checkOpen()
        writeCopy(this.#disk, path, cDataFile(this.#store))
    }

    /** A model with the types of the schema: `db.model('User').create({name: 'joe'})`. Throws `DB_UNKNOWN_MODEL`. */
    model<N extends keyof S['models'] & string>(name: N): Model<S, N> {
        if (!this.models.has(name)) {
            throw new DbError('DB_UNKNOWN_MODEL', `Unknown schema model "${name}"`)
        }
        return new Model<S, N>(this as unknown as Db, name)
    }

    /**
     * Makes an item. Throws `DB_EXISTS`, `DB_REQUIRED`, `DB_NOT_UNIQUE`, `DB_INVALID`, `DB_KEY_TOO_LONG`, `DB_ITEM_TOO_BIG`, and what is
     * wrong with the request.
     */
    create(name: string | null, props: DbProps, params: DbParams = {}): DbItem {
        const request = this.#prepare('create', name, props, params, true)
        const model = this.#wantModel(request.model)
        const key = request.key!
        if (params.upsert !== true && this.#store.get(key) !== undefined) {
            throw new DbError('DB_EXISTS', 'Cannot create, item already exists')
        }
        for (const field of model.required) {
            if (request.props[field.name] === undefined) {
                throw new DbError('DB_REQUIRED', `Missing required property "${field.name}"`)
            }
        }
        stamp(model, request.props, this.now(), params.bypass === true)
        return this.#put(params.upsert === true ? 'upsert' : 'create', model, key, request.props, params)
    }

    /** The item with a whole key, if it matches; else null. */
    get(name: string | null, props: DbProps, params: DbParams = {}): DbItem | null {
        const request = this.#prepare('get', name, props, params, true)
        const item = this.#store.get(request.key!)
        if (item === undefined) {
            return null
        }
        if (!request.isMatched) {
            return item
        }
        const search = new Search(this.#store, this.names, request, { ...params, index: null }, this.now())
        const matches = search.accepts(item)
        this.#removeAll(search.expired)
        return matches ? item : null
    }

    /** All items that match, in the order of the index. */
    find(name: string | null, props?: DbProps, params: DbParams = {}): DbItem[] {
        return this.#find(name, props, params, Math.max(0, params.limit ?? 0))
    }

    /** The first item that matches; null if there is none. */
    findOne(name: string | null, props?: DbProps, params: DbParams = {}): DbItem | null {
        return this.#find(name, props, { ...params, next: null }, 1)[0] ?? null
    }

    /** Where to go on behind a list that `find` gave: `find(model, props, {limit, next: db.next(list)})`. Null at an empty one. */
    next(list: readonly DbItem[]): string | null {
        return list.at(-1)?.key ?? null
    }

    #find(name: string | null, props: DbProps, params: DbParams, limit: number): DbItem[] {
        const request = this.#prepare('find', name, props, params, false)
        const { items, expired } = new Search(this.#store, this.names, request, params, this.now()).run(params, limit)
        this.#removeAll(expired)
        return items
    }

    /**
     * Changes an item: objects merge, other values are replaced, null and undefined remove. With `upsert` it is replaced as a whole, or made.
     * Throws `DB_NOT_FOUND`, also where `where` does not agree, and as `create`.
     */
    update(name: string | null, props: DbProps, params: DbParams = {}): DbItem {
        if (props === null || props === undefined) {
            throw new DbError('DB_BAD_PROPERTIES')
        }
        const request = this.#prepare('update', name ?? this.#typeOf(props), props, params, true)
        const model = this.#wantModel(request.model)
        const key = request.key!
        const item = this.#store.get(key)
        const isMeant = item === undefined || params.where == null || Boolean(params.where(item))
        if (!isMeant || (item === undefined && params.upsert !== true)) {
            throw new DbError('DB_NOT_FOUND', 'Cannot update, item does not exist')
        }
        const bypass = params.bypass === true
        const now = this.now()
        let data = request.props
        if (item !== undefined && params.upsert !== true) {
            delete data[this.type]
            data = this.#merge(item.data, data)
        } else if (item === undefined && model.hasCreated && !(bypass && request.props.created !== undefined)) {
            data.created = now
        }
        if (model.hasUpdated && !(bypass && request.props.updated !== undefined)) {
            data.updated = now
        }
        return this.#put(params.upsert === true ? 'upsert' : 'update', model, key, data, params)
    }

    /**
     * Sets a field, such as `a.b`, of the item with a whole key, without the checks of a schema; null removes it. Throws `DB_NO_ITEM`.
     */
    setField(name: string | null, field: string, value: unknown, props: DbProps, params: DbParams = {}): DbItem {
        const request = this.#prepare('update', name ?? this.#typeOf(props), props, params, true)
        const model = this.#wantModel(request.model)
        const item = this.#store.get(request.key!)
        const isMeant = item === undefined || params.where == null || Boolean(params.where(item))
        if (!isMeant || (item === undefined && params.upsert !== true)) {
            throw new DbError('DB_NO_ITEM', 'Cannot set field, item does not exist')
        }
        const data = storable(item?.data ?? request.props) as PlainObject
        if (value === null || value === undefined) {
            removeByKey(data, field)
        } else {
            if (model.hasUpdated) {
                data.updated = this.now()
            }
            setByKey(data, field, this.#fieldValue(model, field, value, params))
        }
        return this.#put(params.upsert === true ? 'upsert' : 'update', model, request.key!, data, params)
    }

    /** Removes the item with a whole key, or with `limit` at most so many that match. Gives how many. */
    remove(name: string | null, props: DbProps, params: DbParams = {}): number {
        if (props === null || props === undefined) {
            throw new DbError('DB_BAD_PROPERTIES', 'Cannot remove, bad properties')
        }
        const limit = Math.max(0, params.limit ?? 0)
        const request = this.#prepare('remove', name, props, params, limit === 0)
        const search = new Search(this.#store, this.names, request, params, this.now())
        const { items, expired } = search.run(params, limit)
        for (const item of items) {
            this.#drop(item, params)
        }
        this.#removeAll(expired)
        return items.length
    }

    /**
     * Removes all items whose date of expiry has come. Gives how many. With `notify` these are changes as others; else they vanish, for good
     * with the next save.
     */
    removeExpired(notify = false): number {
        this.#checkOpen()
        const now = this.now()
        const expired: DbItem[] = []
        const typed = [...this.models.values()].some(({ expiresField }) => expiresField !== null)
        for (const item of typed ? this.#store : []) {
            const field = this.models.get(item.data[this.type] as string)?.expiresField ?? null
            if (field !== null && isExpired(item, field, now)) {
                expired.push(item)
            }
        }
        for (const item of expired) {
            if (notify) {
                this.#drop(item, {})
            } else {
                this.#writer.forget(item)
            }
        }
        return expired.length
    }

    /** What a field of an item has, such as `a.b[0]`; undefined if there is no such item or field. */
    getField(name: string, field: string, props: DbProps, params: DbParams = {}): unknown {
        return getByKey(this.get(name, props, params)?.data, field)
    }

    /**
     * Runs changes of several items that take place all, or none: if `fn` throws, all is as before. On the disk, too, they are together.
     * `fn` must not suspend. Triggers and watches are told when it has ended.
     */
    transaction<T>(fn: () => T): T {
        this.#checkOpen()
        return this.#writer.transaction(fn)
    }

    /** The changes of the items that a query means, from now on. Close it in a `finally`. `limit`: how many may wait for their reader. */
    watch(name: string | null, props?: DbProps, params: DbParams = {}): DbWatch {
        const request = this.#prepare('find', name, props, params, false)
        const watch: DbWatch = new DbWatch(params.limit || WATCH_LIMIT, () => this.#watchers.delete(watcher))
        const watcher = { watch, request, params }
        this.#watchers.add(watcher)
        return watch
    }

    /** Calls `fn` for events `DB_ON_CHANGE` and `DB_ON_COMMIT`, of one model or of all. Gives what ends that. */
    on<A = unknown>(events: number, fn: DbCallbackProc<A>, model?: string | null, arg?: A): () => void {
        const { triggers } = this.#writer
        const trigger = triggers.add(events, fn as DbCallbackProc<never>, model ?? null, arg)
        return () => triggers.drop(trigger)
    }

    /** Removes the first trigger with this function, model and argument. */
    off<A = unknown>(fn: DbCallbackProc<A>, model?: string | null, arg?: A): void {
        this.#writer.triggers.remove(fn as DbCallbackProc<never>, model ?? null, arg)
    }

    /** Makes a property part of each request that has a model, whatever the caller says; null takes it back. */
    addContext(name: string, value: unknown): void {
        if (value === null || value === undefined) {
            delete this.context[name]
        } else {
            setProperty(this.context, name, storable(value))
        }
    }

    /**
     * The changes that the cloud does not have yet, of models that go `up`: at most `limit`, after the change of a number. Of an item that
     * changed several times there is the last one; what was removed stays until it is acknowledged.
     */
    changesSince(version = 0, limit = 100): LoggedChange[] {
        this.#checkOpen()
        return this.#writer.log.since(version, limit)
    }

    /** The cloud has these changes. What changed again meanwhile stays. Gives how many there were. */
    acknowledge(changes: Iterable<{ readonly key: string; readonly version: number }>): number {
        this.#checkOpen()
        return this.#writer.acknowledge(changes)
    }

    /** Loads a JSON5 file `{Model: [{...}, ...]}`; items that are there stay. Throws `DB_CANNOT_READ`, `DB_CANNOT_LOAD`. */
    load(path: string): void {
        this.loadItems(readDataFile(path))
    }

    /** The same of a value. */
    loadItems(value: unknown): void {
        this.#checkOpen()
        loadItems(this as unknown as Db, value)
    }

    /** Milliseconds and bytes after which the journal is replaced by a save. */
    setJournalParams(maxAge: number, maxSize: number): void {
        if (this.#storage !== null) {
            this.#storage.maxAge = maxAge
            this.#storage.maxSize = maxSize
        }
    }

    /** The model of an item; null if the schema does not have it. */
    modelOf(item: DbItem): DbModel | null {
        return this.models.get(item.data[this.type] as string) ?? null
    }

    /** All items in the order of their keys. Nothing may be changed meanwhile. */
    [Symbol.iterator](): Iterator<DbItem> {
        return this.#store[Symbol.iterator]()
    }

    /** A plain record of the present state. */
    statistics(): DbStatistics {
        const { journalSize = 0, written = 0, commits = 0, saves = 0 } = this.#storage ?? {}
        const { version, delayed, log } = this.#writer
        const counts = { items: this.#store.size, bytes: this.#store.bytes, journalSize, written, commits, saves }
        return Object.freeze({ ...counts, version, delayed: delayed.size, unsent: log.size })
    }

    /** The present time as a date. @internal */
    now(): string {
        const time = wallTime()
        if (time !== this.#nowTime) {
            this.#nowTime = time
            this.#now = new Date(time).toISOString()
        }
        return this.#now
    }

    #prepare(action: Action, name: string | null, props: DbProps, params: DbParams, whole: boolean): Request {
        this.#checkOpen()
        if (!isPrimary(params) && (params.lenient === true || action !== 'find')) {
            throw new DbError('DB_BAD_INDEX', `Unsupported index "${params.index}"`)
        }
        const request = prepare(this, action, name, props, params, whole)
        if (params.log === true) {
            log.info(`${action} ${request.model?.name ?? '*'} ${request.key ?? ''} ${JSON.stringify(request.props)}`)
        }
        return request
    }

    #put(
        command: 'create' | 'update' | 'upsert',
        model: DbModel,
        key: string,
        data: PlainObject,
        params: DbParams,
    ): DbItem {
        if (key === '' || (isWide(key) && Buffer.from(key).toString() !== key)) {
            throw new DbError(
                'DB_BAD_KEY',
                `Cannot store an item: sort key ${JSON.stringify(key)}, wanted a well-formed text`,
            )
        }
        if (params.lenient !== true) {
            checkValues(this.#store, model, key, data)
        }
        return this.#writer.put(command, model, key, data, params)
    }

    #drop(item: DbItem, params: DbParams): void {
        if (this.#store.get(item.key) === item) {
            const model = this.modelOf(item)
            if (model === null) {
                // An item of a model that is gone: nobody can be told, but it goes.
                this.#writer.drop(item, untyped(textOf(item.data[this.type])), params)
            } else {
                this.#writer.drop(item, model, params)
            }
        }
    }

    #removeAll(expired: readonly DbItem[]): void {
        for (const item of expired) {
            this.#drop(item, {})
        }
    }

    #merge(target: Readonly<PlainObject>, source: PlainObject): PlainObject {
        try {
            return merged(target, source)
        } catch (cause) {
            throw new DbError('DB_BAD_TYPE', `Cannot update: ${(cause as Error).message}`, { cause })
        }
    }

    #fieldValue(model: DbModel, field: string, value: unknown, params: DbParams): unknown {
        if (typeof value !== 'string') {
            return storable(value)
        }
        const type = model.fields.get(field)?.type
        const isText = type === 'string' || type === 'date' || (type === undefined && params.lenient !== true)
        return isText ? value : inferred(value)
    }

    #typeOf(props: DbProps): string | null {
        const { sort } = this.names
        const key = props instanceof Json ? props.get(sort) : props?.[sort]
        const item = typeof key === 'string' ? this.#store.get(key) : undefined
        const given = props instanceof Json ? props.get(this.type) : props?.[this.type]
        return given === undefined && item !== undefined ? textOf(item.data[this.type]) : null
    }

    #wantModel(model: DbModel | null): DbModel {
        if (model === null) {
            throw new DbError('DB_NO_MODEL', 'Missing model')
        }
        return model
    }

    #checkOpen(): void {
        if (this.#isClosed) {
            throw new DbError('DB_CLOSED', `Cannot use the database ${this.path}: it is closed`)
        }
    }

    #tellWatchers({ command, item, before, after }: Happening): void {
        for (const { watch, request, params } of [...this.#watchers]) {
            const change: DbChange = {
                command,
                key: item.key,
                before: this.#isWatched(request, params, item, before) ? before : null,
                after: this.#isWatched(request, params, item, after) ? after : null,
            }
            if (change.before !== null || change.after !== null) {
                watch.push(change)
            }
        }
    }

    #isWatched(request: Request, params: DbParams, item: DbItem, data: Readonly<PlainObject> | null): boolean {
        const { key, isPrefix } = request
        if (data === null || (key !== null && !(isPrefix ? item.key.startsWith(key) : item.key === key))) {
            return false
        }
        const view = Object.create(item, { data: { value: data } }) as DbItem
        return new Search(this.#store, this.names, request, params, this.now()).accepts(view)
    }
}

/** Deletes all files of a database. What is not there is no error. */
export function removeFiles(path: string, disk = nodeDisk): void {
    for (const name of ['', '.prev', '.jnl', '.jnl.prev', '.save']) {
        disk.remove(path + name)
    }
}

function untyped(name: string | null): DbModel {
    const none = { fields: new Map(), computed: [], key: null, filled: [], required: [], unique: [], validated: [] }
    const rules = { sync: false, direction: 'none', mem: false, delay: 0, expiresField: null } as const
    return { name: name ?? '', ...none, ...rules, hasCreated: false, hasUpdated: false }
}

function secondaryIndexes({ indexes = {} }: DbSchema): IndexNames[] {
    return Object.entries(indexes)
        .filter(([name, { sort }]) => name !== 'primary' && typeof sort === 'string')
        .map(([name, { hash, sort }]) => ({ name, hash: hash ?? null, sort: sort! }))
}

function checkOptions(options: DbOptions): void {
    for (const name of ['maxJournalAge', 'maxJournalSize', 'maxKey', 'maxItem'] as const) {
        const value = options[name]
        if (value !== undefined && !(value >= 0)) {
            throw new DbError('DB_BAD_OPTION', `Cannot open a database: ${name} ${value}, wanted a number from 0`)
        }
    }
    for (const value of [options.durability, ...Object.values(options.modelDurability ?? {})]) {
        if (
            !(value === undefined || value === 'turn' || value === 'never' || (typeof value === 'number' && value >= 0))
        ) {
            throw new DbError(
                'DB_BAD_OPTION',
                `Cannot open a database: durability ${value}, wanted "turn", "never" or milliseconds`,
            )
        }
    }
}
