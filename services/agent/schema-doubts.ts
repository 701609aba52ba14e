/*
    schema-doubts.ts -- What a schema of the database says and hardly means: types and attributes that there are not, templates of fields that
    there are not. The database takes it all, as the original does (spec db.md §2.5); here it is told, with the line of the file.
*/

import { nearestName } from '../config/index.js'
import { type DbSchema, type FieldSchema, readSchema } from '../db/index.js'
import { schemaPlaces } from './config/index.js'

const types = ['string', 'number', 'boolean', 'date', 'object', 'array']

/** Attributes with a meaning here. */
const attributes = [
    ...['type', 'required', 'default', 'generate', 'value', 'enum', 'ttl', 'hidden', 'unique', 'validate'],
    // Of OneTable, for the cloud
    ...[
        'crypt',
        'encode',
        'filter',
        'isoDates',
        'items',
        'map',
        'nulls',
        'partial',
        'readonly',
        'reference',
        'schema',
        'scope',
    ],
    ...['timestamps', 'title', 'uuid', 'description'],
]

const parts = [
    'format',
    'version',
    'description',
    'blend',
    'indexes',
    'params',
    'process',
    'control',
    'models',
    'queries',
]

const directions = ['none', 'up', 'down', 'both']
const places = ['both', 'device', 'cloud']

/** What is to be told of the schema in a file, one sentence each. Throws what `readSchema` throws. */
export function schemaDoubts(file: string): string[] {
    const schema = readSchema(file)
    const found: [path: string, doubt: string][] = []
    const tell = (path: string, doubt: string): void => {
        found.push([path, doubt])
    }
    for (const name of Object.keys(schema)) {
        tellMisspelt(name, name, parts, tell)
    }
    for (const [model, fields] of Object.entries(schema.models)) {
        for (const [name, field] of Object.entries(fields)) {
            checkField(`models.${model}.${name}`, field, Object.keys(fields), tell)
        }
    }
    checkProcess(schema, tell)
    const placeOf = found.length > 0 ? schemaPlaces(file) : () => file
    return found.map(([path, doubt]) => `Schema ${placeOf(path)}: ${path} ${doubt}`)
}

type Tell = (path: string, doubt: string) => void

function checkField(path: string, field: FieldSchema, fields: readonly string[], tell: Tell): void {
    const { type, value, generate } = field
    if (type !== undefined && !types.includes(type)) {
        tell(
            `${path}.type`,
            `is ${JSON.stringify(type)}, wanted one of ${types.join(', ')}: values are stored unchecked`,
        )
    }
    for (const name of ['required', 'ttl', 'hidden', 'unique']) {
        if (field[name] !== undefined && typeof field[name] !== 'boolean') {
            tell(`${path}.${name}`, `is ${JSON.stringify(field[name])}, wanted true or false`)
        }
    }
    if (field.enum !== undefined && !Array.isArray(field.enum)) {
        tell(`${path}.enum`, `is ${JSON.stringify(field.enum)}, wanted a list: any value is taken`)
    }
    if (generate !== undefined && !isGenerator(generate)) {
        tell(`${path}.generate`, `is ${JSON.stringify(generate)}, wanted ulid, uid or uid(N): nothing is generated`)
    }
    // False: for the cloud alone
    if (value !== undefined && typeof value !== 'string' && typeof value !== 'boolean') {
        tell(`${path}.value`, `is ${JSON.stringify(value)}, wanted text such as 'user#\${id}': it has no effect`)
    } else if (typeof value === 'string') {
        for (const [, name] of value.matchAll(/\$\{(\w+)[^}]*\}/g)) {
            // Others are values that the application gives (`addContext`)
            const nearest = fields.includes(name!) ? null : nearestName(name!, fields)
            if (nearest !== null) {
                tell(
                    `${path}.value`,
                    `is ${JSON.stringify(value)}, and there is no field ${name}: is ${nearest} meant?`,
                )
            }
        }
    }
    for (const name of Object.keys(field)) {
        tellMisspelt(`${path}.${name}`, name, attributes, tell)
    }
}

function isGenerator(value: unknown): boolean {
    return (
        typeof value === 'boolean' || (typeof value === 'string' && /^(?:ulid|uuid|uid(?:\(\d{1,4}\))?)$/.test(value))
    )
}

/** The rules of models, in either spelling. */
function checkProcess(schema: DbSchema, tell: Tell): void {
    const models = Object.keys(schema.models)
    for (const part of ['process', 'control'] as const) {
        for (const [model, { sync, enable }] of Object.entries(schema[part] ?? {})) {
            const path = `${part}.${model}`
            if (!models.includes(model)) {
                tellMisspelt(path, model, models, tell)
            }
            if (enable !== undefined && !places.includes(enable)) {
                tell(`${path}.enable`, `is ${JSON.stringify(enable)}, wanted one of ${places.join(', ')}`)
            }
            if (sync !== undefined && !directions.includes(sync)) {
                tell(`${path}.sync`, `is ${JSON.stringify(sync)}, wanted one of ${directions.join(', ')}`)
            }
        }
    }
}

function tellMisspelt(path: string, name: string, known: readonly string[], tell: Tell): void {
    const nearest = known.includes(name) ? null : nearestName(name, known)
    if (nearest !== null) {
        tell(path, `is not known: is ${nearest} meant?`)
    }
}
