/*
    model.ts -- Models as the database uses them. Source: spec db.md §2.4 - §2.8.
*/

import { Logger } from '../../fiber/index.js'
import { DbError } from './errors.js'
import type { DbSchema, FieldSchema, ProcessSchema } from './schema.js'
import { isSeparated, parseTemplate, type Template } from './template.js'

const log = new Logger('db')

/** A field of a model. Source: spec db.md §12. */
export interface DbField {
    readonly name: string
    /** `string`, `number`, `boolean`, `date`, `object`, `array`; null or another name: values are stored unchecked. */
    readonly type: string | null
    readonly required: boolean
    readonly hidden: boolean
    readonly ttl: boolean
    /** Default value; undefined: none. */
    readonly def: unknown
    /** What is generated: `ulid`, or the size of a uid; null: nothing. */
    readonly generate: 'ulid' | number | null
    /** Text of the template; null: none. */
    readonly value: string | null
    readonly enums: readonly string[] | null
    /** The template, cut; null: none. */
    readonly template: Template | null
    readonly unique: boolean
    readonly validate: RegExp | null
    /** What `typeof` says of values that are stored as they are given; null: each is looked at. */
    readonly plain: 'string' | 'number' | 'boolean' | null
    /** The name as JSON, with a colon. */
    readonly label: string
    /** The template refers to nothing, and its text is stored as it is. */
    readonly isConstant: boolean
}

/** A model. Source: spec db.md §12. */
export interface DbModel {
    readonly name: string
    readonly fields: ReadonlyMap<string, DbField>
    /** Fields with a template but for the sort key, each after those that it refers to. */
    readonly computed: readonly DbField[]
    /** Those of them that are constant. */
    readonly constants: readonly DbField[]
    /** The sort key field; null: the model does not declare it. */
    readonly key: DbField | null
    /** The template of the sort key, if it names declared fields only; null: keys take the long way. */
    readonly keyTemplate: Template | null
    /** Keys that were made by the template tell the values which made them, and a query for these asks for nothing else. */
    readonly isTelling: boolean
    /** What is filled in and computed is stored as it is: no other type is declared for it. */
    readonly isQuick: boolean
    /** Fields that have a default or are generated. */
    readonly filled: readonly DbField[]
    readonly required: readonly DbField[]
    readonly unique: readonly DbField[]
    readonly validated: readonly DbField[]
    /** Whether changes are exchanged with the cloud. */
    readonly sync: boolean
    /** In which direction. */
    readonly direction: 'none' | 'up' | 'down' | 'both'
    /** Changes are not journaled. */
    readonly mem: boolean
    /** Milliseconds until a change is journaled; -2 with `mem`, -1000 for at once. */
    readonly delay: number
    /** The field with the date of expiry; null: none. */
    readonly expiresField: string | null
    readonly hasCreated: boolean
    readonly hasUpdated: boolean
}

/** The names of the fields that all models have. */
export interface KeyNames {
    readonly hash: string
    readonly sort: string
    readonly type: string
}

/** The names of the key fields of a schema. */
export function keyNames({ indexes, params }: DbSchema): KeyNames {
    const primary = indexes?.primary
    return { hash: primary?.hash ?? 'pk', sort: primary?.sort ?? 'sk', type: params?.typeField ?? '_type' }
}

/** All models of a schema that exist on the device, by name. Throws `DB_BAD_SCHEMA`. */
export function buildModels(schema: DbSchema): Map<string, DbModel> {
    const names = keyNames(schema)
    const models = new Map<string, DbModel>()
    for (const [name, fields] of Object.entries(schema.models)) {
        const process = schema.process?.[name] ?? schema.control?.[name] ?? {}
        if (process.enable !== 'cloud') {
            models.set(name, buildModel(name, fields, process, names))
        }
    }
    return models
}

function buildModel(
    name: string,
    declared: { readonly [field: string]: FieldSchema },
    process: ProcessSchema,
    names: KeyNames,
): DbModel {
    const fields = new Map<string, DbField>()
    for (const [field, attributes] of Object.entries(declared)) {
        if (field !== names.hash) {
            fields.set(field, buildField(name, field, attributes))
        }
    }
    if (!fields.has(names.type)) {
        fields.set(names.type, buildField(name, names.type, { type: 'string', hidden: true }))
    }
    const all = [...fields.values()]
    const direction = directionOf(process.sync)
    const template = fields.get(names.sort)?.template ?? null
    const computed = inOrder(all.filter(field => field.template !== null && field.name !== names.sort))
    const constants = computed.filter(field => field.isConstant)
    const expiresField = all.find(field => field.ttl)?.name ?? null
    const keyTemplate =
        template?.names.every(each => each !== names.type && fields.has(each) && !isOdd(each)) === true
            ? template
            : null
    const isPlainKey = keyTemplate?.names.every(each => fields.get(each)!.plain === 'string') === true
    const model = {
        name,
        fields,
        computed,
        constants,
        key: fields.get(names.sort) ?? null,
        keyTemplate,
        isTelling: isPlainKey && isSeparated(keyTemplate!) && constants.length === 0 && expiresField === null,
        isQuick: all.every(isQuick) && fields.get(names.sort)?.type === 'string',
        filled: all.filter(field => field.def !== undefined || field.generate !== null),
        required: all.filter(field => field.required),
        unique: all.filter(field => field.unique),
        validated: all.filter(field => field.validate !== null),
        sync: direction !== 'none',
        direction,
        mem: isTrue(process.mem),
        delay: delayOf(process),
        expiresField,
        hasCreated: fields.has('created'),
        hasUpdated: fields.has('updated'),
    }
    if (model.sync && !model.hasUpdated) {
        log.error(`Model ${name} is missing required 'updated' field for sync to cloud`)
    }
    return model
}

function buildField(model: string, name: string, attributes: FieldSchema): DbField {
    const { type, required, hidden, ttl, value, generate, unique, validate } = attributes
    const enums = attributes.enum
    const template = typeof value === 'string' ? parseTemplate(value) : null
    return {
        name,
        type: typeof type === 'string' ? type : null,
        required: required === true,
        hidden: hidden ?? (name === 'pk' || name === 'sk'),
        ttl: ttl === true,
        def: attributes.default ?? undefined,
        generate: attributes.default === undefined || attributes.default === null ? generator(generate) : null,
        value: template === null ? null : template.source,
        enums: Array.isArray(enums) ? enums.map(String) : null,
        template,
        unique: unique === true,
        validate: validate === undefined ? null : patternOf(model, name, validate),
        isConstant: template?.names.length === 0 && !isOdd(name) && (type === 'string' || type === undefined),
        label: `${JSON.stringify(name)}:`,
        plain: Array.isArray(enums) || isOdd(name) ? null : plainOf(type),
    }
}

/** Whether all objects seem to have a property of this name, such as `constructor`. */
function isOdd(name: string): boolean {
    return name in Object.prototype
}

/** Whether the default of a field is of its type, its template that of a text, and its name no special one. */
function isQuick({ name, type, def, template }: DbField): boolean {
    const isText = type === null || type === 'string'
    return !isOdd(name) && (template === null || isText) && (def === undefined || type === null || typeof def === type)
}

function plainOf(type: unknown): DbField['plain'] {
    return type === 'string' || type === 'number' || type === 'boolean' ? type : null
}

function generator(generate: unknown): 'ulid' | number | null {
    if (generate === 'ulid' || generate === 'uuid' || generate === true) {
        return 'ulid'
    }
    if (generate === 'uid') {
        return 10
    }
    const size = typeof generate === 'string' ? Number(/^uid\((\d{1,4})\)$/.exec(generate)?.[1] ?? 0) : 0
    return size > 0 ? size : null
}

function patternOf(model: string, name: string, pattern: RegExp | string): RegExp {
    const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(String(pattern)) ?? ['', String(pattern), '']
    try {
        // Without g and y, which would make it remember where it was.
        return new RegExp(source!, flags!.replace(/[gy]/g, ''))
    } catch (cause) {
        throw new DbError(
            'DB_BAD_SCHEMA',
            `Cannot use "validate" of "${model}.${name}": ${pattern}, wanted a regular expression`,
            {
                cause,
            },
        )
    }
}

function directionOf(sync: unknown): 'none' | 'up' | 'down' | 'both' {
    return sync === 'up' || sync === 'down' || sync === 'both' ? sync : 'none'
}

function isTrue(value: unknown): boolean {
    return value === true || String(value) === '1' || value === 'true'
}

function delayOf({ mem, delay, period }: ProcessSchema): number {
    if (isTrue(mem)) {
        return -2
    }
    const seconds = typeof period === 'number' && period > -2 ? period : Number(delay ?? 0)
    return Number.isFinite(seconds) ? Math.trunc(seconds * 1000) : 0
}

/** Templated fields, each after those that it refers to. In a cycle the order is that of the schema. */
function inOrder(fields: readonly DbField[]): DbField[] {
    const done = new Set<DbField>()
    const visit = (field: DbField, way: readonly DbField[]): void => {
        if (done.has(field) || way.includes(field)) {
            return
        }
        for (const name of field.template!.names) {
            const other = fields.find(each => each.name === name.split('.', 1)[0])
            if (other !== undefined) {
                visit(other, [...way, field])
            }
        }
        done.add(field)
    }
    for (const field of fields) {
        visit(field, [])
    }
    return [...done]
}
