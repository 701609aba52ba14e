/*
    files.ts -- Files: what a database has on the disk, from opening to closing: lock, recovery, migration, journal, snapshots.
*/

import type { Fiber } from '../../fiber/index.js'
import { cDataFile } from './c-format.js'
import { type Disk, nodeDisk } from './disk.js'
import type { Engine } from './engine.js'
import { compareVersions, migrate } from './migrate.js'
import type { DbOptions } from './options.js'
import { recover, type Recovered, type Recovery } from './recovery.js'
import { snapshotFile } from './snapshot.js'
import { Storage, writeCopy } from './storage.js'
import { textOf } from './values.js'

/** The files of a database. */
export class Files {
    /** What was found. */
    readonly recovery: Readonly<Recovery>
    /** Null: nothing is written. */
    readonly storage: Storage | null
    readonly #disk: Disk
    readonly #unlock: () => void
    /** Version of the schema that the items have. */
    #schemaVersion: string | null = null

    /** Reads all files into the engine, and makes them ready for what comes. What fails leaves them as they were. */
    constructor(
        private readonly path: string,
        private readonly engine: Engine,
        schemaVersion: string | null,
        options: DbOptions,
    ) {
        const readOnly = options.readOnly === true
        this.#disk = options.disk ?? nodeDisk
        this.#unlock = readOnly ? () => {} : this.#disk.lock(path)
        try {
            if (options.reset === true) {
                removeFiles(path, this.#disk)
            }
            const recovered = this.#recover(readOnly)
            this.storage = readOnly ? null : this.#begin(recovered, options)
            this.#migrate(schemaVersion, options)
            const { replayed, imported, fellBack, lostBytes, problems } = recovered
            this.recovery = Object.freeze({
                ...{ replayed, imported, fellBack, lostBytes },
                problems: Object.freeze(problems) as string[],
            })
        } catch (error) {
            this.#unlock()
            throw error
        }
        // From here on changes are journaled.
        engine.writer.storage = this.storage
    }

    /** Waits until all that was changed is on the disk. */
    *flush(): Fiber<void> {
        yield* this.storage?.flush() ?? []
    }

    /** Saves all items: at the path of the database, or as a copy elsewhere. */
    save(path: string | null): void {
        const { storage } = this
        if (storage === null) {
            return
        }
        if (path === null || path === '' || path === this.path) {
            storage.save()
            this.engine.writer.hasUnsaved = false
        } else {
            writeCopy(this.#disk, path, this.#image(0))
        }
    }

    /** Writes all items to a data file of Ioto C. */
    exportC(path: string): void {
        writeCopy(this.#disk, path, cDataFile(this.engine.store))
    }

    /** Ends all; saves if there is something to save. */
    close(hasMore: boolean): void {
        try {
            this.storage?.close(hasMore)
        } finally {
            this.#unlock()
        }
    }

    #recover(readOnly: boolean): Recovered {
        const { writer, names } = this.engine
        return recover(
            this.#disk,
            this.path,
            {
                head: head => {
                    writer.version = Math.max(writer.version, head.version)
                    this.#schemaVersion = head.schema
                    for (const [command, version, key, model] of head.pending) {
                        writer.log.note({ command, version, key, model })
                    }
                },
                item: (key, version, data, size) => writer.load(key, version, data, size),
                change: record => writer.replay(record),
                cChange: (command, data) => {
                    const key = textOf(data[names.sort])
                    const version = writer.version + 1
                    if (key !== null && command === 'remove') {
                        writer.replay(['remove', version, 0, key, textOf(data[names.type])])
                    } else if (key !== null) {
                        writer.replay(['update', version, 0, key, data])
                    }
                },
            },
            { hasWriter: readOnly && this.#disk.isLocked(this.path) },
        )
    }

    #begin(recovered: Recovered, options: DbOptions): Storage {
        const storage = new Storage(this.#disk, this.path, recovered, sequence => this.#image(sequence))
        storage.maxAge = options.maxJournalAge ?? storage.maxAge
        storage.maxSize = options.maxJournalSize ?? storage.maxSize
        storage.begin(recovered)
        return storage
    }

    /** Brings the items to the version of the schema. */
    #migrate(version: string | null, { migrations }: DbOptions): void {
        const { store, names } = this.engine
        const stored = this.#schemaVersion ?? (store.size > 0 ? '0.0.0' : null)
        if (stored !== null && version !== null && compareVersions(stored, version) > 0) {
            // An older program has come back. The items are what they are: they must not be migrated once more when it goes again.
            return
        }
        try {
            const plan =
                migrations === undefined || stored === null || version === null
                    ? null
                    : migrate(store, migrations, stored, version, names.sort)
            if (plan !== null && this.storage !== null) {
                writeCopy(this.#disk, `${this.path}.${stored!.replace(/[^\w.-]/g, '_')}`, this.#image(0))
            }
            plan?.()
            this.#schemaVersion = version
            if (plan !== null) {
                this.storage?.save()
            }
        } catch (error) {
            this.storage?.abandon()
            throw error
        }
    }

    #image(sequence: number): Iterable<Uint8Array> {
        const { version, log } = this.engine.writer
        const head = { version, sequence, schema: this.#schemaVersion, pending: log.pending() }
        return snapshotFile(head, this.engine.store)
    }
}

/** Deletes all files of a database. What is not there is no error. */
export function removeFiles(path: string, disk = nodeDisk): void {
    for (const name of ['', '.prev', '.jnl', '.jnl.prev', '.save']) {
        disk.remove(path + name)
    }
}
