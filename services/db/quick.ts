/*
    quick.ts -- The short way of the requests that are made most: by a key that needs no defaults, with values that need no conversion.

    It gives what `prepare` and `Search` would, or undefined where only they can tell: trees, contexts, dates, values of other types,
    properties that the model does not declare, templates that were filled. So it has no rules of its own, and no errors.
*/

import type { DbField, DbModel } from './model.js'
import { Part } from './part.js'
import type { Query } from './search.js'
import { filledValue } from './request.js'
import { fillTemplate, isApart, isFilled, type Template } from './template.js'
import type { Told } from './told.js'
import { type DbProps, type PlainObject, isPlainObject } from './values.js'

const none: readonly never[] = []

/** Properties whose names and values can be taken as they are; undefined: they are something else. */
export function plainOf(props: DbProps): Readonly<PlainObject> | undefined {
    return typeof props === 'object' && props !== null && isPlainObject(props)
        ? (props as Readonly<PlainObject>)
        : undefined
}

/** The whole key of an item. */
export function quickKey(model: DbModel, given: Readonly<PlainObject>, sort: string): string | undefined {
    const template = model.keyTemplate
    if (template === null || given[sort] !== undefined) {
        return undefined
    }
    const { texts, names } = template
    let key = texts[0]!
    for (let i = 0; i < names.length; i++) {
        const value = given[names[i]!]
        if (typeof value !== 'string') {
            return undefined
        }
        key += value + texts[i + 1]!
    }
    return key.includes('${') ? undefined : key
}

/** Whether a value is stored, and compared, as it is given. */
function isPlain(model: DbModel, name: string, value: unknown): boolean {
    const field = model.fields.get(name)
    return field !== undefined && isPlainOf(field, value)
}

function isPlainOf({ plain }: DbField, value: unknown): boolean {
    return plain === typeof value && (plain !== 'number' || (Number.isFinite(value) && !Object.is(value, -0)))
}

/** Whether templates compute nothing from what was given, but for constants: there are none, or they lack something. */
function hasNoComputed({ computed }: DbModel, given: Readonly<PlainObject>, typeField: string): boolean {
    for (const { template, isConstant } of computed) {
        if (!isConstant && isFilled(template!, given, typeField)) {
            return false
        }
    }
    return true
}

/** Whether the key that was made of properties says all that they ask for, if `Told` has the model. */
export function isTold(model: DbModel, given: Readonly<PlainObject>, typeField: string): boolean {
    if (!model.isTelling) {
        return false
    }
    const template = model.keyTemplate!
    const { names } = template
    let count = 0
    for (; count < names.length; count++) {
        const value = given[names[count]!]
        if (value === undefined) {
            break
        }
        if (typeof value !== 'string' || !isApart(template, count, value)) {
            return false
        }
    }
    for (const name in given) {
        if (given[name] !== undefined && count-- === 0) {
            return false
        }
    }
    return count === 0 && hasNoComputed(model, given, typeField)
}

/** Whether an item, or its absence, is what a query by its whole key is answered with. */
export function isQuickAnswer(
    model: DbModel,
    given: Readonly<PlainObject>,
    data: Readonly<PlainObject> | undefined,
    typeField: string,
): boolean {
    for (const name in given) {
        const value = given[name]
        if (!isPlain(model, name, value) || (data !== undefined && data[name] !== value)) {
            return false
        }
    }
    const { expiresField, constants } = model
    for (const { name, value } of constants) {
        if (data !== undefined && data[name] !== value) {
            return false
        }
    }
    return (
        hasNoComputed(model, given, typeField) &&
        (expiresField === null || data === undefined || data[expiresField] === undefined)
    )
}

/** A query by the primary index. `told`: of the models whose keys tell what is in their items. */
export function quickQuery(
    model: DbModel,
    given: Readonly<PlainObject>,
    sort: string,
    typeField: string,
    told: Told,
): Query | undefined {
    if (model.keyTemplate === null || given[sort] !== undefined || !hasNoComputed(model, given, typeField)) {
        return undefined
    }
    const names: string[] = []
    const values: unknown[] = []
    for (const name in given) {
        const value = given[name]
        if (!isPlain(model, name, value)) {
            return undefined
        }
        names.push(name)
        values.push(value)
    }
    for (const { name, value } of names.length > 0 ? model.constants : []) {
        if (given[name] === undefined) {
            names.push(name)
            values.push(value)
        }
    }
    const [key, isPrefix] = beginning(model.keyTemplate, given)
    if (key.includes('${')) {
        return undefined
    }
    if (told.has(model) && isTold(model, given, typeField)) {
        return { model, key, isPrefix, names: none, values: none, isMatched: false, isTold: true }
    }
    const isMatched = names.length > 0 || model.expiresField !== null
    return { model, key, isPrefix, names, values, isMatched, isTold: false }
}

/** A key as far as it is known. All that was given is a text, a number or a boolean. */
function beginning({ texts, names }: Template, given: Readonly<PlainObject>): [key: string, isPrefix: boolean] {
    let key = texts[0]!
    for (let i = 0; i < names.length; i++) {
        const value = given[names[i]!]
        if (value === undefined) {
            return [key, true]
        }
        key += String(value) + texts[i + 1]!
    }
    return [key, false]
}

/**
 * The data of a new item, with its key. The values may be taken as they are where `prepare` would convert none of them: those that were
 * given, defaults, and what templates that are texts compute.
 */
export function quickItem(
    model: DbModel,
    given: Readonly<PlainObject>,
    sort: string,
    typeField: string,
): PlainObject | undefined {
    const template = model.keyTemplate
    if (template === null || !model.isQuick || given[sort] !== undefined) {
        return undefined
    }
    for (const name in given) {
        if (!isPlain(model, name, given[name])) {
            return undefined
        }
    }
    const data: PlainObject = { ...given }
    for (const field of model.filled) {
        if (data[field.name] === undefined) {
            data[field.name] = filledValue(field)
        }
    }
    for (const field of model.computed) {
        if (data[field.name] === undefined && isFilled(field.template!, data, typeField)) {
            data[field.name] = fillTemplate(field.template!, data, model.name, typeField)
        }
    }
    const [key, isPrefix] = beginning(template, data)
    if (isPrefix || key.includes('${')) {
        return undefined
    }
    data[sort] = key
    data[typeField] = model.name
    return data
}

/** What an update changes of an item. `now`: the time, for models that keep it. */
export function quickPart(
    model: DbModel,
    given: Readonly<PlainObject>,
    data: Readonly<PlainObject>,
    typeField: string,
    now: string,
): Part | undefined {
    if (!hasNoComputed(model, given, typeField)) {
        return undefined
    }
    const part = new Part(data)
    for (const name in given) {
        if (name !== typeField) {
            const value = given[name]
            const field = model.fields.get(name)
            if (field === undefined || !isPlainOf(field, value)) {
                return undefined
            }
            if (name !== 'updated' || !model.hasUpdated) {
                part.set(field, value)
            }
        }
    }
    for (const field of model.constants) {
        if (given[field.name] === undefined) {
            part.set(field, field.value)
        }
    }
    if (model.hasUpdated) {
        part.set(model.fields.get('updated')!, now)
    }
    return part
}
