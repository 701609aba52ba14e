/*
    options.ts -- The command line that all benchmarks share.
*/

import { parseArgs } from 'node:util'

/** What the person who runs a benchmark asks for. */
export interface BenchOptions {
    /** Few short rounds: to see that everything works, not for figures to quote. */
    readonly quick: boolean
    /** Ids of the rows to measure. */
    readonly rows: readonly string[]
    /** Names of the candidates to measure. */
    readonly candidates: readonly string[]
    /** No rows were named: it is all of them. */
    readonly everything: boolean
    /** File that receives the figures of every round as JSON. */
    readonly json: string | undefined
    /** Write the table into docs/performance.md. */
    readonly markdown: boolean
}

/**
 * Reads `process.argv`. On `--help`, an unknown option or an unknown name: prints the usage and ends the process.
 *
 * @param command how this benchmark is started, for the usage
 * @param rows the ids of its rows
 * @param candidates the names of its candidates
 */
export function readOptions(command: string, rows: readonly string[], candidates: readonly string[]): BenchOptions {
    const usage = [
        `usage: ${command} -- [--quick] [--rows ID,...] [--candidates NAME,...] [--json FILE] [--markdown]`,
        '    --quick       few short rounds: to see that it works',
        `    --rows        some of: ${rows.join(' ')}`,
        `    --candidates  some of: ${candidates.join(' ')}`,
        '    --json        write the figures of every round to FILE',
        '    --markdown    put the table into docs/performance.md',
    ].join('\n')
    try {
        const { values } = parseArgs({
            options: {
                quick: { type: 'boolean', default: false },
                rows: { type: 'string', default: '' },
                candidates: { type: 'string', default: '' },
                json: { type: 'string' },
                markdown: { type: 'boolean', default: false },
                help: { type: 'boolean', default: false },
            },
        })
        if (values.help) {
            console.log(usage)
            process.exit(0)
        }
        return {
            quick: values.quick,
            rows: chosen('row', values.rows, rows),
            candidates: chosen('candidate', values.candidates, candidates),
            everything: values.rows === '',
            json: values.json,
            markdown: values.markdown,
        }
    } catch (error) {
        console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
        process.exit(2)
    }
}

/** Those of a list that is separated by commas, in the order of all; an empty one has all. */
function chosen(kind: string, list: string, known: readonly string[]): readonly string[] {
    const names = list.split(',').filter(name => name !== '')
    for (const name of names) {
        if (!known.includes(name)) {
            throw new RangeError(`Cannot measure ${kind}: "${name}", wanted: ${known.join(', ')}`)
        }
    }
    return names.length === 0 ? known : known.filter(name => names.includes(name))
}
