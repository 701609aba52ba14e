/*
    backup-file.ts -- Keeps old versions of a file under numbers. Source: spec runtime.md §19.1.
*/

import { renameSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** More versions are not kept. */
const most = 1000

/**
 * What is to be renamed to what, in this order, to keep `count` old versions: `log-3.txt` to `log-4.txt` ... `log.txt` to
 * `log-0.txt`. All but the last may be missing. Only the last segment of the path is looked at for an extension [D-22].
 */
export function backupSteps(path: string, count: number): [from: string, to: string][] {
    const extension = extname(path)
    const base = join(dirname(path), basename(path, extension))
    const version = (n: number) => `${base}-${n}${extension}`
    const steps: [string, string][] = []
    for (let n = Math.min(count, most) - 1; n >= 1; n--) {
        steps.push([version(n - 1), version(n)])
    }
    return [...steps, [path, version(0)]]
}

/**
 * Renames `log.txt` to `log-0.txt`, after `log-0.txt` to `log-1.txt` and so on; `count` versions are kept, 1000 at most. Throws
 * Node's error when one cannot be renamed.
 */
export function backupFile(path: string, count: number): void {
    for (const [from, to] of backupSteps(path, count)) {
        try {
            renameSync(from, to)
        } catch (error) {
            if (from === path || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
                throw error
            }
        }
    }
}
