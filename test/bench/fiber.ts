/*
    fiber.ts -- bench:fiber: what calls, waits and spawns cost in ioto-fiber, and in others doing the same.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts. The
    first column of figures is ioto-fiber, the others follow with their ratio to it. docs/performance.md says how to read it.
*/

import { existsSync } from 'node:fs'
import { CANDIDATES, type RowFigures, tableOf } from './fiber/report.js'
import { type Row, rows } from './fiber/rows.js'
import { Child, markdownTable, publish, readOptions, takeTurns, tellFailure, textTable } from './harness/index.js'

const options = readOptions(
    'npm run bench:fiber',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 9
const ROUND_LENGTH = options.quick ? 30 : 150

const names = options.candidates.filter(name => existsSync(new URL(`./fiber/candidates/${name}.js`, import.meta.url)))
const titles = new Map<string, string>()
const all: RowFigures[] = []
for (const row of rows.filter(({ id }) => options.rows.includes(id))) {
    all.push(await measureRow(row))
}

const table = tableOf(all, names, titles)
const note = `Median of ${ROUNDS} rounds of ${ROUND_LENGTH} ms. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(...table)}\n\n${note}`)
publish(
    {
        section: 'bench:fiber',
        markdown: `${markdownTable(...table)}\n\n${note}`,
        figures: all.map(({ row, rounds }) => ({ row: row.id, rounds })),
    },
    options,
)
process.exit(0)

async function measureRow(row: Row): Promise<RowFigures> {
    progress(`${row.title} ...`)
    const rounds = await takeTurns({
        names,
        rounds: ROUNDS,
        async start(name) {
            const child = await Child.start(new URL('./fiber/worker.js', import.meta.url), {
                args: [name, row.id, String(ROUND_LENGTH)],
                nodeArgs: ['--expose-gc'],
            })
            titles.set(name, String(child.greeting))
            return child
        },
        warmUp: child => child.ask('warmUp'),
        measure: child => child.ask<number>('measure'),
        failed(name, error) {
            progress('')
            tellFailure(name, error)
        },
    })
    progress('')
    return { row, rounds }
}

/** One line on the terminal that the next one replaces; nothing where output is kept. */
function progress(text: string): void {
    if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[K${text}`)
    }
}
