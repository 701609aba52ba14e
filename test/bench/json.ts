/*
    json.ts -- bench:json: what parsing, reading and writing cost in ioto-fiber, beside the package json5 and what V8 has built in.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts.
*/

import { Child, markdownTable, publish, readOptions, takeTurns, textTable } from './harness/index.js'
import { type RowFigures, tableOf } from './json/report.js'
import { CANDIDATES, type Row, rows } from './json/rows.js'

const options = readOptions(
    'npm run bench:json',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 15
const ROUND_LENGTH = options.quick ? 50 : 150

const names = CANDIDATES.filter(name => options.candidates.includes(name))
const all: RowFigures[] = []
for (const row of rows.filter(({ id }) => options.rows.includes(id))) {
    all.push(await measureRow(row))
}

const table = tableOf(all, names)
const note = `Median of ${ROUNDS} rounds of ${ROUND_LENGTH} ms. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(...table)}\n\n${note}`)
publish(
    {
        section: 'bench:json',
        markdown: `${markdownTable(...table)}\n\n${note}`,
        figures: all.map(({ row, rounds }) => ({ row: row.id, rounds })),
    },
    options,
)
process.exit(0)

async function measureRow(row: Row): Promise<RowFigures> {
    const rounds = await takeTurns({
        names: names.filter(name => row.work[name] !== undefined),
        rounds: ROUNDS,
        start(name) {
            const args = [name, row.id, String(ROUND_LENGTH)]
            return Child.start(new URL('./json/worker.js', import.meta.url), { args })
        },
        measure: child => child.ask<number>('measure'),
    })
    return { row, rounds }
}
