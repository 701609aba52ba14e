/*
    versions.ts -- What `npm test` runs, on other versions of Node: npm run test:versions [-- VERSION ...]. By default the oldest that is
    supported, and the newest of each line. The output of one that fails is kept.
*/

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { summarize } from '../checks/tap-summary.js'
import { type InstalledNode, OLDEST, withNode } from './with-node.js'

/** Milliseconds that a run may take; one that takes longer has stopped. */
const PATIENCE = 1_800_000

const tap = resolve('node_modules/.bin/tap')
const given = process.argv.slice(2)
let isGood = true

for (const version of given.length > 0 ? given : [OLDEST, '20', '22', '24']) {
    isGood = (await withNode(version, test)) === true && isGood
}
process.exitCode = isGood ? 0 : 1

function test({ version, node, bin, place }: InstalledNode): boolean {
    console.log(`Node ${version}: running the tests, which takes some minutes`)
    const output = join(place, 'output.tap')
    const { status } = spawnSync(node, [tap, '--reporter=silent', `--output-file=${output}`], {
        // Programs that tests start are of this version, too.
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
        stdio: 'ignore',
        timeout: PATIENCE,
    })
    const text = existsSync(output) ? readFileSync(output, 'utf8') : ''
    const { passed, failed, failures } = summarize(text)
    console.log(`Node ${version}: ${passed} passed, ${failed} failed`)
    if (status === 0) {
        return true
    }
    const kept = join(tmpdir(), `ioto-fiber-${version}.tap`)
    writeFileSync(kept, text)
    console.log(`${failures}\nThe output is in ${kept}`)
    return false
}
