/*
    versions.ts -- What `npm test` runs, on other versions of Node: npm run test:versions [-- VERSION ...]. By default the oldest that is
    supported, and the newest of each line. Each is installed by npm into a temporary folder. The output of one that fails is kept.
*/

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { summarize } from '../checks/tap-summary.js'

/** Older ones cannot load @peculiar/webcrypto. */
const OLDEST = '20.19.0'
/** Milliseconds that a run may take; one that takes longer has stopped. */
const PATIENCE = 1_800_000

const tap = resolve('node_modules/.bin/tap')
const given = process.argv.slice(2)
let isGood = true

for (const version of given.length > 0 ? given : [OLDEST, '20', '22', '24']) {
    const place = mkdtempSync(join(tmpdir(), 'node-version-'))
    try {
        isGood = test(version, place) && isGood
    } finally {
        rmSync(place, { recursive: true })
    }
}
process.exitCode = isGood ? 0 : 1

function test(version: string, place: string): boolean {
    writeFileSync(join(place, 'package.json'), '{}')
    const packages = ['install', '--prefix', place, '--no-audit', '--no-fund', `node@${version}`]
    const installed = spawnSync('npm', packages, { encoding: 'utf8' })
    const bin = join(place, 'node_modules', '.bin')
    const node = join(bin, 'node')
    const exact = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim()
    if (installed.status !== 0 || exact === undefined) {
        console.log(`Node ${version} cannot be installed: ${installed.stderr}`)
        return false
    }
    console.log(`Node ${exact}: running the tests, which takes some minutes`)
    const output = join(place, 'output.tap')
    const { status } = spawnSync(node, [tap, '--reporter=silent', `--output-file=${output}`], {
        // Programs that tests start are of this version, too.
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
        stdio: 'ignore',
        timeout: PATIENCE,
    })
    const text = existsSync(output) ? readFileSync(output, 'utf8') : ''
    const { passed, failed, failures } = summarize(text)
    console.log(`Node ${exact}: ${passed} passed, ${failed} failed`)
    if (status === 0) {
        return true
    }
    const kept = join(tmpdir(), `ioto-fiber-${exact}.tap`)
    writeFileSync(kept, text)
    console.log(`${failures}\nThe output is in ${kept}`)
    return false
}
