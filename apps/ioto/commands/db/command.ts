/*
    command.ts -- What `ioto db` does with its words. Source: spec db.md §16.
*/

import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Db, DbError, type DbItem, type DbSchema, removeFiles } from '../../../../services/db/index.js'
import { Json, JSON_HUMAN, parse, stringify } from '../../../../services/json/index.js'
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
}

/** Items are copied as they are where nobody asks for models. */
const anything: DbSchema = { models: {} }

/** Runs the command; gives the exit status. */
export function dbCommand(command: Command): number {
    const options = command.opts<Options>()
    const [path = '', model, ...rest] = command.args
    const { schema, load, reset, check, compact } = options
    const isWhole = check === true || compact === true || options.export !== undefined || options.exportC !== undefined
    if (schema === undefined && load === undefined && reset !== true && options.import === undefined && !isWhole) {
        throw new Failure('Must specify --schema, --load or --reset')
    }
    const words = wordsOf(rest)
    if (reset === true && check !== true) {
        attempt('Cannot reset database', () => resetFiles(path))
    }
    const writes =
        [load, options.import].some(each => each !== undefined) ||
        [reset, options.expire, compact].includes(true) ||
        words.assignment !== null
    const needsModels = !isWhole || load !== undefined || options.import !== undefined || words.assignment !== null
    const db = open(path, schema ?? (needsModels ? undefined : anything), check === true || !writes)
    try {
        return work(db, options, model, words, writes && check !== true)
    } finally {
        db.close()
    }
}

/** The lock is taken for it: the files of a running agent stay. */
function resetFiles(path: string): void {
    Db.open(path, anything, { reset: true }).close()
    removeFiles(path)
}

function open(path: string, schema: string | DbSchema | undefined, readOnly: boolean): Db {
    if (schema === undefined) {
        throw new Failure('Cannot open database')
    }
    return attempt('Cannot open database', () => Db.open(path, schema, { readOnly }))
}

function work(db: Db, options: Options, model: string | undefined, words: Words, writes: boolean): number {
    if (options.check === true) {
        return check(db)
    }
    if (options.export !== undefined || options.exportC !== undefined) {
        attempt('Cannot export', () => exportItems(db, options))
        return 0
    }
    if (options.load !== undefined) {
        attempt('Cannot load data', () => db.load(options.load!))
    } else if (options.import !== undefined) {
        attempt('Cannot import data', () => importItems(db, options.import!))
    } else if (options.expire === true) {
        attempt('Cannot remove expired items', () => db.removeExpired(true))
    } else if (model !== undefined && words.assignment !== null) {
        const item = attempt(`Cannot update ${model}`, () => assign(db, model, words.assignment!))
        if (options.show === true) {
            print(human(item.json))
        }
    } else if (options.compact !== true) {
        list(db, model, words)
    }
    if (writes) {
        attempt('Cannot save database', () => db.save())
    }
    return 0
}

function check(db: Db): number {
    const { items, bytes } = db.statistics()
    const { problems, replayed } = db.recovery
    for (const problem of problems) {
        print(problem)
    }
    print(`${items} items, ${bytes} characters, ${replayed} changes in the journal, ${problems.length} problems`)
    return problems.length === 0 ? 0 : 1
}

function list(db: Db, model: string | undefined, { fields, query }: Words): void {
    if (model === undefined) {
        for (const item of db as Iterable<DbItem>) {
            print(`${human(item.json)}\n`)
        }
        return
    }
    if (!db.models.has(model)) {
        throw new Failure('Cannot find model')
    }
    const items = attempt('Cannot find model items', () => db.find(model, query))
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

function exportItems(db: Db, { export: path, exportC }: Options): void {
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
        const text = stringify(models, { format: 'json5', layout: 'lines' })
        if (path === '-') {
            print(text)
        } else {
            writeFileSync(path, `${text}\n`, { mode: 0o600 })
        }
    }
}

/** Puts the items of a file in the place of those with the same keys: all, or none. */
function importItems(db: Db, path: string): void {
    const models = parse(readFileSync(path, 'utf8'), { path, size: 64 * 1024 * 1024 }) as Record<string, object[]>
    db.transaction(() => {
        for (const [model, items] of Object.entries(models)) {
            for (const item of items) {
                db.create(model, item as Record<string, unknown>, { upsert: true, bypass: true })
            }
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

function human(json: Json): string {
    return json.toString(JSON_HUMAN).trimEnd()
}

function print(text: string): void {
    process.stdout.write(`${text}\n`)
}
