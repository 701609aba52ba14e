/*
    with-node.ts -- Other versions of Node for tests: each is installed by npm into a temporary folder.
*/

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The oldest that is supported: older ones cannot load @peculiar/webcrypto. */
export const OLDEST = '20.19.0'

/** A version that is installed for the moment. */
export interface InstalledNode {
    /** As it tells itself. */
    readonly version: string
    readonly node: string
    /** The folder that programs are searched in. */
    readonly bin: string
    /** For temporary files. */
    readonly place: string
}

/** Has `work` done with a version (`20.19.0`, or `24` for the newest of that line). Gives null, with a message, if npm cannot install it. */
export async function withNode<T>(
    version: string,
    work: (installed: InstalledNode) => T | Promise<T>,
): Promise<T | null> {
    const place = mkdtempSync(join(tmpdir(), 'node-version-'))
    try {
        writeFileSync(join(place, 'package.json'), '{}')
        const packages = ['install', '--prefix', place, '--no-audit', '--no-fund', `node@${version}`]
        const installed = spawnSync('npm', packages, { encoding: 'utf8' })
        const bin = join(place, 'node_modules', '.bin')
        const node = join(bin, 'node')
        const exact = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim()
        if (installed.status !== 0 || exact === undefined) {
            console.log(`Node ${version} cannot be installed: ${installed.stderr}`)
            return null
        }
        return await work({ version: exact, node, bin, place })
    } finally {
        rmSync(place, { recursive: true })
    }
}
