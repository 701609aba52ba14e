/*
    check-values.ts -- What the idiomatic face checks beyond Ioto: `unique` and `validate`.
*/

import { DbError } from './errors.js'
import type { DbModel } from './model.js'
import type { Store } from './store.js'
import { type PlainObject, textOf } from './values.js'

/** Texts longer than this match no pattern: expressions may take very long on them. */
const LONGEST = 4096

/** Checks the data that an item is to have. Throws `DB_INVALID`, `DB_NOT_UNIQUE`. */
export function checkValues(store: Store, model: DbModel, key: string, data: Readonly<PlainObject>): void {
    for (const { name, validate } of model.validated) {
        const text = textOf(data[name])
        if (text !== null && (text.length > LONGEST || !validate!.test(text))) {
            throw new DbError(
                'DB_INVALID',
                `Invalid value in property "${name}": ${text.slice(0, 200)}, wanted ${validate}`,
            )
        }
    }
    for (const { name } of model.unique) {
        const text = textOf(data[name])
        const owner = text === null ? undefined : store.ownerOf(model.name, name, text, key)
        if (owner !== undefined) {
            throw new DbError(
                'DB_NOT_UNIQUE',
                `Cannot store "${key}": property "${name}" has value "${text}" as "${owner}" has, wanted a unique one`,
            )
        }
    }
}
