/*
    versions.ts -- The tests on other versions of Node: npm run test:versions [-- VERSION ...], by default the oldest that is supported and
    the newest of each line.

    Each version is installed by npm into a temporary folder, and runs each group of tests, and each file beside them, in a process of its
    own. What fails is named, and its output kept.
*/

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Older ones do not know the modules of @peculiar/webcrypto for such. */
const OLDEST = '20.19.0'
/** Milliseconds; a process that takes longer has stopped. */
const PATIENCE = 600_000

const given = process.argv.slice(2)
const versions = given.length > 0 ? given : [OLDEST, '20', '22', '24']
const files = [
    ...testsIn('dist/test/groups'),
    'dist/test/services/web/conformance.test.js',
    ...testsIn('dist/test/apps'),
]
let failures = 0

for (const version of versions) {
    const place = mkdtempSync(join(tmpdir(), 'node-version-'))
    try {
        test(version, place)
    } finally {
        rmSync(place, { recursive: true })
    }
}
console.log(failures === 0 ? 'All passed' : `${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1

function test(version: string, place: string): void {
    writeFileSync(join(place, 'package.json'), '{}')
    const installed = spawnSync('npm', ['install', '--prefix', place, '--no-audit', '--no-fund', `node@${version}`], {
        encoding: 'utf8',
    })
    const bin = join(place, 'node_modules', '.bin')
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    const exact = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).stdout?.trim()
    if (installed.status !== 0 || exact === undefined) {
        console.log(`Node ${version}: cannot be installed: ${installed.stderr}`)
        failures++
        return
    }
    for (const file of files) {
        const { status, stdout } = spawnSync(join(bin, 'node'), ['--enable-source-maps', file], {
            env,
            encoding: 'utf8',
            timeout: PATIENCE,
            maxBuffer: 2 ** 28,
        })
        const passed = /^# \{ total: (\d+)/m.exec(stdout)?.[1] ?? '0'
        console.log(`Node ${exact}: ${file}: ${status === 0 ? `${passed} passed` : 'failed'}`)
        if (status !== 0) {
            failures++
            const kept = join(tmpdir(), `${exact}-${file.replaceAll('/', '-')}.tap`)
            writeFileSync(kept, stdout)
            console.log(
                stdout
                    .match(/^ *not ok .*$/gm)
                    ?.slice(0, 20)
                    .join('\n') ?? 'It ended early, or took too long',
            )
            console.log(`The output is in ${kept}`)
        }
    }
}

function testsIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.test.js') && !name.includes('fixtures'))
        .map(name => join(folder, name))
        .sort()
}
