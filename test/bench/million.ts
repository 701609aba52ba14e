/*
    million.ts -- bench:million: a million fibers that wait at the same time, each by itself, one call deep.

    A process for each candidate. Time is from the first start until all wait, and from the first wake until all have ended;
    memory is the heap they occupy and the resident set of the process at that moment.
*/

import { existsSync } from 'node:fs'
import type { Crowd } from './fiber/crowd.js'
import { Child, markdownTable, publish, readOptions, textTable } from './harness/index.js'

const CANDIDATES = ['ioto', 'bare', 'async', 'effect', 'co']
/** Megabytes of heap that node may use: Effect needs most, about 1,000 bytes a fiber. */
const HEAP = 6144
/** Milliseconds after which a candidate is given up. */
const LIMIT = 120_000

const options = readOptions('npm run bench:million', ['hold'], CANDIDATES)
const count = options.quick ? 100_000 : 1_000_000

const names = options.candidates.filter(name => existsSync(new URL(`./fiber/candidates/${name}.js`, import.meta.url)))
const crowds: { name: string; crowd: Crowd }[] = []
for (const name of names) {
    const child = await Child.start(new URL('./fiber/crowd.js', import.meta.url), {
        args: [name],
        nodeArgs: ['--expose-gc', `--max-old-space-size=${HEAP}`],
    })
    try {
        crowds.push({ name: String(child.greeting), crowd: await child.ask<Crowd>('hold', count, LIMIT) })
    } catch (error) {
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
        await child.stop()
    }
}

const head = [
    `${count.toLocaleString('en-US')} waiting`,
    'start, s',
    'wake and end, s',
    'heap, MB',
    'bytes each',
    'RSS, MB',
]
const cells = crowds.map(({ name, crowd }) => [
    name,
    (crowd.start / 1000).toFixed(2),
    (crowd.end / 1000).toFixed(2),
    megabytes(crowd.heap),
    Math.round(crowd.heap / count).toLocaleString('en-US'),
    megabytes(crowd.resident),
])
console.log(textTable(head, cells))
publish({ section: 'bench:million', markdown: markdownTable(head, cells), figures: crowds }, options)
process.exit(0)

function megabytes(bytes: number): string {
    return Math.round(bytes / 1e6).toLocaleString('en-US')
}
