/*
    config-page.ts -- The page of the documentation that lists the properties of a configuration, made from the table that checks it.
*/

/** A property of a table: see services/web/config/property.ts. */
interface Entry {
    readonly read: unknown
    readonly type: string
    readonly initial: unknown
    readonly meaning: string
    readonly items?: Table
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

function rows(table: Table, path: string): string[] {
    return Object.entries(table).flatMap(([name, entry]) => {
        const full = path === '' ? name : `${path}.${name}`
        if (!isEntry(entry)) {
            return rows(entry, full)
        }
        const row = `| \`${full}\` | ${cell(entry.type)} | ${cell(initialOf(entry.initial))} | ${cell(entry.meaning)} |`
        const below = `${full}${entry.type.startsWith('list') ? '[]' : '.NAME'}`
        return [row, ...(entry.items === undefined ? [] : rows(entry.items, below))]
    })
}

/** The page: a head, and a table for each section. */
export function renderConfigPage(head: string, sections: readonly Section[]): string {
    const parts = sections.map(({ title, text, path, table }) =>
        [
            ...[`## ${title}`, '', text, '', '| Property | Takes | Default | Meaning |', '| --- | --- | --- | --- |'],
            ...rows(table, path),
            '',
        ].join('\n'),
    )
    return [head, ...parts].join('\n')
}
