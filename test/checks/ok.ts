/*
    ok.ts -- Everything that a reviewer would run, in one command: `npm run ok`.

    All steps run, also after one that failed: who comes back wants the whole list. The output of a step is shown when it failed.
*/

import { spawnSync } from 'node:child_process'
import { prune } from './prune.js'

/** A step by its name: the commands that have to succeed. */
const STEPS: readonly (readonly [name: string, ...commands: string[]])[] = [
    ['format', 'biome format'],
    ['lint', 'biome lint --error-on-warnings', 'node dist/test/checks/lint.js'],
    ['types', 'tsc --noEmit'],
    ['architecture', 'node dist/test/checks/architecture.js'],
    ['docs', 'node dist/test/checks/docs.js'],
    [
        'tests',
        'node dist/test/checks/tap-plugins.js',
        'tap --reporter=silent --output-file=.tap/ok.tap',
        'node dist/test/checks/tap-summary.js .tap/ok.tap',
    ],
]

/** What a command says about itself in a line: its findings, its counts. */
const DETAIL = /^(?:.* findings|\d+ passed, \d+ failed)$/gm

/** Run the commands of a step. `npm run` has put the tools of the project on the path. */
function run(commands: readonly string[]): { ok: boolean; output: string; detail: string } {
    const results = commands.map(command => spawnSync(command, { shell: true, encoding: 'utf8', maxBuffer: 2 ** 28 }))
    const output = results.map(({ stdout, stderr }) => stdout + stderr).join('')
    return {
        ok: results.every(({ status }) => status === 0),
        output,
        detail: output.match(DETAIL)?.at(-1) ?? '',
    }
}

prune('.', 'dist')
const summary: string[] = []
for (const [name, ...commands] of STEPS) {
    const start = performance.now()
    const { ok, output, detail } = run(commands)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const line = `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(13)} ${seconds.padStart(5)} s  ${detail}`
    console.log(ok ? line : `${line}\n${output}`)
    summary.push(line)
    if (!ok) {
        process.exitCode = 1
    }
}
if (process.exitCode === 1) {
    console.log(`\n${summary.join('\n')}`)
}
