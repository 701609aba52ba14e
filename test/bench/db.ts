/*
    db.ts -- bench:db: what requests cost in our database, beside SQLite (better-sqlite3, in memory and in a file), LMDB and NeDB; then
    what opening, saving, memory and durable updates are.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts.
*/

import { facts } from './db/facts.js'
import { howToInstall, isInstalled } from './db/peers.js'
import { CANDIDATES, type Candidate, type Row, rows } from './db/rows.js'
import {
    Child,
    figureText,
    markdownTable,
    median,
    numberText,
    publish,
    readOptions,
    takeTurns,
    textTable,
} from './harness/index.js'

const options = readOptions(
    'npm run bench:db',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 9
const ROUND_LENGTH = options.quick ? 50 : 150

const wanted = CANDIDATES.filter(name => options.candidates.includes(name))
const names = wanted.filter(isInstalled)
if (names.length < wanted.length) {
    console.error(
        `Without ${wanted.filter(name => !isInstalled(name)).join(', ')}, which are not installed: ${howToInstall}`,
    )
}
const measured: { readonly row: Row; readonly rounds: Record<Candidate, number[]> }[] = []
for (const row of rows.filter(({ id }) => options.rows.includes(id))) {
    measured.push({ row, rounds: await measureRow(row) })
}
const once = options.everything ? await facts() : []

const head = ['µs', 'target', ...names]
const cells = measured.map(({ row, rounds }) => {
    const ours = median(rounds.ioto ?? [])
    return [
        row.title,
        row.target === undefined ? '' : `≤ ${numberText(row.target)}${ours <= row.target ? ' met' : ' missed'}`,
        ...names.map(name => {
            const values = rounds[name]
            const ratio = median(values) / ours
            return `${figureText(values)}${name === 'ioto' || Number.isNaN(ratio) ? '' : ` (${numberText(ratio)})`}`
        }),
    ]
})
const note = `Median of ${ROUNDS} rounds of ${ROUND_LENGTH} ms, processor time. ~: the rounds differ by more than 10 %.`
console.log(`${textTable(head, cells)}\n\n${textTable(['', 'measured', 'target'], once)}\n\n${note}`)
publish(
    {
        section: 'bench:db',
        markdown: `${markdownTable(head, cells)}\n\n${markdownTable(['', 'measured', 'target'], once)}\n\n${note}`,
        figures: measured.map(({ row, rounds }) => ({ row: row.id, rounds })),
    },
    options,
)
process.exit(0)

function measureRow(row: Row): Promise<Record<Candidate, number[]>> {
    return takeTurns({
        names,
        rounds: ROUNDS,
        start(name) {
            const args = [name, row.id, String(ROUND_LENGTH)]
            return Child.start(new URL('./db/worker.js', import.meta.url), { args })
        },
        measure: child => child.ask<number>('measure'),
    })
}
