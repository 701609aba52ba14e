/*
    json.ts -- bench:json: what parsing, reading and writing cost in ioto-fiber, beside the package json5 and what V8 has built in.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts.
*/

import { Child, interleave, markdownTable, publish, readOptions, textTable } from './harness/index.js'
import { type RowFigures, tableOf } from './json/report.js'
import { CANDIDATES, type Candidate, type Row, rows } from './json/rows.js'

const options = readOptions(
    'npm run bench:json',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 15
const ROUND_LENGTH = options.quick ? 50 : 150

const names = CANDIDATES.filter(name => options.candidates.length === 0 || options.candidates.includes(name))
const all: RowFigures[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
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
    const children = new Map<Candidate, Child>()
    const failed = (name: Candidate, error: unknown) =>
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    try {
        for (const name of names.filter(name => row.work[name] !== undefined)) {
            const args = [name, row.id, String(ROUND_LENGTH)]
            children.set(name, await Child.start(new URL('./json/worker.js', import.meta.url), { args }))
        }
        const figures = await interleave(
            ROUNDS,
            [...children.keys()],
            name => children.get(name)!.ask<number>('measure'),
            failed,
        )
        return { row, rounds: Object.fromEntries(figures) }
    } finally {
        await Promise.all([...children.values()].map(child => child.stop()))
    }
}
