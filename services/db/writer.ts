/*
    writer.ts -- Writer: how a change takes place: memory, change log, journal or delay, triggers, watches. Source: spec db.md §9, §10.

        put / drop  ->  store  ->  change log  ->  at once: journal, triggers (CHANGE and COMMIT)
                                                   delayed: triggers (CHANGE) ... journal, triggers (COMMIT)
                                                   memory:  triggers (CHANGE and COMMIT)

    In a transaction the journal, the triggers and the watches come at its end, and not at all if it fails.
*/

import { ChangeLog, type LoggedChange } from './change-log.js'
import { DB_INMEM, DB_NODELAY, DB_ON_CHANGE, DB_ON_COMMIT } from './constants.js'
import type { Db } from './db.js'
import { Delayed } from './delayed.js'
import { DbError } from './errors.js'
import type { DbItem } from './item.js'
import { type JournalRecord, PART, SYNCED } from './journal-record.js'
import type { DbModel } from './model.js'
import type { DbCommand, DbParams } from './params.js'
import type { Part } from './part.js'
import { quoted } from './simple-text.js'
import type { Durability, Storage } from './storage.js'
import type { Store } from './store.js'
import { Triggers } from './triggers.js'
import { type PlainObject, setProperty } from './values.js'
import type { Watchers } from './watchers.js'

/** What happened to an item, for those who are told. */
export interface Happening {
    readonly command: DbCommand
    readonly model: DbModel
    readonly item: DbItem
    readonly before: Readonly<PlainObject> | null
    readonly after: Readonly<PlainObject> | null
    readonly params: DbParams
    readonly version: number
    /** The item as JSON; empty after a removal. */
    readonly text: string
    /** The text has only what has changed, and the number of the change before. */
    readonly isPart: boolean
}

/** How to undo a change. */
interface Undo {
    readonly key: string
    readonly data: Readonly<PlainObject> | null
    readonly size: number
    readonly version: number
    readonly logged: LoggedChange | undefined
}

interface Transaction {
    readonly undo: Undo[]
    readonly happenings: Happening[]
    /** Records that come after the others: they name versions, so nothing is lost by that. */
    readonly acknowledgements: LoggedChange[]
}

/** What a writer goes by. */
export interface WriterOptions {
    readonly maxItem: number
    readonly durability: Durability
    readonly models: ReadonlyMap<string, Durability>
    /** Name of the field with the model. */
    readonly typeField: string
}

/** Puts changes through. */
export class Writer {
    /** Number of the last change. */
    version = 0
    /** Null: nothing is written. */
    storage: Storage | null = null
    readonly triggers = new Triggers()
    readonly log = new ChangeLog()
    readonly delayed: Delayed
    /** There are changes that only a save puts on the disk. */
    hasUnsaved = false
    readonly #db: Db
    readonly #store: Store
    readonly #watchers: Watchers
    readonly #options: WriterOptions
    #transaction: Transaction | null = null

    constructor(db: Db, store: Store, watchers: Watchers, options: WriterOptions) {
        this.#db = db
        this.#store = store
        this.#watchers = watchers
        this.#options = options
        this.delayed = new Delayed(change => {
            const item = store.get(change.key)
            if (item !== undefined) {
                item.delayed = false
                const text = JSON.stringify(item.data)
                const rest = { before: null, after: item.data, version: item.version, text, isPart: false }
                const happening = { ...change, ...rest, item }
                this.#journal(happening)
                this.#raise(happening, DB_ON_COMMIT)
                this.storage?.check()
            }
        })
    }

    /** Stores an item; `former` is what is there. Throws `DB_ITEM_TOO_BIG`, and nothing has changed then. */
    put(
        command: DbCommand,
        model: DbModel,
        key: string,
        former: DbItem | undefined,
        data: PlainObject,
        params: DbParams,
    ): DbItem {
        const text = this.#textOf(key, data)
        const store = this.#store
        if (this.#transaction !== null) {
            this.#remember(key, former)
        }
        const before = former === undefined ? null : former.data
        const version = ++this.version
        const item =
            former === undefined
                ? store.add(key, data, text.length, version)
                : store.change(former, data, text.length, version)
        this.#stored(command, model, item, before, params, text, false)
        return item
    }

    /**
     * Gives an item other values of some properties. Only these go to the journal, if it has the rest; else the whole item does.
     */
    merge(model: DbModel, item: DbItem, part: Part, params: DbParams): DbItem {
        const before = item.data
        const size = item.size + part.growth
        const isSmall = size * 3 <= this.#options.maxItem
        if (!item.isJournaled || !isSmall || this.#transaction !== null || modeOf(model, params) !== 0) {
            return this.put('update', model, item.key, item, part.data, params)
        }
        const text = `{${part.text}},${item.version}`
        this.#store.change(item, part.data, size, ++this.version)
        this.#stored('update', model, item, before, params, text, true)
        return item
    }

    /** Removes an item. */
    drop(item: DbItem, model: DbModel, params: DbParams): void {
        this.#remember(item.key, item)
        this.version++
        this.#note('remove', model, item.key, params)
        const { version } = this
        const before = item.data
        const rest = { before, after: null, params, version, text: '', isPart: false }
        const happening: Happening = { command: 'remove', model, item, ...rest }
        if (this.#transaction === null) {
            // Triggers see the item before it disappears.
            this.#cancel(item.key)
            this.#raiseRemoval(happening)
        }
        this.#store.delete(item.key)
        if (this.#transaction !== null) {
            this.#transaction.happenings.push(happening)
            return
        }
        if (modeOf(happening.model, happening.params) !== DB_INMEM) {
            this.#journal(happening)
        }
        this.#tell(happening)
        this.storage?.check()
    }

    /** Removes an item silently: only the next save makes it last. */
    forget(item: DbItem): void {
        this.#cancel(item.key)
        this.#store.delete(item.key)
        this.hasUnsaved = true
    }

    /** Drops changes of which the cloud says that it has them. Gives how many there were. */
    acknowledge(changes: Iterable<{ readonly key: string; readonly version: number }>): number {
        let count = 0
        for (const { key, version } of changes) {
            const change = this.log.get(key)
            if (change !== undefined && change.version === version) {
                count++
                this.#remember(key, this.#store.get(key))
                this.log.forget(key)
                if (this.#transaction !== null) {
                    this.#transaction.acknowledgements.push(change)
                } else {
                    this.#recordAcknowledgement(change)
                }
            }
        }
        this.storage?.check()
        return count
    }

    /** Runs a function whose changes take place all, or none if it throws. One within another is a part of it. */
    transaction<T>(fn: () => T): T {
        if (this.#transaction !== null) {
            return fn()
        }
        const transaction: Transaction = { undo: [], happenings: [], acknowledgements: [] }
        this.#transaction = transaction
        let result: T
        try {
            result = fn()
            if (waits(result)) {
                throw new DbError(
                    'DB_BAD_TRANSACTION',
                    'Cannot run a transaction: the function is one that waits, wanted one that does not',
                )
            }
        } catch (error) {
            this.#rollBack(transaction.undo)
            throw error
        } finally {
            this.#transaction = null
        }
        // No function of others runs before all records are handed over: they are in one frame.
        for (const happening of transaction.happenings) {
            this.#cancel(happening.item.key)
            if (modeOf(happening.model, happening.params) !== DB_INMEM) {
                happening.item.delayed = false
                this.#journal(happening)
            } else {
                happening.item.isJournaled = false
            }
        }
        for (const change of transaction.acknowledgements) {
            this.#recordAcknowledgement(change)
        }
        for (const happening of transaction.happenings) {
            this.#raise(happening, DB_ON_CHANGE | DB_ON_COMMIT)
            this.#tell(happening)
        }
        this.storage?.check()
        return result
    }

    /** Applies a record of a journal, or tells what is missing for that: the whole item, or a change of it that comes before. */
    replay(record: JournalRecord): 'done' | 'item' | 'change' {
        const [command, version, flags, key] = record
        this.version = Math.max(this.version, version)
        if (command === 'acknowledge') {
            this.log.forget(key, version)
            return 'done'
        }
        let model: string | null
        if (command === 'remove') {
            model = record[4]
            this.#store.delete(key)
        } else {
            const former = this.#store.get(key)
            let data: Readonly<PlainObject>
            if (former !== undefined && former.version >= version) {
                // A save that came between has it already: it was pending then.
                data = former.data
            } else if ((flags & PART) === 0) {
                data = record[4]
                this.load(key, version, record[4])
            } else if (former === undefined) {
                return 'item'
            } else if (record[5] !== undefined && record[5] !== former.version) {
                return 'change'
            } else {
                data = withPart(former.data, record[4])
                this.load(key, version, data)
            }
            model = (data[this.#options.typeField] as string | undefined) ?? null
        }
        if ((flags & SYNCED) !== 0) {
            this.log.note({ version, command, key, model })
        } else {
            this.log.forget(key)
        }
        return 'done'
    }

    /** Takes an item of a file as it is. `size`: characters of its data as JSON, if the file tells. */
    load(key: string, version: number, data: PlainObject, size = JSON.stringify(data).length): void {
        this.#store.put(key, data, size, version)
    }

    /** What follows when an item is in the store. `text` has all of it as JSON, or only what has changed. */
    #stored(
        command: DbCommand,
        model: DbModel,
        item: DbItem,
        before: Readonly<PlainObject> | null,
        params: DbParams,
        text: string,
        isPart: boolean,
    ): void {
        const { data, key, version } = item
        this.#note(command, model, key, params)
        const isUnheard = this.triggers.size + this.#watchers.size === 0
        if (isUnheard && this.#transaction === null && modeOf(model, params) === 0) {
            item.delayed = false
            this.#cancel(key)
            this.#record(command, model, item, version, text, params, isPart)
            this.storage?.check()
        } else {
            this.#happened({ command, model, item, before, after: data, params, version, text, isPart })
        }
    }

    #happened(happening: Happening): void {
        if (this.#transaction !== null) {
            this.#transaction.happenings.push(happening)
            return
        }
        const { command, model, item, params } = happening
        const mode = modeOf(model, params)
        item.isJournaled = false
        if (mode > 0) {
            item.delayed = true
            this.delayed.add(item.key, mode, command, model, { ...params })
            this.#raise(happening, DB_ON_CHANGE)
        } else {
            item.delayed = false
            this.#cancel(item.key)
            if (mode !== DB_INMEM) {
                this.#journal(happening)
            }
            this.#raise(happening, DB_ON_CHANGE | DB_ON_COMMIT)
        }
        this.#tell(happening)
        this.storage?.check()
    }

    /** A removal is journaled at once, whatever the delay; its triggers are told in two steps as for any other change. */
    #raiseRemoval(happening: Happening): void {
        if (modeOf(happening.model, happening.params) > 0) {
            this.#raise(happening, DB_ON_CHANGE)
            this.#raise(happening, DB_ON_COMMIT)
        } else {
            this.#raise(happening, DB_ON_CHANGE | DB_ON_COMMIT)
        }
    }

    /** What waits for a key is not to come any more. */
    #cancel(key: string): void {
        if (this.delayed.size > 0) {
            this.delayed.cancel(key)
        }
    }

    #journal({ command, model, item, after, params, version, text, isPart }: Happening): void {
        this.#record(command, model, item, version, after === null ? quoted(model.name) : text, params, isPart)
    }

    /** Hands a record to the journal; `rest` is the item, a part of it, or of a removal the name of the model, as JSON. */
    #record(
        command: DbCommand,
        model: DbModel,
        item: DbItem,
        version: number,
        rest: string,
        params: DbParams,
        isPart: boolean,
    ): void {
        const { storage } = this
        item.isJournaled = true
        if (storage !== null) {
            const flags = (isSynced(model, params) ? SYNCED : 0) | (isPart ? PART : 0)
            const { models, durability: usual } = this.#options
            const durability = models.size === 0 ? usual : (models.get(model.name) ?? usual)
            storage.record(command, version, flags, item.key, rest, durability)
        }
    }

    #recordAcknowledgement({ version, key }: LoggedChange): void {
        this.storage?.record('acknowledge', version, 0, key, '', this.#options.durability)
    }

    #note(command: DbCommand, model: DbModel, key: string, params: DbParams): void {
        if (isSynced(model, params)) {
            this.log.note({ version: this.version, command, key, model: model.name })
        } else if (this.log.size > 0) {
            this.log.forget(key)
        }
    }

    #tell(happening: Happening): void {
        if (this.#watchers.size > 0) {
            this.#watchers.tell(happening)
        }
    }

    #raise({ model, item, params, command }: Happening, events: number): void {
        this.triggers.raise(this.#db, model, item, params, command, events)
    }

    #remember(key: string, item: DbItem | undefined): void {
        this.#transaction?.undo.push({
            key,
            data: item?.data ?? null,
            size: item?.size ?? 0,
            version: item?.version ?? 0,
            logged: this.log.get(key),
        })
    }

    #rollBack(undo: readonly Undo[]): void {
        for (const { key, data, size, version, logged } of [...undo].reverse()) {
            if (data === null) {
                this.#store.delete(key)
            } else {
                this.#store.put(key, data, size, version)
            }
            this.log.restore(key, logged)
        }
    }

    #textOf(key: string, data: PlainObject): string {
        const text = JSON.stringify(data)
        const { maxItem } = this.#options
        if (text.length * 3 > maxItem && Buffer.byteLength(text) > maxItem) {
            throw new DbError(
                'DB_ITEM_TOO_BIG',
                `Item too big: "${key}" has ${Buffer.byteLength(text)} bytes, wanted at most ${maxItem}`,
            )
        }
        return text
    }
}

/** An item with what a record changes of it. */
function withPart(former: Readonly<PlainObject>, part: Readonly<PlainObject>): PlainObject {
    const data = { ...former }
    for (const name of Object.keys(part)) {
        setProperty(data, name, part[name])
    }
    return data
}

/** Whether a result is that of an asynchronous or a fiber function, whose changes are still to come. */
function waits(result: unknown): boolean {
    const { then, next, throw: fail } = (result ?? {}) as Record<string, unknown>
    return typeof then === 'function' || (typeof next === 'function' && typeof fail === 'function')
}

/** Milliseconds until a change is journaled; 0: at once; `DB_INMEM`: never. */
function modeOf(model: DbModel, params: DbParams): number {
    const delay = params.mem === true ? DB_INMEM : params.delay || model.delay
    return delay === DB_INMEM ? DB_INMEM : delay === DB_NODELAY || delay < 0 ? 0 : delay
}

/** Whether a change is one for the cloud. */
function isSynced({ direction }: DbModel, params: DbParams): boolean {
    return (direction === 'up' || direction === 'both') && params.bypass !== true
}
