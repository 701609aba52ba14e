/*
    told.ts -- Told: where the keys of items tell all that a query by key asks for.

    A query for the group of `reading#${group}#${id}` means items whose keys begin with `reading#g#`; but each must be looked at, since keys
    can be given, fields changed, texts contain `#`, and other models have keys like that. Nearly always none of that is so. So it is
    counted, for each model, how many items have keys that look like its own and do not say what they have: where there is none, keys
    suffice, and the items need not be read, which is most of what a query takes.
*/

import type { DbModel } from './model.js'
import { isTelling } from './template.js'
import type { PlainObject } from './values.js'

interface Family {
    readonly model: DbModel
    /** What keys of the model begin with. */
    readonly first: string
    /** Families whose keys may begin with the same. */
    readonly rivals: Family[]
    /** Items whose keys look like those of the model, and are none, or do not tell what the item has. */
    strangers: number
}

/** Counts items whose keys do not tell what they have. */
export class Told {
    readonly #families = new Map<DbModel, Family>()
    readonly #models: ReadonlyMap<string, DbModel>
    readonly #typeField: string

    constructor(models: ReadonlyMap<string, DbModel>, typeField: string) {
        this.#models = models
        this.#typeField = typeField
        for (const model of models.values()) {
            if (model.isTelling) {
                const first = model.keyTemplate!.texts[0]!
                this.#families.set(model, { model, first, rivals: [], strangers: 0 })
            }
        }
        const all = [...this.#families.values()]
        for (const family of all) {
            const { first, rivals } = family
            rivals.push(
                ...all.filter(
                    each => each !== family && (each.first.startsWith(first) || first.startsWith(each.first)),
                ),
            )
        }
    }

    /** Whether all items whose keys look like those of a model are of it, and have what their keys say. */
    has(model: DbModel): boolean {
        return this.#families.get(model)?.strangers === 0
    }

    /** An item has come (1) or gone (-1). */
    count(key: string, data: Readonly<PlainObject>, step: 1 | -1): void {
        const model = this.#models.get(data[this.#typeField] as string)
        const family = model === undefined ? undefined : this.#families.get(model)
        const isOwn = family !== undefined && isTelling(family.model.keyTemplate!, key, data)
        for (const other of isOwn ? family.rivals : this.#families.values()) {
            if (key.startsWith(other.first)) {
                other.strangers += step
            }
        }
    }

    /** An item has other data. */
    change(key: string, before: Readonly<PlainObject>, after: Readonly<PlainObject>): void {
        if (!this.#isAlike(before, after)) {
            this.count(key, before, -1)
            this.count(key, after, 1)
        }
    }

    /** Whether nothing has changed that makes the key. */
    #isAlike(before: Readonly<PlainObject>, after: Readonly<PlainObject>): boolean {
        const type = before[this.#typeField]
        if (after[this.#typeField] !== type) {
            return false
        }
        const names = this.#models.get(type as string)?.keyTemplate?.names ?? []
        for (let i = 0; i < names.length; i++) {
            if (before[names[i]!] !== after[names[i]!]) {
                return false
            }
        }
        return true
    }
}
