/*
    fiber.ts -- bench:fiber: what calls, waits and spawns cost in ioto-fiber, and in others doing the same.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts. The
    first column of figures is ioto-fiber, the others follow with their ratio to it. docs/performance.md says how to read it.
*/

import { existsSync } from 'node:fs'
import { CANDIDATES, type RowFigures, tableOf } from './fiber/report.js'
import { type Row, rows } from './fiber/rows.js'
import { Child, interleave, markdownTable, publish, readOptions, textTable } from './harness/index.js'

const options = readOptions(
    'npm run bench:fiber',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 9
const ROUND_LENGTH = options.quick ? 30 : 150

const names = CANDIDATES.filter(name => options.candidates.length === 0 || options.candidates.includes(name)).filter(
    name => existsSync(new URL(`./fiber/candidates/${name}.js`, import.meta.url)),
)
const titles = new Map<string, string>()
const all: RowFigures[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
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
    const children = new Map<string, Child>()
    const rounds: Record<string, number[]> = {}
    const failed = (name: string, error: unknown) => {
        progress('')
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
    try {
        for (const name of names) {
            try {
                const child = await Child.start(new URL('./fiber/worker.js', import.meta.url), {
                    args: [name, row.id, String(ROUND_LENGTH)],
                    nodeArgs: ['--expose-gc'],
                })
                children.set(name, child)
                titles.set(name, String(child.greeting))
                await child.ask('warmUp')
            } catch (error) {
                children.delete(name)
                failed(name, error)
            }
        }
        const parties = [...children]
        const figures = await interleave(
            ROUNDS,
            parties,
            ([, child]) => child.ask<number>('measure'),
            ([name], error) => failed(name, error),
        )
        for (const [[name], values] of figures) {
            rounds[name] = values
        }
    } finally {
        await Promise.all([...children.values()].map(child => child.stop()))
        progress('')
    }
    return { row, rounds }
}

/** One line on the terminal that the next one replaces; nothing where output is kept. */
function progress(text: string): void {
    if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[K${text}`)
    }
}
