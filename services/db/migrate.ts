/*
    migrate.ts -- Items into a new version of the schema.
*/

import { DbError } from './errors.js'
import type { Migration } from './options.js'
import type { Store } from './store.js'
import { type PlainObject, storable, textOf } from './values.js'

/**
 * Computes what the migrations from one version to another make of all items, and gives what puts it in place; null if there is nothing to
 * do. Nothing changes if one throws. Throws `DB_MIGRATION`.
 */
export function migrate(
    store: Store,
    migrations: { readonly [version: string]: Migration },
    from: string,
    to: string,
    sort: string,
): (() => void) | null {
    const steps = Object.keys(migrations)
        .filter(version => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0)
        .sort(compareVersions)
    if (steps.length === 0) {
        return null
    }
    const result = new Map<string, PlainObject>()
    const former = [...store]
    for (const item of former) {
        let all: PlainObject[] = [storable(item.data) as PlainObject]
        for (const version of steps) {
            try {
                all = all.flatMap(data => migrations[version]!(data, item) ?? [])
            } catch (cause) {
                throw new DbError(
                    'DB_MIGRATION',
                    `Cannot migrate "${item.key}" to version ${version}: ${(cause as Error).message}`,
                    {
                        cause,
                    },
                )
            }
        }
        for (const data of all) {
            const key = textOf(data[sort])
            if (key === null || key === '' || result.has(key)) {
                throw new DbError(
                    'DB_MIGRATION',
                    `Cannot migrate "${item.key}": sort key ${JSON.stringify(key)}, wanted one of its own`,
                )
            }
            result.set(key, storable(data) as PlainObject)
        }
    }
    return () => {
        for (const { key } of former) {
            if (!result.has(key)) {
                store.delete(key)
            }
        }
        for (const [key, data] of result) {
            store.put(key, data, JSON.stringify(data).length, store.get(key)?.version ?? 0)
        }
    }
}

/** Compares versions such as 1.10.2 by their numbers; what is no number counts as 0. */
export function compareVersions(a: string, b: string): number {
    const [left, right] = [a, b].map(version => version.split(/[.-]/).map(part => Number.parseInt(part, 10) || 0))
    for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
        const order = (left![i] ?? 0) - (right![i] ?? 0)
        if (order !== 0) {
            return order
        }
    }
    return 0
}
