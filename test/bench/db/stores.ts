/*
    stores.ts -- The same items in each candidate, in the way that its documentation recommends.
*/

import { join } from 'node:path'
import { Db } from '../../../services/db/index.js'
import { openLmdb, openNedb, openSqlite } from './peers.js'
import { type Candidate, COUNT } from './rows.js'

/** An item. */
export interface Item {
    readonly id: string
    readonly name: string
    readonly value: number
}

/** A database with devices and readings. What gives a promise is waited for. */
export interface Store {
    /** Makes a device. */
    create(i: number): unknown
    /** A device. */
    get(i: number): unknown
    /** Changes a device. */
    update(i: number, value: number): unknown
    /** The readings of a group, at most `limit`; 0: all. */
    group(group: number, limit: number): unknown
    /** The device with a name. */
    scan(i: number): unknown
    /** Makes all devices and readings. */
    fill(): void | Promise<void>
    close(): unknown
}

/** Ids are 10 characters, in no order. */
export const idOf = (i: number): string => String((i * 2_654_435_761) % 2 ** 32).padStart(10, '0')
export const nameOf = (i: number): string => `device number ${i} in the hall`
const readingOf = (i: number): string => `reading#${i % 100}#${idOf(i)}`

/** The model of devices. */
export const deviceModel = {
    sk: { type: 'string', value: 'device#${id}' },
    id: { type: 'string' },
    name: { type: 'string' },
    value: { type: 'number' },
} as const

const schema = {
    models: {
        Device: deviceModel,
        Reading: {
            sk: { type: 'string', value: 'reading#${group}#${id}' },
            group: { type: 'string' },
            id: { type: 'string' },
            value: { type: 'number' },
        },
    },
} as const

function ioto(folder: string): Store {
    const db = Db.open(join(folder, 'ioto.db'), schema, {
        maxJournalSize: 1e9,
        maxJournalAge: 1e9,
    })
    const create = (i: number) => db.create('Device', { id: idOf(i), name: nameOf(i), value: i })
    return {
        create,
        get: i => db.get('Device', { id: idOf(i) })!.data,
        update: (i, value) => db.update('Device', { id: idOf(i), value }),
        group: (group, limit) => db.find('Reading', { group: String(group) }, { limit }),
        scan: i => db.findOne('Device', { name: nameOf(i) })!,
        fill() {
            for (let i = 0; i < COUNT; i++) {
                create(i)
                db.create('Reading', { group: String(i % 100), id: idOf(i), value: i })
            }
        },
        close: () => db.close(),
    }
}

function sqlite(path: string): Store {
    const db = openSqlite(path, 'NORMAL')
    const insert = db.prepare('INSERT OR REPLACE INTO item VALUES (?, ?)')
    const byKey = db.prepare('SELECT json FROM item WHERE sk = ?').pluck()
    const change = db.prepare("UPDATE item SET json = json_set(json, '$.value', ?) WHERE sk = ?")
    const range = db.prepare('SELECT json FROM item WHERE sk >= ? AND sk < ? LIMIT ?').pluck()
    const byName = db
        .prepare("SELECT json FROM item WHERE sk >= 'device#' AND sk < 'device$' AND json ->> 'name' = ? LIMIT 1")
        .pluck()
    const parse = (text: unknown): unknown => JSON.parse(text as string)
    const create = (i: number) =>
        insert.run(`device#${idOf(i)}`, JSON.stringify({ id: idOf(i), name: nameOf(i), value: i }))
    return {
        create,
        get: i => parse(byKey.get(`device#${idOf(i)}`)),
        update: (i, value) => change.run(value, `device#${idOf(i)}`),
        group: (group, limit) => range.all(`reading#${group}#`, `reading#${group}$`, limit || -1).map(parse),
        scan: i => parse(byName.get(nameOf(i))),
        fill: db.transaction(() => {
            for (let i = 0; i < COUNT; i++) {
                create(i)
                insert.run(readingOf(i), JSON.stringify({ group: String(i % 100), id: idOf(i), value: i }))
            }
        }),
        close: () => db.close(),
    }
}

function lmdb(folder: string): Store {
    const db = openLmdb(join(folder, 'lmdb'))
    const create = (i: number) => void db.put(`device#${idOf(i)}`, { id: idOf(i), name: nameOf(i), value: i })
    return {
        create,
        get: i => db.get(`device#${idOf(i)}`),
        update: (i, value) => void db.put(`device#${idOf(i)}`, { ...db.get(`device#${idOf(i)}`), value }),
        group: (group, limit) =>
            [
                ...db.getRange({
                    start: `reading#${group}#`,
                    end: `reading#${group}$`,
                    ...(limit > 0 ? { limit } : {}),
                }),
            ].map(({ value }) => value),
        scan: i => {
            for (const { value } of db.getRange({ start: 'device#', end: 'device$' })) {
                if (value.name === nameOf(i)) {
                    return value
                }
            }
            return undefined
        },
        fill() {
            db.transactionSync(() => {
                for (let i = 0; i < COUNT; i++) {
                    db.putSync(`device#${idOf(i)}`, { id: idOf(i), name: nameOf(i), value: i })
                    db.putSync(readingOf(i), { group: String(i % 100), id: idOf(i), value: i })
                }
            })
        },
        close: () => db.close(),
    }
}

function nedb(folder: string): Store {
    const db = openNedb(join(folder, 'nedb.db'))
    const deviceOf = (i: number): object => ({ sk: `device#${idOf(i)}`, id: idOf(i), name: nameOf(i), value: i })
    return {
        create: async i => db.insertAsync(deviceOf(i)),
        get: async i => db.findOneAsync({ sk: `device#${idOf(i)}` }),
        update: async (i, value) => db.updateAsync({ sk: `device#${idOf(i)}` }, { $set: { value } }),
        group: async (group, limit) =>
            db.findAsync({ sk: { $gte: `reading#${group}#`, $lt: `reading#${group}$` } }).limit(limit),
        scan: async i => db.findOneAsync({ name: nameOf(i) }),
        async fill() {
            await db.ensureIndexAsync({ fieldName: 'sk', unique: true })
            const devices = Array.from({ length: COUNT }, (_, i) => deviceOf(i))
            const readings = Array.from({ length: COUNT }, (_, i) => ({
                ...{ sk: readingOf(i), group: String(i % 100), id: idOf(i), value: i },
            }))
            await db.insertAsync([...devices, ...readings])
        },
        close: () => {},
    }
}

/** The stores by candidate, in a folder for their files. */
export const stores: Readonly<Record<Candidate, (folder: string) => Store>> = {
    ioto,
    sqlite: () => sqlite(':memory:'),
    'sqlite-wal': folder => sqlite(join(folder, 'sqlite.db')),
    lmdb,
    nedb,
}
