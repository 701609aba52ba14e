/*
    db.ts -- bench:db: what requests cost in our database, beside SQLite (better-sqlite3, in memory and in a file) and LMDB; then what
    opening, saving, memory and durable updates are.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts.
*/

import { facts } from './db/facts.js'
import { howToInstall, isInstalled } from './db/peers.js'
import { CANDIDATES, type Candidate, type Row, rows } from './db/rows.js'
import {
    Child,
    figureText,
    interleave,
    markdownTable,
    median,
    numberText,
    publish,
    readOptions,
    textTable,
} from './harness/index.js'

const options = readOptions(
    'npm run bench:db',
    rows.map(row => row.id),
    CANDIDATES,
)
const ROUNDS = options.quick ? 3 : 9
const ROUND_LENGTH = options.quick ? 50 : 150

const wanted = CANDIDATES.filter(name => options.candidates.length === 0 || options.candidates.includes(name))
const names = wanted.filter(isInstalled)
if (names.length < wanted.length) {
    console.error(
        `Without ${wanted.filter(name => !isInstalled(name)).join(', ')}, which are not installed: ${howToInstall}`,
    )
}
const measured: { readonly row: Row; readonly rounds: Map<Candidate, number[]> }[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
    measured.push({ row, rounds: await measureRow(row) })
}
const once = options.rows.length === 0 ? await facts() : []

const head = ['µs', 'target', ...names]
const cells = measured.map(({ row, rounds }) => {
    const ours = median(rounds.get('ioto') ?? [])
    return [
        row.title,
        row.target === undefined ? '' : `≤ ${numberText(row.target)}${ours <= row.target ? ' met' : ' missed'}`,
        ...names.map(name => {
            const values = rounds.get(name) ?? []
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
        figures: measured.map(({ row, rounds }) => ({ row: row.id, rounds: Object.fromEntries(rounds) })),
    },
    options,
)
process.exit(0)

async function measureRow(row: Row): Promise<Map<Candidate, number[]>> {
    const children = new Map<Candidate, Child>()
    try {
        for (const name of names) {
            const args = [name, row.id, String(ROUND_LENGTH)]
            children.set(name, await Child.start(new URL('./db/worker.js', import.meta.url), { args }))
        }
        return await interleave(
            ROUNDS,
            [...children.keys()],
            name => children.get(name)!.ask<number>('measure'),
            (name, error) => console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`),
        )
    } finally {
        await Promise.all([...children.values()].map(child => child.stop()))
    }
}
