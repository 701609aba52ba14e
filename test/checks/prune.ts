/**
 * Removes compiled files whose source is gone, so that a deleted test does not go on running from dist/.
 *
 * The build does this instead of deleting dist/ first: a program or a test run that is using dist/ is not disturbed.
 */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What the compiler writes for one source file. */
const OUTPUT = /\.(js|js\.map|d\.ts)$/

/**
 * Remove each output under `dist` that has no TypeScript source at the same place under `root`.
 *
 * @returns the removed files, relative to `dist`
 */
export function prune(root: string, dist: string): string[] {
    const removed: string[] = []
    for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !OUTPUT.test(entry.name)) {
            continue
        }
        const file = join(entry.parentPath, entry.name)
        if (file.startsWith(join(dist, 'lib', sep))) {
            // Made of several sources: bundle.ts
            continue
        }
        const source = join(root, relative(dist, file).replace(OUTPUT, '.ts'))
        if (!existsSync(source)) {
            rmSync(file)
            removed.push(relative(dist, file))
        }
    }
    return removed
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
    for (const file of prune('.', 'dist')) {
        console.log(`Removed dist/${file}: its source is gone`)
    }
}
