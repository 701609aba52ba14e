/*
    backup-file.ts -- Keeps old versions of a file under numbers. Source: spec runtime.md §19.1.
*/

import { existsSync, renameSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/**
 * Renames `log.txt` to `log-0.txt`, after `log-0.txt` to `log-1.txt` and so on; `count` versions are kept. Throws Node's error
 * when the file itself cannot be renamed. Only the last segment of the path is looked at for an extension [D-22].
 */
export function backupFile(path: string, count: number): void {
    const extension = extname(path)
    const base = join(dirname(path), basename(path, extension))
    const version = (n: number) => `${base}-${n}${extension}`
    for (let n = count - 1; n >= 1; n--) {
        if (existsSync(version(n - 1))) {
            renameSync(version(n - 1), version(n))
        }
    }
    renameSync(path, version(0))
}
