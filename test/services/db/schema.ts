/*
    schema.ts -- A schema for tests, and databases in memory.
*/

import { setLogHandler } from '../../../fiber/index.js'
import { Db, type DbOptions, type DbSchema } from '../../../services/db/index.js'
import { MemoryDisk } from './memory-disk.js'

/** One model for each thing that a schema can say. */
export const schema = {
    version: '1.0.0',
    indexes: { primary: { hash: 'pk', sort: 'sk' }, gs1: { hash: 'gs1pk', sort: 'gs1sk' } },
    process: {
        Slow: { delay: 5 },
        Mem: { mem: true },
        Hidden: { enable: 'cloud' },
        Sent: { sync: 'up' },
    },
    models: {
        User: {
            pk: { type: 'string', value: 'user#' },
            sk: { type: 'string', value: 'user#${id}' },
            id: { type: 'string', generate: 'ulid' },
            name: { type: 'string', required: true },
            role: { type: 'string', enum: ['superuser', 'user'], default: 'user' },
            age: { type: 'number' },
            ok: { type: 'boolean' },
            born: { type: 'date' },
            obj: { type: 'object', default: { a: [1] } },
            list: { type: 'array' },
            any: {},
            title: { type: 'string', value: '${name}/${age}' },
            created: { type: 'date' },
            updated: { type: 'date' },
        },
        Event: {
            sk: { type: 'string', value: 'event#${group}#${id}' },
            group: { type: 'string' },
            id: { type: 'string' },
            expires: { type: 'date', ttl: true },
            gs1pk: { type: 'string', value: 'event' },
            gs1sk: { type: 'string', value: '${color}#${id}' },
            color: { type: 'string' },
        },
        Account: {
            sk: { type: 'string', value: 'account#${id}' },
            id: { type: 'string', generate: 'uid(4)' },
            email: { type: 'string', unique: true, validate: '/^\\S+@\\S+$/' },
        },
        Bare: { name: { type: 'string' } },
        Slow: { sk: { type: 'string', value: 'slow#${id}' }, id: { type: 'string' }, n: { type: 'number' } },
        Mem: { sk: { type: 'string', value: 'mem#${id}' }, id: { type: 'string' } },
        Hidden: { sk: { type: 'string', value: 'hidden#${id}' } },
        Sent: {
            sk: { type: 'string', value: 'sent#${id}' },
            id: { type: 'string' },
            n: { type: 'number' },
            updated: { type: 'date' },
        },
    },
} as const satisfies DbSchema

/** A database on a disk in memory. */
export function openDb(options: DbOptions & { readonly disk?: MemoryDisk } = {}): Db<typeof schema> {
    return Db.open('test.db', schema, { disk: new MemoryDisk(), ...options })
}

/** The code of the error that a call throws; null: it throws none. */
export function codeOf(call: () => unknown): unknown {
    try {
        call()
        return null
    } catch (error) {
        return (error as { code?: string }).code
    }
}

/** Hands over what is logged, which tests of damage do on purpose, to nobody. */
export function quietly(t: { teardown(fn: () => void): unknown }): void {
    const handler = setLogHandler(() => {})
    t.teardown(() => setLogHandler(handler))
}
