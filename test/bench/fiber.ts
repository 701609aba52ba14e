/*
    fiber.ts -- bench:fiber: what calls, waits and spawns cost in ioto-fiber, and in others doing the same.

    For each row every candidate gets a process of its own; then they take turns for some rounds and the median counts. The
    first column of figures is ioto-fiber, the others follow with their ratio to it. docs/performance.md says how to read it.
*/

import { existsSync } from 'node:fs'
import { Child, interleave, markdownTable, median, publish, readOptions, spread, textTable } from './harness/index.js'
import { ALLOWANCE, type Row, rows } from './fiber/rows.js'

/** Module names of the candidates; ioto-fiber first, the others are compared to it. */
const OURS = 'ioto'
const CANDIDATES = [OURS, 'bare', 'async', 'effect', 'effection', 'co']

interface Figures {
    readonly row: string
    readonly target: number | null
    /** Candidate -> its rounds, in nanoseconds or bytes. */
    readonly rounds: Record<string, number[]>
}

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
const titles = new Map(names.map(name => [name, name]))
const all: Figures[] = []
for (const row of rows.filter(row => options.rows.length === 0 || options.rows.includes(row.id))) {
    all.push(await measureRow(row))
}
report()
process.exit(0)

async function measureRow(row: Row): Promise<Figures> {
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
    return { row: row.id, target: row.chosen === null ? null : row.chosen * ALLOWANCE, rounds }
}

/** One line on the terminal that the next one replaces; nothing where output is kept. */
function progress(text: string): void {
    if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[K${text}`)
    }
}

function report(): void {
    const head = [
        'ns (bytes where it says so)',
        'target',
        '',
        'of bare',
        ...names.map(name => titles.get(name) ?? name),
    ]
    const cells = all.map(cellsOf)
    const markdown = markdownTable(head, cells)
    console.log(textTable(head, cells))
    console.log(`\nMedian of ${ROUNDS} rounds of ${ROUND_LENGTH} ms. ~: the rounds differ by more than 10 %.`)
    publish({ section: 'bench:fiber', markdown, figures: all }, options)
}

function cellsOf({ row, target, rounds }: Figures): string[] {
    const middle = (name: string) => median(rounds[name] ?? [])
    const ours = middle(OURS)
    const verdict = target === null || Number.isNaN(ours) ? '' : ours <= target ? 'met' : 'missed'
    const ofBare = ours / middle('bare')
    return [
        rows.find(each => each.id === row)?.title ?? row,
        target === null ? '' : `≤ ${number(target)}`,
        verdict,
        Number.isNaN(ofBare) ? '' : ofBare.toFixed(2),
        ...names.map(name => figure(rounds[name] ?? [], name === OURS ? Number.NaN : ours)),
    ]
}

/** A median, marked when its rounds disagree, and its ratio to ours when there is one. */
function figure(values: readonly number[], ours: number): string {
    if (values.length === 0) {
        return 'none'
    }
    const centre = median(values)
    const ratio = Number.isNaN(ours) ? '' : ` (${number(centre / ours)})`
    return `${spread(values) > 0.1 ? '~' : ''}${number(centre)}${ratio}`
}

/** Two digits at least, no more than can be meant: 8.8, 43, 1,045. */
function number(value: number): string {
    return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')
}
