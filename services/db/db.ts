/*
    db.ts -- Db: the embedded database. Source: spec db.md.

    Guarantees: no call but `flush` suspends, so each is atomic for other fibers. An item that a call gave is live, its data are not: they
    never change. What was changed before `flush` returned survives a crash. A call that throws has changed nothing.
*/

import type { Fiber } from '../../fiber/index.js'
import { get as getByKey } from '../json/index.js'
import type { LoggedChange } from './change-log.js'
import { checkCount, checkParams } from './check-params.js'
import { Edits } from './edits.js'
import { Engine, LENIENT, NO_PARAMS } from './engine.js'
import { DbError } from './errors.js'
import { Files } from './files.js'
import type { DbItem } from './item.js'
import { loadItems, readDataFile } from './load-items.js'
import { buildModels, type DbModel, type KeyNames } from './model.js'
import { checkOptions, type DbOptions, type DbStatistics, isCount } from './options.js'
import type { DbCallbackProc, DbParams } from './params.js'
import { Reads } from './reads.js'
import type { Recovery } from './recovery.js'
import { type DbSchema, readSchema } from './schema.js'
import { Model } from './typed.js'
import type { DbProps, PlainObject } from './values.js'
import type { DbWatch } from './watch.js'

/** A database. Get one by `Db.open`. */
export class Db<S extends DbSchema = DbSchema> {
    /** The schema, with its parts. */
    readonly schema: S
    /** Path of the data file. */
    readonly path: string
    /** Models by name. */
    readonly models: ReadonlyMap<string, DbModel>
    /** Name of the field with the model. */
    readonly type: string
    /** Nothing is written. */
    readonly readOnly: boolean
    /** C face: text of the last failure; null after a call that did not fail. */
    error: string | null = null
    /** C face: code of the last failure. */
    code = 0
    /** What was found when the database was opened. */
    readonly recovery: Readonly<Recovery>
    readonly #engine: Engine
    readonly #reads: Reads
    readonly #edits: Edits
    readonly #files: Files

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
        this.path = path
        this.schema = readSchema(schema) as S
        this.models = buildModels(this.schema)
        checkOptions(options, this.models)
        this.readOnly = options.readOnly === true
        const engine = new Engine(path, this.schema, this.models, this as unknown as Db, options)
        this.#engine = engine
        this.type = engine.names.type
        this.#reads = new Reads(engine)
        this.#edits = new Edits(engine)
        this.#files = new Files(path, engine, this.schema.version ?? null, options)
        this.recovery = this.#files.recovery
    }

    /** Names of the key fields. @internal */
    get names(): KeyNames {
        return this.#engine.names
    }

    /** Properties that are part of each request. Change them by `addContext`. */
    get context(): Readonly<PlainObject> {
        return this.#engine.context
    }

    /**
     * Ends all: saves what is to be saved, removes the journal. A second call does nothing. Throws `DB_CANNOT_WRITE`; the database is
     * closed then too, and the journal is still there.
     */
    close(): void {
        const engine = this.#engine
        if (engine.isClosed) {
            return
        }
        engine.isClosed = true
        const { delayed, hasUnsaved } = engine.writer
        const hasMore = delayed.size > 0 || hasUnsaved
        delayed.stop()
        engine.watchers.close()
        this.#files.close(hasMore)
    }

    /** Waits until all changes made so far are on the disk. No deadline of its own: use `deadline`. Throws `DB_CANNOT_WRITE`. */
    *flush(): Fiber<void> {
        this.#engine.checkOpen()
        yield* this.#files.flush()
    }

    /** Saves all items now, and begins a new journal; with another path, writes a copy there. Synchronous. Throws `DB_CANNOT_WRITE`. */
    save(path?: string | null): void {
        this.#engine.checkOpen()
        this.#files.save(path ?? null)
    }

    /** Writes all items to a data file of Ioto C, version 2. Throws `DB_CANNOT_WRITE`. */
    exportC(path: string): void {
        this.#engine.checkOpen()
        this.#files.exportC(path)
    }

    /** A model with the types of the schema: `db.model('User').create({name: 'joe'})`. Throws `DB_UNKNOWN_MODEL`. */
    model<N extends keyof S['models'] & string>(name: N): Model<S, N> {
        this.#checkModel(name)
        return new Model<S, N>(this as unknown as Db, name)
    }

    /**
     * Makes an item. Throws `DB_EXISTS`, `DB_REQUIRED`, `DB_NOT_UNIQUE`, `DB_INVALID`, `DB_KEY_TOO_LONG`, `DB_ITEM_TOO_BIG`, and what is
     * wrong with the request.
     */
    create(name: string | null, props: DbProps, params: DbParams = NO_PARAMS): DbItem {
        this.#check('create', params)
        return this.#edits.create(name, props, params)
    }

    /** The item with a whole key, if it matches; else null. */
    get(name: string | null, props: DbProps, params: DbParams = NO_PARAMS): DbItem | null {
        this.#check('get', params)
        return this.#reads.get(name, props, params)
    }

    /** All items that match, in the order of the index. */
    find(name: string | null, props?: DbProps, params: DbParams = NO_PARAMS): DbItem[] {
        this.#check('find', params)
        return this.#reads.find(name, props, params, params.limit ?? 0)
    }

    /** The first item that matches; null if there is none. */
    findOne(name: string | null, props?: DbProps, params: DbParams = NO_PARAMS): DbItem | null {
        this.#check('find', params)
        const rest = params.next == null ? params : { ...params, next: null }
        return this.#reads.find(name, props, rest, 1)[0] ?? null
    }

    /**
     * Where to go on behind a list that `find` gave: `find(model, props, {limit, next: db.next(list)})`. Null at an empty one. What was
     * found may be changed and removed meanwhile.
     */
    next(list: readonly DbItem[]): string | null {
        return this.#reads.next(list)
    }

    /**
     * Changes an item: objects merge, other values are replaced, null and undefined remove. With `upsert` it is replaced as a whole, or made.
     * Throws `DB_NOT_FOUND`, also where `where` does not agree, and as `create`.
     */
    update(name: string | null, props: DbProps, params: DbParams = NO_PARAMS): DbItem {
        this.#check('update', params)
        return this.#edits.update(name, props, params)
    }

    /**
     * Sets a field, such as `a.b`, of the item with a whole key, without the checks of a schema; null removes it. Throws `DB_NO_ITEM`.
     */
    setField(name: string | null, field: string, value: unknown, props: DbProps, params: DbParams = NO_PARAMS): DbItem {
        this.#check('set field', params)
        return this.#edits.setField(name, field, value, props, params)
    }

    /** Removes the item with a whole key, or with `limit` at most so many that match. Gives how many. */
    remove(name: string | null, props: DbProps, params: DbParams = NO_PARAMS): number {
        this.#check('remove', params)
        return this.#edits.remove(name, props, params)
    }

    /**
     * Removes all items whose date of expiry has come. Gives how many. With `notify` these are changes as others; else they vanish, for good
     * with the next save.
     */
    removeExpired(notify = false): number {
        return this.#edits.removeExpired(notify)
    }

    /** What a field of an item has, such as `a.b[0]`; undefined if there is no such item or field. */
    getField(name: string, field: string, props: DbProps, params: DbParams = NO_PARAMS): unknown {
        return getByKey(this.get(name, props, params)?.data, field)
    }

    /**
     * Runs changes of several items that take place all, or none: if `fn` throws, all is as before. On the disk, too, they are together.
     * `fn` must not suspend. Triggers and watches are told when it has ended. Throws what `fn` throws, and `DB_BAD_TRANSACTION` if it is one
     * that suspends.
     */
    transaction<T>(fn: () => T): T {
        this.#engine.checkOpen()
        if (typeof fn !== 'function') {
            throw new DbError('DB_BAD_TRANSACTION', `Cannot run a transaction: ${typeof fn}, wanted a function`)
        }
        return this.#engine.writer.transaction(fn)
    }

    /** The changes of the items that a query means, from now on. Close it in a `finally`. `limit`: how many may wait for their reader. */
    watch(name: string | null, props?: DbProps, params: DbParams = NO_PARAMS): DbWatch {
        this.#check('watch', params)
        this.#engine.checkOpen()
        return this.#engine.watchers.add(name, props, params)
    }

    /**
     * Calls `fn` for events `DB_ON_CHANGE` and `DB_ON_COMMIT`, of one model or of all. Gives what ends that. Throws `DB_UNKNOWN_MODEL`,
     * `DB_BAD_OPTION`.
     */
    on<A = unknown>(events: number, fn: DbCallbackProc<A>, model?: string | null, arg?: A): () => void {
        if (typeof fn !== 'function') {
            throw new DbError('DB_BAD_OPTION', `Cannot add a trigger: ${typeof fn}, wanted a function`)
        }
        checkCount('add a trigger', 'events', events)
        this.#checkModel(model ?? null)
        const { triggers } = this.#engine.writer
        const trigger = triggers.add(events, fn as DbCallbackProc<never>, model ?? null, arg)
        return () => triggers.drop(trigger)
    }

    /** Removes the first trigger with this function, model and argument. */
    off<A = unknown>(fn: DbCallbackProc<A>, model?: string | null, arg?: A): void {
        this.#engine.writer.triggers.remove(fn as DbCallbackProc<never>, model ?? null, arg)
    }

    /** Makes a property part of each request that has a model, whatever the caller says; null takes it back. Throws `DB_BAD_PROPERTIES`. */
    addContext(name: string, value: unknown): void {
        if (typeof name !== 'string' || name === '') {
            throw new DbError(
                'DB_BAD_PROPERTIES',
                `Cannot add to the context: name ${JSON.stringify(name)}, wanted a text`,
            )
        }
        this.#engine.setContext(name, value)
    }

    /**
     * The changes that the cloud does not have yet, of models that go `up`: at most `limit`, after the change of a number. Of an item that
     * changed several times there is the last one; what was removed stays until it is acknowledged.
     */
    changesSince(version = 0, limit = 100): LoggedChange[] {
        this.#engine.checkOpen()
        checkCount('give changes', 'version', version)
        checkCount('give changes', 'limit', limit)
        return this.#engine.writer.log.since(version, limit)
    }

    /** The cloud has these changes. What changed again meanwhile stays. Gives how many there were. */
    acknowledge(changes: Iterable<{ readonly key: string; readonly version: number }>): number {
        this.#engine.checkOpen()
        return this.#engine.writer.acknowledge(changes)
    }

    /** Loads a JSON5 file `{Model: [{...}, ...]}`; items that are there stay. Throws `DB_CANNOT_READ`, `DB_CANNOT_LOAD`. */
    load(path: string): void {
        this.loadItems(readDataFile(path))
    }

    /** The same of a value. */
    loadItems(value: unknown): void {
        this.#engine.checkOpen()
        loadItems(this as unknown as Db, value)
    }

    /** Milliseconds and bytes after which the journal is replaced by a save. Throws `DB_BAD_OPTION`. */
    setJournalParams(maxAge: number, maxSize: number): void {
        if (!isCount(maxAge) || !isCount(maxSize)) {
            throw new DbError(
                'DB_BAD_OPTION',
                `Cannot change the limits of the journal: ${maxAge} ms, ${maxSize} bytes, wanted numbers from 0`,
            )
        }
        const { storage } = this.#files
        if (storage !== null) {
            storage.maxAge = maxAge
            storage.maxSize = maxSize
        }
    }

    /** The model of an item; null if the schema does not have it. */
    modelOf(item: DbItem): DbModel | null {
        return this.#engine.modelOf(item)
    }

    /** All items in the order of their keys. Nothing may be changed meanwhile. */
    [Symbol.iterator](): Iterator<DbItem> {
        return this.#engine.store[Symbol.iterator]()
    }

    /** A plain record of the present state. */
    statistics(): DbStatistics {
        const { store, writer } = this.#engine
        const { journalSize = 0, written = 0, commits = 0, saves = 0, problem = null } = this.#files.storage ?? {}
        const { version, delayed, log } = writer
        const counts = { items: store.size, bytes: store.bytes, journalSize, written, commits, saves, problem }
        return Object.freeze({ ...counts, version, delayed: delayed.size, unsent: log.size })
    }

    #check(action: string, params: DbParams): void {
        if (params !== NO_PARAMS && params !== LENIENT) {
            checkParams(action, params)
        }
    }

    #checkModel(name: string | null): void {
        if (name !== null && !this.models.has(name)) {
            throw new DbError('DB_UNKNOWN_MODEL', `Unknown schema model "${name}"`)
        }
    }
}
