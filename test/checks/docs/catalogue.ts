/*
    catalogue.ts -- The error catalogues of all folders, and the page of the documentation that lists them.

    A catalogue is an exported object of an errors.ts whose keys are codes. Its values are sentences, or records whose
    fields become the columns of the table; the comment above a record is the last one.
*/

import type { Finding } from '../finding.js'
import type { Comments } from './comments.js'

/** One row: what stands in the column of each name. */
export type Row = Readonly<Record<string, string>>

/** The catalogue of one folder. */
export interface Catalogue {
    /** Path of its errors.ts from the root. */
    readonly file: string
    /** The rows by code. */
    readonly rows: ReadonlyMap<string, Row>
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/
const MEANING = /^[A-Z`0-9].*[^.]$/

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null
}

function rowOf(value: unknown, comment: string | undefined): Row {
    if (!isRecord(value)) {
        return { meaning: String(value) }
    }
    const fields = Object.entries(value).filter(([name, field]) => name !== 'code' && typeof field !== 'function')
    return {
        ...Object.fromEntries(fields.map(([name, field]) => [name, String(field)])),
        ...(comment === undefined ? {} : { meaning: comment }),
    }
}

/**
 * Find the catalogues among the exports of an errors.ts.
 *
 * @param module what `import()` of the compiled file gave
 * @param comments what the comments in the source say, by the name of the export
 */
export function catalogueOf(
    file: string,
    module: Readonly<Record<string, unknown>>,
    comments: ReadonlyMap<string, Comments> = new Map(),
): Catalogue {
    const rows = new Map<string, Row>()
    for (const [name, exported] of Object.entries(module)) {
        const entries = isRecord(exported) ? Object.entries(exported) : []
        if (entries.length > 0 && entries.every(([key]) => CODE.test(key))) {
            for (const [code, value] of entries) {
                rows.set(code, rowOf(value, comments.get(name)?.get(code)))
            }
        }
    }
    return { file, rows }
}

function title(column: string): string {
    return column.charAt(0).toUpperCase() + column.slice(1)
}

function cell(text: string): string {
    return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function section({ file, rows }: Catalogue): string {
    const columns = [...new Set([...rows.values()].flatMap(row => Object.keys(row)))]
    const lines = [...rows]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, row]) => `| \`${code}\` | ${columns.map(column => cell(row[column] ?? '')).join(' | ')} |`)
    return [
        `## ${file.replace(/\/errors\.ts$/, '')}`,
        '',
        `| Code | ${columns.map(title).join(' | ')} |`,
        `| --- |${' --- |'.repeat(columns.length)}`,
        ...lines,
        '',
    ].join('\n')
}

/** The page docs/reference/errors.md. */
export function render(catalogues: readonly Catalogue[]): string {
    const head = [
        '# Error codes',
        '',
        'Each error that the runtime or a service raises has a `code`. A code keeps its meaning in all later versions; the',
        'message may change. This page is written by `npm run docs:errors` from the `errors.ts` of each folder.',
        '',
    ].join('\n')
    return [head, ...catalogues.filter(({ rows }) => rows.size > 0).map(section)].join('\n')
}

/** Find codes that stand in two catalogues, and files that hold no catalogue. */
export function checkCatalogues(catalogues: readonly Catalogue[]): Finding[] {
    const owners = new Map<string, string>()
    const findings: Finding[] = []
    for (const { file, rows } of catalogues) {
        const add = (message: string): void => {
            findings.push({ file, line: 0, column: 0, rule: 'error-catalogue', message })
        }
        if (rows.size === 0) {
            add('No catalogue: export an object whose keys are the codes')
        }
        for (const [code, row] of rows) {
            if (!MEANING.test(row.meaning ?? row.reason ?? '')) {
                add(`${code} has no meaning: write it in a comment above the row, as a sentence without a full stop`)
            }
            const owner = owners.get(code)
            if (owner !== undefined) {
                add(`${code} is a code of ${owner} already: choose another`)
            }
            owners.set(code, file)
        }
    }
    return findings
}
