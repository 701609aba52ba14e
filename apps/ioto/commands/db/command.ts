/*
    command.ts -- What `ioto db` does with its words. Source: spec db.md §16.
*/

import { existsSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import {
    dataItems,
    Db,
    DbError,
    type DbItem,
    type DbSchema,
    readDataFile,
    readSchema,
} from '../../../../services/db/index.js'
import { get, Json, JSON_HUMAN, stringify } from '../../../../services/json/index.js'
import { Failure } from '../../subcommand.js'
import { type Words, wordsOf } from './words.js'

interface Options {
    readonly schema?: string
    readonly load?: string
    readonly import?: string
    readonly export?: string
    readonly exportC?: string
    readonly reset?: boolean
    readonly expire?: boolean
    readonly check?: boolean
    readonly compact?: boolean
    readonly show?: boolean
    readonly json?: boolean
}

/** Items are copied as they are where nobody asks for models. */
const anything: DbSchema = { models: {} }

/** Runs the command; gives the exit status. */
export function dbCommand(command: Command): number {
    const options = command.opts<Options>()
    const [path = '', model, ...rest] = command.args
    const { reset, check, compact, expire } = options
    const words = wordsOf(rest)
    const isFed = options.load !== undefined || options.import !== undefined
    const isExported = options.export !== undefined || options.exportC !== undefined
    const isWhole = check === true || compact === true || isExported
    if (options.schema === undefined && !isFed && reset !== true && !isWhole) {
        throw new Failure('Must specify --schema, --load or --reset')
    }
    const isChanged = isFed || expire === true || words.assignment !== null
    const writes = isChanged || reset === true || compact === true
    if (check === true && writes) {
        throw new Failure('Cannot check a database and change it at once')
    }
    // All is read before anything is deleted.
    const schema = schemaOf(options, isWhole && !isChanged)
    const content = contentOf(options)
    if (isWhole && !isChanged && reset !== true && !isThere(path)) {
        throw new Failure(`Cannot open database: there is none at ${path}`)
    }
    const db = attempt('Cannot open database', () =>
        Db.open(path, schema, { readOnly: !writes, reset: reset === true }),
    )
    try {
        if (check === true) {
            return report(db, options.json === true)
        }
        if (isChanged) {
            change(db, options, content, model, words)
        }
        if (writes) {
            attempt('Cannot save database', () => db.save())
        }
        if (isExported) {
            attempt('Cannot export', () => exportItems(db, options))
        } else if (!isChanged && compact !== true) {
            list(db, model, words, options.json === true)
        }
        return 0
    } finally {
        attempt('Cannot save database', () => db.close())
    }
}

/** Loads, expires, or else changes an item. */
function change(db: Db, options: Options, content: Content, model: string | undefined, words: Words): void {
    const { load, imported } = content
    if (load !== null) {
        attempt('Cannot load data', () => db.loadItems(load))
    }
    if (imported !== null) {
        attempt('Cannot import data', () => importItems(db, imported))
    }
    if (options.expire === true) {
        attempt('Cannot remove expired items', () => db.removeExpired(true))
    } else if (load === null && imported === null && model !== undefined && words.assignment !== null) {
        const item = attempt(`Cannot update ${model}`, () => assign(db, model, words.assignment!))
        if (options.show === true) {
            print(options.json ? jsonOf([item]) : human(item.json))
        }
    }
}

/** `isAny`: a schema is not needed. */
function schemaOf({ schema }: Options, isAny: boolean): DbSchema {
    if (schema !== undefined) {
        return attempt('Cannot open database', () => readSchema(schema))
    }
    if (!isAny) {
        throw new Failure('Cannot open database: it needs --schema')
    }
    return anything
}

/** What the files of items say; null: there is none to be read. */
interface Content {
    readonly load: unknown
    readonly imported: unknown
}

function contentOf({ load, import: imported }: Options): Content {
    const read = (what: string, path: string | undefined): unknown =>
        path === undefined ? null : attempt(what, () => readDataFile(path))
    return { load: read('Cannot load data', load), imported: read('Cannot import data', imported) }
}

/** Whether there is a database, or what is left of one. */
function isThere(path: string): boolean {
    return ['', '.jnl', '.prev'].some(end => existsSync(path + end))
}

/** What `--check` says. */
function report(db: Db, isJson: boolean): number {
    const { items, bytes } = db.statistics()
    const { problems, replayed } = db.recovery
    if (isJson) {
        print(JSON.stringify({ items, bytes, replayed, problems }))
        return problems.length === 0 ? 0 : 1
    }
    for (const problem of problems) {
        print(problem)
    }
    print(`${items} items, ${bytes} characters, ${replayed} changes in the journal, ${problems.length} problems`)
    return problems.length === 0 ? 0 : 1
}

function list(db: Db, model: string | undefined, { fields, query }: Words, isJson: boolean): void {
    if (model === undefined) {
        if (isJson) {
            print(jsonOf([...(db as Iterable<DbItem>)]))
            return
        }
        for (const item of db as Iterable<DbItem>) {
            print(`${human(item.json)}\n`)
        }
        return
    }
    if (!db.models.has(model)) {
        throw new Failure(`Cannot find model ${model}, wanted one of ${[...db.models.keys()].join(', ')}`)
    }
    const items = attempt('Cannot find model items', () => db.find(model, query))
    if (isJson) {
        print(jsonOf(items, fields))
        return
    }
    const isQuery = query.count > 1 || fields.length > 0
    if (items.length !== 1 || !isQuery) {
        print(`${items.length === 0 ? '[ ]' : human(Json.fromObject(items.map(({ data }) => data)))}\n`)
    } else if (fields.length === 0) {
        print(human(items[0]!.json))
    } else {
        for (const field of fields) {
            print(items[0]!.field(field) ?? 'null')
        }
    }
}

/** An update; where there is no such item, or the key is generated, a new one. */
function assign(db: Db, model: string, props: Json): DbItem {
    try {
        return db.update(model, props)
    } catch (error) {
        if (!(error instanceof DbError) || !['DB_NOT_FOUND', 'DB_INCOMPLETE_KEY', 'DB_NO_KEY'].includes(error.code)) {
            throw error
        }
        return db.update(model, props, { upsert: true })
    }
}

function exportItems(db: Db, options: Options): void {
    const { export: path, exportC } = options
    if (exportC !== undefined) {
        db.exportC(exportC)
    }
    if (path !== undefined) {
        const models: Record<string, unknown[]> = {}
        for (const { data } of db as Iterable<DbItem>) {
            const name = String(data[db.type] ?? '')
            models[name] ??= []
            models[name].push(data)
        }
        const text = options.json ? JSON.stringify(models) : stringify(models, { format: 'json5', layout: 'lines' })
        if (path === '-') {
            print(text)
        } else {
            writeFileSync(path, `${text}\n`, { mode: 0o600 })
        }
    }
}

/** Puts items in the place of those with the same keys: all, or none. */
function importItems(db: Db, content: unknown): void {
    db.transaction(() => {
        for (const [model, item] of dataItems(content)) {
            db.create(model, item, { upsert: true, bypass: true })
        }
    })
}

function attempt<T>(what: string, work: () => T): T {
    try {
        return work()
    } catch (error) {
        if (!(error instanceof Error && 'code' in error)) {
            throw error
        }
        throw new Failure(`${what}: ${error.message}`)
    }
}

/** A list of items for scripts; of each all, or these fields, null where there is none. */
function jsonOf(items: readonly DbItem[], fields: readonly string[] = []): string {
    const wanted = ({ data }: DbItem): object =>
        fields.length === 0 ? data : Object.fromEntries(fields.map(field => [field, get(data, field) ?? null]))
    return JSON.stringify(items.map(wanted))
}

function human(json: Json): string {
    return json.toString(JSON_HUMAN).trimEnd()
}

function print(text: string): void {
    process.stdout.write(`${text}\n`)
}
