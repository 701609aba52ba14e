/*
    schema.ts -- Schemas in the format of OneTable: from a file with the parts that it blends, or from a value.
    Source: spec db.md §2.1 - §2.6.
*/

import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blend, JsonError, parse } from '../json/index.js'
import { DbError } from './errors.js'
import { isObject, type PlainObject } from './values.js'

/** The folder of the package, seen from dist/services/db. */
const home = new URL('../../../', import.meta.url)

/** The types that a field may have. Any other name: the value is stored unchecked. */
export type FieldType = 'string' | 'number' | 'boolean' | 'date' | 'object' | 'array'

/** A field of a model in a schema. More attributes may be there: they matter to the cloud. */
export interface FieldSchema {
    /** Default: any value, unchecked. */
    readonly type?: FieldType | (string & {})
    /** `create` fails without it. Default false. */
    readonly required?: boolean
    /** Value of new items that have none. */
    readonly default?: unknown
    /** Makes the value of new items that have none: `ulid`, `uid` (10 characters), `uid(N)`; true and `uuid` are `ulid`. */
    readonly generate?: string | boolean
    /** Template of the value: `fault#${id}`. */
    readonly value?: string
    /** The values that there are. */
    readonly enum?: readonly string[]
    /** The item expires at this date. */
    readonly ttl?: boolean
    /** Results have it all the same. Default: true for the keys. */
    readonly hidden?: boolean
    /** No two items of the model may have the same value. Idiomatic face. */
    readonly unique?: boolean
    /** The pattern that values match: a regular expression, or its text with or without slashes. Idiomatic face. */
    readonly validate?: RegExp | string
    readonly [attribute: string]: unknown
}

/** How changes of a model are handled. */
export interface ProcessSchema {
    /** `cloud`: the model does not exist on the device. Default `both`. */
    readonly enable?: 'both' | 'device' | 'cloud' | (string & {})
    /** Direction of the exchange with the cloud. Default `none`. */
    readonly sync?: 'none' | 'up' | 'down' | 'both' | (string & {})
    /** Changes are not journaled. Default false. */
    readonly mem?: boolean | number | string
    /** Seconds until a change is journaled. Default 0. */
    readonly delay?: number
    /** The old name of `delay`. */
    readonly period?: number
    readonly [rule: string]: unknown
}

/** A schema. */
export interface DbSchema {
    /** `onetable:1.1.0`. Not checked. */
    readonly format?: string
    /** Version, as `1.2.3`; what `migrations` go by. */
    readonly version?: string
    readonly description?: string
    /** Parts that are blended into it, relative to the file. */
    readonly blend?: readonly string[]
    /** `primary` and others. Default: `primary` with the hash `pk` and the sort key `sk`. */
    readonly indexes?: {
        readonly [name: string]: { readonly hash?: string; readonly sort?: string; readonly [more: string]: unknown }
    }
    readonly params?: {
        readonly typeField?: string
        readonly timestamps?: boolean | string
        readonly [name: string]: unknown
    }
    /** Rules by model. */
    readonly process?: { readonly [model: string]: ProcessSchema }
    /** The old name of `process`. */
    readonly control?: { readonly [model: string]: ProcessSchema }
    /** Fields by model. */
    readonly models: { readonly [model: string]: { readonly [field: string]: FieldSchema } }
}

const SIZE = 16 * 1024 * 1024

/** The schema of a file or value. Throws `DB_NO_SCHEMA`, `DB_BAD_SCHEMA`. */
export function readSchema(schema: string | object): DbSchema {
    if (typeof schema !== 'string') {
        return checked(schema, 'the schema')
    }
    const value = readPart(schema, message => message)
    const parts = isObject(value) && Array.isArray(value.blend) ? value.blend : []
    let whole: unknown = value
    for (const name of parts) {
        const part = readPart(
            partPath(schema, String(name)),
            message => `Cannot parse blended schema ${name}\n${message}`,
        )
        try {
            whole = blend(whole, part, { mode: 'combine' })
        } catch (cause) {
            throw new DbError('DB_NO_SCHEMA', `Cannot blend schema ${name}: ${(cause as Error).message}`, { cause })
        }
    }
    return checked(whole, schema)
}

/** A part lies beside the schema; those that many have, `parts/NAME`, come with the package. */
function partPath(schema: string, name: string): string {
    const path = resolve(dirname(schema), name)
    return name.startsWith('parts/') && !existsSync(path) ? fileURLToPath(new URL(`schemas/${name}`, home)) : path
}

function readPart(path: string, explain: (message: string) => string): unknown {
    let text: string
    try {
        text = readFileSync(path, 'utf8')
    } catch (cause) {
        throw new DbError('DB_NO_SCHEMA', explain(`Cannot open: "${path}"`), { cause })
    }
    try {
        return parse(text, { path, size: SIZE })
    } catch (cause) {
        if (cause instanceof JsonError) {
            throw new DbError('DB_NO_SCHEMA', explain(cause.message), { cause })
        }
        throw cause
    }
}

function checked(value: unknown, name: string): DbSchema {
    if (!isObject(value) || !isObject(value.models)) {
        throw new DbError('DB_BAD_SCHEMA', `Cannot use ${name}: it has no models, wanted an object "models"`)
    }
    for (const part of ['indexes', 'params', 'process', 'control']) {
        wantObject(value[part] ?? {}, `"${part}" of ${name}`)
    }
    for (const [model, fields] of Object.entries(value.models)) {
        wantObject(fields, `model "${model}" of ${name}`)
        for (const [field, attributes] of Object.entries(fields as PlainObject)) {
            wantObject(attributes, `field "${field}" of model "${model}" of ${name}`)
        }
    }
    return value as unknown as DbSchema
}

function wantObject(value: unknown, what: string): void {
    if (!isObject(value)) {
        throw new DbError('DB_BAD_SCHEMA', `Cannot use ${what}: it is ${JSON.stringify(value)}, wanted an object`)
    }
}
