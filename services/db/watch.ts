/*
    watch.ts -- DbWatch: the changes of some items, one after the other, for the fiber that asks for them.
*/

import { Channel, type Fiber } from '../../fiber/index.js'
import { DbError } from './errors.js'
import type { DbCommand } from './params.js'

/** A change that a watch gives. */
export interface DbChange<T extends object = Readonly<Record<string, unknown>>> {
    readonly command: DbCommand
    /** Key of the item. */
    readonly key: string
    /** The item before; null: there was none, or it did not match. */
    readonly before: Readonly<T> | null
    /** The item now; null: there is none, or it does not match any more. */
    readonly after: Readonly<T> | null
}

/** Changes that a watch keeps for its reader. */
export const WATCH_LIMIT = 1000

/** The changes of the items that a query means, in order. Read it soon, and close it in a `finally`. */
export class DbWatch<T extends object = Readonly<Record<string, unknown>>> {
    readonly #changes: Channel<DbChange<T>>
    readonly #end: () => void
    readonly #limit: number
    #isOverrun = false

    /** @internal */
    constructor(limit: number, end: () => void) {
        this.#changes = new Channel<DbChange<T>>(limit, 'database watch')
        this.#limit = limit
        this.#end = end
    }

    /**
     * Waits for the next change; undefined: the watch or the database was closed. Throws `DB_WATCH_OVERRUN` after the last change that was
     * kept, when more than the limit came. No deadline of its own: use `deadline`.
     */
    *next(): Fiber<DbChange<T> | undefined> {
        const change = yield* this.#changes.receive()
        if (change === undefined && this.#isOverrun) {
            throw new DbError(
                'DB_WATCH_OVERRUN',
                `Cannot watch: more than ${this.#limit} changes were not read, wanted a faster reader`,
            )
        }
        return change
    }

    /** Ends the watch. */
    close(): void {
        this.#end()
        this.#changes.close()
    }

    /** @internal */
    push(change: DbChange<T>): void {
        if (!this.#changes.sendNow(change)) {
            this.#isOverrun = true
            this.close()
        }
    }
}
