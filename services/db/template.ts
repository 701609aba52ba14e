/*
    template.ts -- Value templates: `fault#${id}`. Source: spec db.md §2.8.
*/

import { get } from '../json/index.js'
import { type PlainObject, textOf } from './values.js'

/** A template, cut into texts and references: text, name, text, name, ... text. */
export interface Template {
    /** How it was written. */
    readonly source: string
    /** What stands around the references; one more than there are. */
    readonly texts: readonly string[]
    /** What is referred to. */
    readonly names: readonly string[]
}

/** Cuts a template. Null: a reference has no end, which makes it undefined. */
export function parseTemplate(source: string): Template | null {
    const texts: string[] = []
    const names: string[] = []
    let at = 0
    for (;;) {
        const start = source.indexOf('${', at)
        if (start < 0) {
            texts.push(source.slice(at))
            return { source, texts, names }
        }
        const end = source.indexOf('}', start)
        if (end < 0) {
            return null
        }
        texts.push(source.slice(at, start))
        names.push(source.slice(start + 2, end))
        at = end + 1
    }
}

/** The text of a template. What is not known stays as `${name}`. */
export function fillTemplate(
    template: Template,
    props: Readonly<PlainObject>,
    type: string,
    typeField: string,
): string {
    const { texts, names } = template
    let text = texts[0]!
    for (let i = 0; i < names.length; i++) {
        const name = names[i]!
        text += (name === typeField ? type : valueText(props, name)) ?? `\${${name}}`
        text += texts[i + 1]!
    }
    return text
}

/** Whether all that a template refers to is known. */
export function isFilled({ names }: Template, props: Readonly<PlainObject>, typeField: string): boolean {
    return names.every(name => name === typeField || valueText(props, name) !== null)
}

/** The part of a template before its first reference that is not known, filled; null: all are known. */
export function prefixOf(
    template: Template,
    props: Readonly<PlainObject>,
    type: string,
    typeField: string,
): string | null {
    const { texts, names } = template
    let text = texts[0]!
    for (let i = 0; i < names.length; i++) {
        const name = names[i]!
        const value = name === typeField ? type : valueText(props, name)
        if (value === null) {
            return text
        }
        text += value + texts[i + 1]!
    }
    return null
}

/**
 * Whether keys of a template can be taken apart again, if no value contains what stands behind it: between two references there is a text.
 */
export function isSeparated({ texts, names }: Template): boolean {
    return new Set(names).size === names.length && texts.slice(1, -1).every(text => text !== '')
}

/** Whether a value can be told from the text behind it. */
export function isApart({ texts }: Template, i: number, value: string): boolean {
    const text = texts[i + 1]!
    return text === '' || !value.includes(text[0]!)
}

/** Whether a key is what a separated template makes of an item, and of no other values. */
export function isTelling(template: Template, key: string, data: Readonly<PlainObject>): boolean {
    const { texts, names } = template
    if (!key.startsWith(texts[0]!)) {
        return false
    }
    let at = texts[0]!.length
    for (let i = 0; i < names.length; i++) {
        const value = data[names[i]!]
        const text = texts[i + 1]!
        if (typeof value !== 'string' || !isApart(template, i, value) || !key.startsWith(value, at)) {
            return false
        }
        at += value.length
        if (!key.startsWith(text, at)) {
            return false
        }
        at += text.length
    }
    return at === key.length
}

function valueText(props: Readonly<PlainObject>, name: string): string | null {
    const value = Object.hasOwn(props, name) ? props[name] : name.includes('.') ? get(props, name) : undefined
    return typeof value === 'object' && !(value instanceof Date) ? null : textOf(value)
}
