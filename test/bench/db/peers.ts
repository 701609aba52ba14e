/*
    peers.ts -- The databases beside ours. They are native code, which is compiled for minutes where npm has no binary for the machine:
    a package of their own has them, which only those who run bench:db install.
*/

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Candidate } from './rows.js'

const folder = new URL('../../../../test/bench/db/peers/', import.meta.url)
const require = createRequire(new URL('package.json', folder))

/** A prepared statement of SQLite, as far as the bench needs it. */
export interface Statement {
    run(...values: unknown[]): unknown
    get(...values: unknown[]): unknown
    all(...values: unknown[]): unknown[]
    pluck(): Statement
}

/** A database of better-sqlite3. */
export interface Sqlite {
    pragma(text: string): unknown
    exec(text: string): unknown
    prepare(text: string): Statement
    transaction(fn: () => void): () => void
    close(): void
}

/** A database of lmdb. */
export interface Lmdb {
    put(key: string, value: object): Promise<boolean>
    putSync(key: string, value: object): void
    get(key: string): Record<string, unknown> | undefined
    getRange(options: { start: string; end: string; limit?: number }): Iterable<{ value: Record<string, unknown> }>
    transactionSync(fn: () => void): void
    close(): Promise<void>
}

/** A database of @seald-io/nedb. */
export interface Nedb {
    ensureIndexAsync(options: { fieldName: string; unique: boolean }): Promise<void>
    insertAsync(items: object): Promise<unknown>
    findOneAsync(query: object): Promise<unknown>
    findAsync(query: object): Promise<unknown[]> & { limit(count: number): Promise<unknown[]> }
    updateAsync(query: object, change: object): Promise<unknown>
}

/** Opens a file with SQLite (`:memory:`: none), with a journal as its documentation recommends. */
export function openSqlite(path: string, synchronous: 'NORMAL' | 'FULL'): Sqlite {
    const Database = require('better-sqlite3') as new (path: string) => Sqlite
    const db = new Database(path)
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${synchronous}`)
    db.exec('CREATE TABLE item (sk TEXT PRIMARY KEY, json TEXT) WITHOUT ROWID')
    return db
}

/** Opens a folder with LMDB. */
export function openLmdb(path: string): Lmdb {
    const { open } = require('lmdb') as { open(options: { path: string }): Lmdb }
    return open({ path })
}

/** Opens a file with NeDB, which is JavaScript as we are: all items in memory, and a file to which changes are appended. */
export function openNedb(path: string): Nedb {
    const Datastore = require('@seald-io/nedb') as new (options: { filename: string; autoload: boolean }) => Nedb
    return new Datastore({ filename: path, autoload: true })
}

const packages: Readonly<Record<Candidate, string | null>> = {
    ioto: null,
    sqlite: 'better-sqlite3',
    'sqlite-wal': 'better-sqlite3',
    lmdb: 'lmdb',
    nedb: '@seald-io/nedb',
}

/** Whether a candidate is there. */
export function isInstalled(candidate: Candidate): boolean {
    const name = packages[candidate]
    return name === null || existsSync(new URL(`node_modules/${name}/package.json`, folder))
}

/** What to do where one is not. */
export const howToInstall = `npm install --prefix ${fileURLToPath(folder)}`
