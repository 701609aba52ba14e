/*
    change-log.ts -- ChangeLog: the changes that the cloud does not have yet.

    A hash remembers the order in which its keys came: that of the versions, when a key that changes again goes to the end. So only the
    last change of an item is kept, and what is removed leaves its key until the cloud has said that it knows.
*/

import type { PendingChange } from './journal-record.js'
import type { DbCommand } from './params.js'

/** A change that the cloud does not have yet. */
export interface LoggedChange {
    /** Its number; later changes have higher ones. */
    readonly version: number
    /** What was done last. */
    readonly command: DbCommand
    /** Key of the item. */
    readonly key: string
    /** Its model. */
    readonly model: string | null
}

/** Changes in the order of their versions, the last one for each key. */
export class ChangeLog {
    #changes = new Map<string, LoggedChange>()

    /** How many there are. */
    get size(): number {
        return this.#changes.size
    }

    get(key: string): LoggedChange | undefined {
        return this.#changes.get(key)
    }

    /** Notes a change, the newest of all. */
    note(change: LoggedChange): void {
        this.#changes.delete(change.key)
        this.#changes.set(change.key, change)
    }

    /** Forgets the change of a key; with a version, only that one. Tells whether there was one. */
    forget(key: string, version?: number): boolean {
        const change = this.#changes.get(key)
        return (version === undefined || change?.version === version) && this.#changes.delete(key)
    }

    /** Puts back what was there before a change that did not happen. */
    restore(key: string, change: LoggedChange | undefined): void {
        this.#changes.delete(key)
        if (change !== undefined) {
            const all = [...this.#changes.values(), change].sort((a, b) => a.version - b.version)
            this.#changes = new Map(all.map(each => [each.key, each]))
        }
    }

    /** At most `limit` changes after a version. */
    since(version: number, limit: number): LoggedChange[] {
        const found: LoggedChange[] = []
        for (const change of this.#changes.values()) {
            if (found.length >= limit) {
                break
            }
            if (change.version > version) {
                found.push(change)
            }
        }
        return found
    }

    /** All, as a snapshot has them. */
    pending(): PendingChange[] {
        return Array.from(this.#changes.values(), ({ command, version, key, model }) => [command, version, key, model])
    }
}
