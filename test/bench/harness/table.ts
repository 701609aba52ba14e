/*
    table.ts -- The same cells as aligned text for a terminal and as a Markdown table for a page.
*/

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
