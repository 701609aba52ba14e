/*
    tap-summary.ts -- What failed in a test run, and how many did not: `node dist/test/checks/tap-summary.js output.tap`,
    with `--files` only the names of the files.

    Read from the TAP output, which is complete; the reporters for people now and then lose their last lines when nobody
    watches.
*/

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** The outcome of a test run. */
export interface TapSummary {
    /** Assertions that held. Those that were skipped are not counted. */
    readonly passed: number
    /** Assertions, files and runs that failed. */
    readonly failed: number
    /** The failed assertions as TAP, each with its diagnosis. */
    readonly failures: string
    /** The test files that failed, as tap was given them. */
    readonly files: readonly string[]
}

/** The last line but one of tap: `# { total: 3, pass: 1, fail: 1, skip: 1 }`. */
const COUNTS = /^# \{ total: \d.* \}$/gm

/** A file is a test of the outermost level. */
const FAILED_FILE = /^not ok \d+ - (\S+\.test\.js)(?= # time=|$)/gm

function count(counts: string, name: string): number {
    return Number(new RegExp(`[ {]${name}: (\\d+)`).exec(counts)?.[1] ?? 0)
}

/** The lines `not ok`, each with the block of its diagnosis, which ends with a line `...` of the same depth. */
function failuresOf(tap: string): string {
    const lines: string[] = []
    let end: string | undefined
    for (const line of tap.split('\n')) {
        const failed = /^( *)not ok (?!.*# (?:TODO|SKIP))/.exec(line)
        const after = lines.at(-1)
        if (failed !== null) {
            lines.push(line)
            end = undefined
        } else if (end !== undefined) {
            lines.push(line)
            end = line === end ? undefined : end
        } else if (/^ *---$/.test(line) && after !== undefined && /^ *not ok /.test(after)) {
            lines.push(line)
            end = line.replace('---', '...')
        }
    }
    return lines.join('\n')
}

/** Sum up the TAP output of a run. A run that broke off before its counts has failed. */
export function summarize(tap: string): TapSummary {
    const counts = tap.match(COUNTS)?.at(-1)
    const files = Array.from(tap.matchAll(FAILED_FILE), ([, file]) => file!)
    return {
        passed: counts === undefined ? 0 : count(counts, 'pass'),
        failed: counts === undefined ? 1 : count(counts, 'fail'),
        failures: failuresOf(tap),
        files,
    }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
    const { passed, failed, failures, files } = summarize(readFileSync(process.argv[2] ?? 0, 'utf8'))
    if (process.argv[3] === '--files') {
        console.log(files.join('\n'))
    } else {
        if (failures !== '') {
            console.log(failures)
        }
        console.log(`${passed} passed, ${failed} failed`)
    }
    process.exitCode = failed === 0 ? 0 : 1
}
