/*
    triggers.ts -- Triggers: functions that are told of changes. Source: spec db.md §9.
*/

import { Logger, textOf } from '../../fiber/index.js'
import type { Db } from './db.js'
import type { DbItem } from './item.js'
import type { DbModel } from './model.js'
import type { DbCallbackProc, DbCommand, DbParams } from './params.js'

const log = new Logger('db')

interface Trigger {
    readonly proc: DbCallbackProc<never>
    readonly model: string | null
    readonly arg: unknown
    readonly events: number
}

/** The triggers of a database, in the order in which they were added. */
export class Triggers {
    #all: readonly Trigger[] = []

    /** How many there are. */
    get size(): number {
        return this.#all.length
    }

    add(events: number, proc: DbCallbackProc<never>, model: string | null, arg: unknown): Trigger {
        const trigger = { events, proc, model, arg }
        this.#all = [...this.#all, trigger]
        return trigger
    }

    /** Removes a trigger, if it is still there. */
    drop(trigger: Trigger): void {
        this.#all = this.#all.filter(each => each !== trigger)
    }

    /** Removes the first with the same function, model and argument. */
    remove(proc: DbCallbackProc<never>, model: string | null, arg: unknown): void {
        const at = this.#all.findIndex(each => each.proc === proc && each.model === model && each.arg === arg)
        this.#all = this.#all.filter((_, i) => i !== at)
    }

    /** Tells those who want to know. They may call the database, and add and remove triggers, which counts from the next change on. */
    raise(db: Db, model: DbModel, item: DbItem, params: DbParams, command: DbCommand, events: number): void {
        for (const trigger of this.#all) {
            if ((trigger.events & events) !== 0 && (trigger.model === null || trigger.model === model.name)) {
                try {
                    ;(trigger.proc as DbCallbackProc)(trigger.arg, db, model, item, params, command, events)
                } catch (error) {
                    log.error(`A trigger of ${model.name} failed: ${textOf(error)}`)
                }
            }
        }
    }
}
