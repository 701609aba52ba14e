/*
    table.ts -- The same cells as aligned text for a terminal and as a Markdown table for a page.
*/

import { median, spread } from './statistics.js'

/** Columns padded to their widest cell: the first to the left, the others to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => (row[column] ?? '').length)))
    const line = (cells: readonly string[]) =>
        widths
            .map((width, column) => {
                const cell = cells[column] ?? ''
                return column === 0 ? cell.padEnd(width) : cell.padStart(width)
            })
            .join('  ')
            .trimEnd()
    return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** A Markdown table: the first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
    const rule = `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`
    return [line(head), rule, ...rows.map(line)].join('\n')
}

/** The median of rounds as a cell: `8.8`, `43`, `1,045`; `~43` when they differ by more than 10 %; `none` of none. */
export function figureText(rounds: readonly number[]): string {
    return rounds.length === 0 ? 'none' : `${spread(rounds) > 0.1 ? '~' : ''}${numberText(median(rounds))}`
}

/** No more digits than can be meant: `8.8`, `43`, `1,045`. */
export function numberText(value: number): string {
    return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')
}
