/*
    rows.ts -- Benchmarks whose rows have the same candidates, and whose table is the whole report.
*/

import type { BenchOptions } from './options.js'
import { publish } from './publish.js'
import { markdownTable, textTable } from './table.js'

/** All figures of a row. */
export interface RowFigures<Row, Figure> {
    readonly row: Row
    /** Candidate -> its rounds. */
    readonly rounds: Readonly<Record<string, readonly Figure[]>>
}

/** Measures the rows that were asked for, one after the other. */
export async function measureRows<Row extends { readonly id: string }, Figure>(
    rows: readonly Row[],
    options: BenchOptions,
    measure: (row: Row) => Promise<Record<string, Figure[]>>,
): Promise<RowFigures<Row, Figure>[]> {
    const all: RowFigures<Row, Figure>[] = []
    for (const row of rows.filter(({ id }) => options.rows.includes(id))) {
        all.push({ row, rounds: await measure(row) })
    }
    return all
}

/** Prints the table and a note, and publishes them as `section`. */
export function publishRows<Row extends { readonly id: string }, Figure>(
    section: string,
    all: readonly RowFigures<Row, Figure>[],
    [head, cells]: readonly [head: string[], cells: string[][]],
    note: string,
    options: BenchOptions,
): void {
    console.log(`${textTable(head, cells)}\n\n${note}`)
    const figures = all.map(({ row, rounds }) => ({ row: row.id, rounds }))
    publish({ section, markdown: `${markdownTable(head, cells)}\n\n${note}`, figures }, options)
}

/** One kind of figure of a candidate, round by round. */
export function valuesOf<Figure, Key extends keyof Figure>(
    { rounds }: RowFigures<unknown, Figure>,
    name: string,
    key: Key,
): Figure[Key][] {
    return (rounds[name] ?? []).map(figure => figure[key])
}

/** A ratio as a cell; empty: there is nothing to compare. */
export function ratioText(ratio: number): string {
    return Number.isNaN(ratio) ? '' : ratio.toFixed(2)
}

/** Cells of a ratio, its target, and the verdict. */
export function verdictCells(ratio: number, sign: '≤' | '≥', target: number): [string, string, string] {
    const isMet = sign === '≤' ? ratio <= target : ratio >= target
    const text = Number.isInteger(target) ? target.toFixed(1) : String(target)
    return [ratioText(ratio), `${sign} ${text}`, Number.isNaN(ratio) ? '' : isMet ? 'met' : 'missed']
}
