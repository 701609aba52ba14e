/*
    config-page.ts -- The page of the documentation that lists the properties of a configuration, made from the table that checks it and the comments
    in it.
*/

import { readFileSync } from 'node:fs'
import { type Comments, readComments } from './comments.js'

/** A property of a table: see services/config/property.ts. */
interface Entry {
    readonly read: unknown
    readonly type: string
    readonly initial: unknown
    readonly items?: Table | undefined
}

/** The properties of an object by name. */
export interface Table {
    readonly [name: string]: Entry | Table
}

/** A section of the page: what it is about, the path of its properties, and the table. */
export interface Section {
    readonly title: string
    readonly text: string
    readonly path: string
    readonly table: Table
}

/** What the properties of each table mean. */
export type Meanings = ReadonlyMap<unknown, Comments>

/**
 * Reads the comments in the tables that modules export.
 *
 * @param modules what `import()` gave, by the path of the source
 */
export function readMeanings(modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Meanings {
    return new Map(
        Object.entries(modules).flatMap(([path, module]) =>
            [...readComments(readFileSync(path, 'utf8'))].map(([name, comments]) => [module[name], comments] as const),
        ),
    )
}

function isEntry(entry: Entry | Table): entry is Entry {
    return typeof entry.read === 'function'
}

function cell(text: string): string {
    return text.replaceAll('|', '\\|')
}

function initialOf(initial: unknown): string {
    if (initial === null) {
        return 'none'
    }
    return `\`${typeof initial === 'string' && initial !== '' ? initial : JSON.stringify(initial)}\``
}

/** The rows of a table: `path` is where it is in the configuration, `group` where it is in `comments`. */
function rows(table: Table, path: string, meanings: Meanings, comments = meanings.get(table), group = ''): string[] {
    return Object.entries(table).flatMap(([name, entry]) => {
        const full = path === '' ? name : `${path}.${name}`
        if (!isEntry(entry)) {
            return rows(entry, full, meanings, comments, `${group}${name}.`)
        }
        const meaning = comments?.get(group + name)
        if (meaning === undefined) {
            throw new Error(
                `Cannot write the page of ${full}: it has no comment, wanted one above it that says what it means`,
            )
        }
        const row = `| \`${full}\` | ${cell(entry.type)} | ${cell(initialOf(entry.initial))} | ${cell(meaning)} |`
        const below = `${full}${entry.type.startsWith('list') ? '[]' : '.NAME'}`
        return [row, ...(entry.items === undefined ? [] : rows(entry.items, below, meanings))]
    })
}

/** The page: a head, and a table for each section. */
export function renderConfigPage(head: string, sections: readonly Section[], meanings: Meanings): string {
    const parts = sections.map(({ title, text, path, table }) =>
        [
            ...[`## ${title}`, '', text, '', '| Property | Takes | Default | Meaning |', '| --- | --- | --- | --- |'],
            ...rows(table, path, meanings),
            '',
        ].join('\n'),
    )
    return [head, ...parts].join('\n')
}
