/*
    publish.ts -- What becomes of the figures: a JSON file and a section of docs/performance.md, each if asked for.
*/

import { readFileSync, writeFileSync } from 'node:fs'
import { describeMachine } from './machine.js'
import type { BenchOptions } from './options.js'
import { replaceSection } from './page.js'

/** The outcome of one benchmark. */
export interface Report {
    /** Name of the section of docs/performance.md: `bench:fiber`. */
    readonly section: string
    /** The Markdown of that section, without the line about machine and date. */
    readonly markdown: string
    /** All figures, for `--json`. */
    readonly figures: unknown
}

// Compiled to dist/test/bench/harness.
const PAGE = new URL('../../../../docs/performance.md', import.meta.url)

/** Writes what `options` asks for; the command and the date stand above the table. */
export function publish(report: Report, options: BenchOptions): void {
    const date = new Date().toISOString().slice(0, 10)
    const machine = describeMachine()
    if (options.json !== undefined) {
        const record = { benchmark: report.section, date, machine, quick: options.quick, figures: report.figures }
        writeFileSync(options.json, `${JSON.stringify(record, undefined, 4)}\n`)
    }
    if (options.markdown) {
        const flags = process.argv.slice(2).join(' ')
        const command = `npm run ${report.section} -- ${flags}`
        const text = `\`${command}\` on ${date}: ${machine}.\n\n${report.markdown}`
        writeFileSync(PAGE, replaceSection(readFileSync(PAGE, 'utf8'), report.section, text))
    }
}
